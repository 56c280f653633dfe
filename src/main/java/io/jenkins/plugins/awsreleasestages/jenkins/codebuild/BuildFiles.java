package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildArtifact;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What goes from the workspace to a build, and what comes back.
 *
 * @param workspace the folder that is the build's source; null when the source is another
 * @param store where it is kept for the build; null without it
 * @param includes Ant patterns with commas between them; null for all
 * @param excludes Ant patterns with commas between them; null for what nobody wants
 * @param artifactsTo where the artifacts go, relative to the current directory; null for nowhere
 * @param unpack whether artifacts that are a ZIP are unpacked
 * @param downloadOnFailure whether a failed build's artifacts are fetched too
 * @param testReports whether the build's test reports become test results
 */
record BuildFiles(
        String workspace,
        String store,
        String includes,
        String excludes,
        String artifactsTo,
        boolean unpack,
        boolean downloadOnFailure,
        boolean testReports) {

    /** @return null when the workspace is not the source */
    WorkspaceUpload.Request upload() {
        String without = excludes == null ? WorkspaceUpload.Request.DEFAULT_EXCLUDES : excludes;
        return workspace == null ? null : new WorkspaceUpload.Request(workspace, store, includes, without);
    }

    boolean needWorkspace() {
        return workspace != null || artifactsTo != null;
    }

    /** The secondary artifacts each in a folder of their own, as their files may be called alike. */
    String folder(BuildArtifact artifact) {
        boolean primary = artifact.identifier() == null || artifact.identifier().isEmpty();
        return primary ? artifactsTo : artifactsTo + "/" + artifact.identifier();
    }

    /**
     * What is wrong, a sentence each.
     *
     * @param sourceSaid whether another source is said, too
     * @param wait whether the end of the build is waited for
     */
    List<String> problems(boolean sourceSaid, boolean wait) {
        return Stream.of(
                        storeMissing(workspace, store),
                        ArtifactStore.problem(store),
                        WorkspaceUpload.Request.folderProblem("workspace", workspace),
                        WorkspaceUpload.Request.folderProblem("artifactsTo", artifactsTo),
                        workspace != null && sourceSaid
                                ? "workspace: another source is said, too; say one of them."
                                : null,
                        artifactsTo != null && !wait
                                ? "artifactsTo: there are no artifacts before the end of the build. Leave wait: false out."
                                : null)
                .filter(Objects::nonNull)
                .toList();
    }

    static String storeMissing(String workspace, String store) {
        return workspace == null || store != null
                ? null
                : "store: where the workspace is kept for the build is missing, such as"
                        + " s3://checkout-artifacts/sources.";
    }
}

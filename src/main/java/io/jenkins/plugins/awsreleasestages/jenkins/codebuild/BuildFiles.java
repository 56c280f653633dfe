package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes from the workspace to a build, and what comes back.
 *
 * @param upload the folder that is the build's source; null when the source is another
 * @param artifactsTo where the artifacts go, relative to the current directory; null for nowhere
 * @param unpack whether artifacts that are a ZIP are unpacked
 * @param downloadOnFailure whether a failed build's artifacts are fetched too
 * @param testReports whether the build's test reports become test results
 */
public record BuildFiles(
        WorkspaceUpload.Request upload,
        String artifactsTo,
        boolean unpack,
        boolean downloadOnFailure,
        boolean testReports)
        implements Serializable {

    /** None go, none come; test results do. */
    public static final BuildFiles NONE = new BuildFiles(null, null, true, false, true);

    /** What is wrong with what was said, a sentence each. */
    static List<String> problems(String workspace, String store, String artifactsTo) {
        List<String> problems = new ArrayList<>();
        if (workspace != null && store == null) {
            problems.add("store: where the workspace is kept for the build is missing, such as"
                    + " s3://checkout-artifacts/sources.");
        }
        if (ArtifactStore.problem(store) != null) {
            problems.add(ArtifactStore.problem(store));
        }
        if (leadsOut(workspace)) {
            problems.add("workspace: '" + workspace + "' is not a folder below the current directory.");
        }
        if (leadsOut(artifactsTo)) {
            problems.add("artifactsTo: '" + artifactsTo + "' is not a folder below the current directory.");
        }
        return problems;
    }

    static boolean leadsOut(String folder) {
        return folder != null
                && (folder.startsWith("/")
                        || folder.contains("\\")
                        || folder.matches("[A-Za-z]:.*")
                        || List.of(folder.split("/")).contains(".."));
    }
}

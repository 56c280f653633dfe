package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What a step says about the files that go to a build and come back from it. */
public abstract class BuildFilesStep extends CodeBuildStartStep {

    private String workspace;
    private String store;
    private String workspaceIncludes;
    private String workspaceExcludes;
    private String artifactsTo;
    private boolean unpack = true;
    private boolean downloadOnFailure;
    private boolean testReports = true;

    BuildFilesStep(String project) {
        super(project);
    }

    /** A folder below the current directory that is the source; a dot for all of it. */
    public String getWorkspace() {
        return workspace;
    }

    @DataBoundSetter
    public void setWorkspace(String workspace) {
        this.workspace = EmptyFields.kept(workspace);
    }

    public String getStore() {
        return store;
    }

    @DataBoundSetter
    public void setStore(String store) {
        this.store = EmptyFields.kept(store);
    }

    public String getWorkspaceIncludes() {
        return workspaceIncludes;
    }

    @DataBoundSetter
    public void setWorkspaceIncludes(String workspaceIncludes) {
        this.workspaceIncludes = EmptyFields.kept(workspaceIncludes);
    }

    public String getWorkspaceExcludes() {
        return workspaceExcludes;
    }

    @DataBoundSetter
    public void setWorkspaceExcludes(String workspaceExcludes) {
        this.workspaceExcludes = EmptyFields.kept(workspaceExcludes);
    }

    public String getArtifactsTo() {
        return artifactsTo;
    }

    @DataBoundSetter
    public void setArtifactsTo(String artifactsTo) {
        this.artifactsTo = EmptyFields.kept(artifactsTo);
    }

    public boolean isUnpack() {
        return unpack;
    }

    @DataBoundSetter
    public void setUnpack(boolean unpack) {
        this.unpack = unpack;
    }

    public boolean isDownloadOnFailure() {
        return downloadOnFailure;
    }

    @DataBoundSetter
    public void setDownloadOnFailure(boolean downloadOnFailure) {
        this.downloadOnFailure = downloadOnFailure;
    }

    public boolean isTestReports() {
        return testReports;
    }

    @DataBoundSetter
    public void setTestReports(boolean testReports) {
        this.testReports = testReports;
    }

    @Override
    boolean needsWorkspace() {
        return super.needsWorkspace() || files(UnaryOperator.identity()).needWorkspace();
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = super.problems(words);
        problems.addAll(files(words).problems(sourceSaid(), isWait()));
        return problems;
    }

    BuildFiles files(UnaryOperator<String> words) {
        return new BuildFiles(
                words.apply(workspace),
                words.apply(store),
                words.apply(workspaceIncludes),
                words.apply(workspaceExcludes),
                words.apply(artifactsTo),
                unpack,
                downloadOnFailure,
                testReports);
    }

    /** The fields of this class; a form shows them with {@code <st:include page="files.jelly" class="…"/>}. */
    public abstract static class BuildFilesDescriptor extends CodeBuildStartDescriptor {

        /** {@code workspace: true} is all of it. */
        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            Map<String, Object> plain = new LinkedHashMap<>(arguments);
            if (plain.get("workspace") instanceof Boolean all) {
                plain.put("workspace", all ? "." : null);
            }
            return super.newInstance(plain);
        }

        @POST
        public FormValidation doCheckStore(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String workspace) {
            String store = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(
                    item,
                    () -> store == null || FieldChecks.namesVariable(store)
                            ? BuildFiles.storeMissing(Util.fixEmptyAndTrim(workspace), store)
                            : ArtifactStore.problem(store));
        }

        @POST
        public FormValidation doCheckWorkspace(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> BuildFiles.folderProblem("workspace", Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckArtifactsTo(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item, () -> BuildFiles.folderProblem("artifactsTo", Util.fixEmptyAndTrim(value)));
        }
    }
}

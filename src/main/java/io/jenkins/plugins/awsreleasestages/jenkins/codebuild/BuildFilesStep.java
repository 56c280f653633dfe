package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What a step says about the files that go to a build and come back from it. */
public abstract class BuildFilesStep extends CodeBuildStartStep {

    /** A folder below the current directory that is the source; a dot for all of it. */
    @DataBoundSetter
    public String workspace;

    @DataBoundSetter
    public String store;

    @DataBoundSetter
    public String workspaceIncludes;

    @DataBoundSetter
    public String workspaceExcludes;

    @DataBoundSetter
    public String artifactsTo;

    @DataBoundSetter
    public boolean unpack = true;

    @DataBoundSetter
    public boolean downloadOnFailure;

    @DataBoundSetter
    public boolean testReports = true;

    BuildFilesStep(String project) {
        super(project);
    }

    @Override
    boolean needsWorkspace() {
        return super.needsWorkspace() || files(Expansion.NONE).needWorkspace();
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        problems.addAll(files(expansion).problems(sourceSaid(), wait));
        return problems;
    }

    BuildFiles files(Expansion expansion) {
        return new BuildFiles(
                expansion.of(workspace),
                expansion.of(store),
                expansion.of(workspaceIncludes),
                expansion.of(workspaceExcludes),
                expansion.of(artifactsTo),
                unpack,
                downloadOnFailure,
                testReports);
    }

    /** The fields of this class; a form shows them with {@code <st:include page="files.jelly" class="…"/>}. */
    public abstract static class BuildFilesDescriptor extends CodeBuildStartDescriptor {

        @Override
        public List<String> checkedWith(String field) {
            return field.equals("workspace") ? List.of("sourceVersion") : super.checkedWith(field);
        }

        @Override
        public String sourceWays() {
            return super.sourceWays() + ",workspace+store+workspaceIncludes+workspaceExcludes";
        }

        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            return super.newInstance(withFolder(arguments));
        }

        /** {@code workspace: true} is all of it, {@code false} none: as if it were left out. */
        static Map<String, Object> withFolder(Map<String, Object> arguments) {
            Map<String, Object> said = new LinkedHashMap<>(arguments);
            said.remove("workspace", false);
            said.replace("workspace", true, ".");
            return said;
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
            return FieldChecks.problem(
                    item, () -> WorkspaceUpload.Request.folderProblem("workspace", Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckArtifactsTo(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item, () -> WorkspaceUpload.Request.folderProblem("artifactsTo", Util.fixEmptyAndTrim(value)));
        }
    }
}

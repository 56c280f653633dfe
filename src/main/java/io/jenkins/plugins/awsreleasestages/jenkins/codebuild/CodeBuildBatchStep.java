package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code codeBuildBatch project: …}: starts a batch of builds, shows its build graph as it runs, waits for its end. */
public class CodeBuildBatchStep extends CodeBuildStartStep {

    private static final Call START_BUILD_BATCH = new Call(
            "codeBuildBatch",
            "buildTimeoutInMinutesOverride",
            "reportBuildBatchStatusOverride",
            Set.of(),
            BuildRequest::batchProblems);

    @DataBoundConstructor
    public CodeBuildBatchStep(String project) {
        super(project);
    }

    public Map<String, Object> getBatchConfig() {
        return overrides.map("buildBatchConfigOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setBatchConfig(HashMap batchConfig) {
        overrides.put("buildBatchConfigOverride", batchConfig);
    }

    @Override
    Call call() {
        return START_BUILD_BATCH;
    }

    @Override
    List<String> ownProblems() {
        return List.of();
    }

    @Override
    ActionPlan plan(SavedRequest request, UnaryOperator<String> words) {
        // Each build has a log of its own, and none of them is shown: they run side by side.
        return new CodeBuildBatchPlan(request, following(LogMode.NONE, words), isWait());
    }

    @Extension
    @Symbol("codeBuildBatch")
    public static final class DescriptorImpl extends CodeBuildStartDescriptor {

        @Override
        Call call() {
            return START_BUILD_BATCH;
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CodeBuildBatchPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Run a batch of builds in AWS CodeBuild";
        }
    }
}

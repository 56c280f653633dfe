package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Runs a CodeBuild batch in a freestyle job: what the step {@code codeBuildBatch} does, said in the same fields. */
public class CodeBuildBatchBuilder extends ActionBuilder {

    private final CodeBuildBatchStep step;

    @DataBoundConstructor
    public CodeBuildBatchBuilder(CodeBuildBatchStep step) {
        this.step = step;
    }

    public CodeBuildBatchStep getStep() {
        return step;
    }

    @Override
    protected ActionPlan plan(EnvVars variables) throws IOException {
        return step.planOfBuilder(variables);
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        return BuildVariables.ofBatch(result);
    }

    @Extension
    @Symbol("codeBuildBatch")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return "Run a batch of builds in AWS CodeBuild";
        }
    }
}

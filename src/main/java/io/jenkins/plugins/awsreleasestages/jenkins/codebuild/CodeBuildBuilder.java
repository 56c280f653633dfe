package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Runs a CodeBuild build in a freestyle job: what the step {@code codeBuild} does, said in the same fields. */
public class CodeBuildBuilder extends ActionBuilder {

    private final CodeBuildStep step;

    @DataBoundConstructor
    public CodeBuildBuilder(CodeBuildStep step) {
        this.step = step;
    }

    public CodeBuildStep getStep() {
        return step;
    }

    @Override
    protected ActionPlan plan(EnvVars variables) throws IOException {
        return step.planOfBuilder(variables);
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        return BuildVariables.ofBuild(result);
    }

    @Extension
    @Symbol("codeBuild")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return "Run a build in AWS CodeBuild";
        }
    }
}

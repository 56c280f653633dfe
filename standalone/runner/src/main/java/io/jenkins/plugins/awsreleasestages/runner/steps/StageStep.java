package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class StageStep extends BaseStep {
    private final String name;

    @DataBoundConstructor
    public StageStep(String name) {
        this.name = name;
    }

    @Override
    StepExecution start(StepCall call) throws Exception {
        EnvironmentExpander env = EnvironmentExpander.merge(
                call.get(EnvironmentExpander.class), EnvironmentExpander.constant(Map.of("STAGE_NAME", name)));
        return new InBlock(call, name, List.of(env));
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("stage", true);
        }
    }
}

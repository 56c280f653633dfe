package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class WithEnvStep extends BaseStep {
    private final List<String> overrides;

    @DataBoundConstructor
    public WithEnvStep(List<String> overrides) {
        this.overrides = overrides;
    }

    @Override
    StepExecution start(StepCall call) throws Exception {
        for (String override : overrides) {
            if (override.indexOf('=') < 1) {
                throw new AbortException("withEnv: " + override + " is not of the form NAME=VALUE");
            }
        }
        EnvironmentExpander env = EnvironmentExpander.merge(
                call.get(EnvironmentExpander.class), new Overrides(new ArrayList<>(overrides)));
        return new InBlock(call, null, List.of(env));
    }

    private static final class Overrides extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> pairs;

        Overrides(ArrayList<String> pairs) {
            this.pairs = pairs;
        }

        @Override
        public void expand(EnvVars env) {
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                env.override(pair.substring(0, equals), env.expand(pair.substring(equals + 1)));
            }
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("withEnv", true);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class ShStep extends BaseStep {
    private final String script;
    private String label;
    private boolean returnStdout;
    private boolean returnStatus;

    @DataBoundConstructor
    public ShStep(String script) {
        this.script = script;
    }

    public String getLabel() {
        return label;
    }

    @DataBoundSetter
    public void setLabel(String label) {
        this.label = label;
    }

    @DataBoundSetter
    public void setReturnStdout(boolean returnStdout) {
        this.returnStdout = returnStdout;
    }

    @DataBoundSetter
    public void setReturnStatus(boolean returnStatus) {
        this.returnStatus = returnStatus;
    }

    @Override
    StepExecution start(StepCall call) {
        if (returnStdout && returnStatus) {
            throw new IllegalArgumentException("sh: returnStdout and returnStatus exclude each other");
        }
        return new ShExecution(call, script, returnStdout, returnStatus);
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("sh", false, FilePath.class, Launcher.class);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.TaskListener;
import java.io.PrintStream;

/** The log of a step. May be kept by the step and saved with it. */
final class StepListener implements TaskListener {
    private static final long serialVersionUID = 1L;

    private final StepCall call;

    StepListener(StepCall call) {
        this.call = call;
    }

    @Override
    public PrintStream getLogger() {
        return call.log().stream();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Cause;

/** Says what a run takes up, and whether that was its own idea. */
public final class RerunCause extends Cause {

    private final String words;

    RerunCause(String words) {
        this.words = words;
    }

    @Override
    public String getShortDescription() {
        return words;
    }
}

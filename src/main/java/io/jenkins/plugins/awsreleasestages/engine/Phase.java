package io.jenkins.plugins.awsreleasestages.engine;

import io.jenkins.plugins.awsreleasestages.engine.PlainData.Formerly;

/** Where an action is in its life. What happens in which phase is in {@link Lifecycle}. */
public enum Phase {
    /** The token is chosen. A start may have been sent: {@link ActionState#mayHaveStarted}. */
    @Formerly("NEW")
    STARTING,
    /** The remote id is known; the work is looked at. */
    RUNNING,
    /** A stop is wanted; the work is looked at until it has ended or the grace is over. */
    @Formerly("STOPPED")
    STOPPING
}

package io.jenkins.plugins.awsreleasestages.engine;

/** Where an action is in its life. The transitions are in {@link Lifecycle}. */
public enum Phase {
    /** The token is chosen; nothing was sent. */
    NEW(false),
    /** Saved, and a start may have been sent. */
    STARTING(false),
    /** The remote id is known; the work is looked at. */
    RUNNING(false),
    /** A stop is wanted; the work is looked at until it has ended or the grace is over. */
    STOPPING(false),
    SUCCEEDED(true),
    FAILED(true),
    /** It ended because a stop was wanted. */
    STOPPED(true),
    /** A stop was wanted and the remote side did not confirm it in time. */
    ABANDONED(true);

    private final boolean end;

    Phase(boolean end) {
        this.end = end;
    }

    public boolean isEnd() {
        return end;
    }
}

package io.jenkins.plugins.awsreleasestages.engine;

/** How an action ended. */
public sealed interface Outcome {

    /** The remote work ended well. */
    record Succeeded() implements Outcome {}

    /** The remote work could not be started, or ended badly. */
    record Failed(String message) implements Outcome {}

    /**
     * It was stopped.
     *
     * @param reason why the stop was wanted
     * @param timedOut whether the deadline, and not a person, wanted it
     */
    record Stopped(String reason, boolean timedOut) implements Outcome {}
}

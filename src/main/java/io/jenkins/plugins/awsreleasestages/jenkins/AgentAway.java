package io.jenkins.plugins.awsreleasestages.jenkins;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;

/** An agent that gives no answer: it comes back, or the time limit passes. */
public final class AgentAway {

    private AgentAway() {}

    /** Whether the connection failed, and not the work: Remoting says so by exceptions that nobody has to declare. */
    public static boolean isCauseOf(RuntimeException e) {
        return e.getClass().getName().startsWith("hudson.remoting.");
    }

    /**
     * @param what was being done, to begin a sentence
     * @return of kind UNREACHABLE
     */
    public static RemoteFailure during(String what, Throwable e) {
        return new RemoteFailure(
                RemoteFailure.Kind.UNREACHABLE, what + " got no answer from the agent: " + e.getMessage() + ".", e);
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.io.Serializable;

/** A strand of the program: the Jenkinsfile itself, or the body of a block step. It runs or waits for one step. */
final class Fiber implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The body that this fiber runs; null for the Jenkinsfile itself. */
    final BodyRun body;

    /** The rest of the program. */
    Continuable program;

    /** The step that it waits for; null while it runs. */
    StepCall waitingFor;

    /** With what to go on; null while it waits. */
    Outcome next;

    /** Thrown by the next step that it starts: it was to be stopped while no step was running. */
    Throwable interrupt;

    Fiber(BodyRun body) {
        this.body = body;
    }
}

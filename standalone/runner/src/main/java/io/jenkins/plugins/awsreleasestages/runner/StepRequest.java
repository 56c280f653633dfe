package io.jenkins.plugins.awsreleasestages.runner;

import java.io.Serializable;

/** What the program says when it stops at a step. */
final class StepRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final transient Object[] arguments;

    StepRequest(String name, Object[] arguments) {
        this.name = name;
        this.arguments = arguments;
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import java.util.List;

/** The arguments of a step are not those that it takes. */
public final class BadArguments extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public BadArguments(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}

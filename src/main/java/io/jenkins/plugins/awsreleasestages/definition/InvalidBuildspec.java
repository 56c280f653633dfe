package io.jenkins.plugins.awsreleasestages.definition;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import java.util.List;
import java.util.stream.Collectors;

/** A buildspec that cannot be run. Names everything that is wrong with it, each with its place. */
public final class InvalidBuildspec extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param line counted from 1
     * @param column counted from 1
     */
    public record Problem(int line, int column, String message) {

        public Problem {
            message = Budget.shown(message);
        }

        @Override
        public String toString() {
            return "line " + line + ", column " + column + ": " + message;
        }
    }

    private static final int MOST_IN_MESSAGE = 50;

    private final transient List<Problem> problems;

    InvalidBuildspec(List<Problem> problems) {
        super(problems.stream().limit(MOST_IN_MESSAGE).map(Problem::toString).collect(Collectors.joining("\n"))
                + (problems.size() > MOST_IN_MESSAGE ? "\nand more" : ""));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}

package io.jenkins.plugins.awsreleasestages.document;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Files that cannot be used. Names everything that is wrong with them, each with its place. */
public final class InvalidDocument extends Exception {

    private static final long serialVersionUID = 1L;

    /** More would bury the first, which most often is the cause of the others. */
    private static final int MOST_IN_MESSAGE = 50;

    private final transient List<Problem> problems;

    public InvalidDocument(Collection<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidDocument(Problem problem) {
        this(List.of(problem));
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String message(Collection<Problem> problems) {
        String shown =
                problems.stream().limit(MOST_IN_MESSAGE).map(Problem::toString).collect(Collectors.joining("\n"));
        int more = problems.size() - MOST_IN_MESSAGE;
        if (more <= 0) {
            return shown;
        }
        return shown + (problems.size() < Problems.MOST ? "\nand " + more + " more" : "\nand more");
    }
}

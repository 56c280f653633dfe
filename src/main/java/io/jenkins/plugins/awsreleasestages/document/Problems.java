package io.jenkins.plugins.awsreleasestages.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What is wrong, collected, so that all is said at once. After a thousand nobody reads on. */
public final class Problems {

    static final int MOST = 1_000;

    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        if (found.size() < MOST) {
            found.add(problem);
        }
    }

    /** At the place of a value's key. */
    public void at(Value value, String message) {
        add(value.problem(message));
    }

    /** At the place of a value, after its key. */
    public void atContent(Value value, String message) {
        add(value.problemOfContent(message));
    }

    public void addAll(Collection<Problem> problems) {
        problems.forEach(this::add);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> all() {
        return List.copyOf(found);
    }

    /** @throws InvalidDocument when there are any; file by file, line by line */
    public void refuse() throws InvalidDocument {
        if (!found.isEmpty()) {
            List<String> files = found.stream().map(Problem::file).distinct().toList();
            throw new InvalidDocument(found.stream()
                    .distinct()
                    .sorted(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                            .thenComparingInt(Problem::line)
                            .thenComparingInt(Problem::column))
                    .toList());
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** What a block has handed out and a log must not show, in each form that it may be printed in. In memory only. */
final class IssuedSecrets {

    static final String MASK = "****";

    /** A part of a longer one must not be hidden before it: the rest would be seen. */
    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

    private final SortedSet<String> printed = new ConcurrentSkipListSet<>(LONGEST_FIRST);

    void add(Collection<String> more) {
        more.forEach(secret -> printed.addAll(PrintedForms.of(secret)));
    }

    /** The longest first. */
    List<String> all() {
        return List.copyOf(printed);
    }

    /** @return the same line when there is nothing to hide */
    static String masked(String line, List<String> printed) {
        String masked = line;
        for (String form : printed) {
            masked = masked.replace(form, MASK);
        }
        return masked;
    }
}

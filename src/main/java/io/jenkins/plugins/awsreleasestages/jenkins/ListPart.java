package io.jenkins.plugins.awsreleasestages.jenkins;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Part of a list, as a page shows it.
 *
 * @param filter words; blank for none
 * @param from how many come before
 * @param total in all parts
 */
public record ListPart<T>(String filter, List<T> shown, int from, int total) {

    public static final int MOST = 50;

    /**
     * @param words all that one can be found by
     * @param from as it stands in an address; null for the beginning
     */
    public static <T> ListPart<T> of(List<T> all, Function<T, String> words, String filter, String from) {
        String wanted = filter == null ? "" : filter;
        List<T> found =
                all.stream().filter(one -> hasWords(words.apply(one), wanted)).toList();
        int begin = Math.min(number(from), Math.max(0, found.size() - 1));
        return new ListPart<>(wanted, found.subList(begin, Math.min(found.size(), begin + MOST)), begin, found.size());
    }

    private static int number(String text) {
        return text != null && text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    }

    /** Whether all words of the filter are in the text, in any case. */
    public static boolean hasWords(String text, String filter) {
        String small = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(filter.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .allMatch(small::contains);
    }

    /** Counted from 1. */
    public int first() {
        return from + 1;
    }

    public int last() {
        return from + shown.size();
    }

    /** Where the part before begins; negative where there is none. */
    public int before() {
        return from == 0 ? -1 : Math.max(0, from - MOST);
    }

    /** Where the part after begins; negative where there is none. */
    public int after() {
        return last() < total ? last() : -1;
    }
}

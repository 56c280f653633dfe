package io.jenkins.plugins.awsreleasestages.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who has written the commits that a revision brings.
 *
 * @param signatures of the commits that were looked at, by their ids; the newest first
 * @param gap why there may be more authors; null where all were looked at
 */
public record CommitAuthors(Map<String, String> signatures, String gap) {

    /** Of more commits nobody knows all authors anyway. */
    public static final int MOST = 100;

    /** How {@code git log -z} is to print what {@link #listed} reads. */
    public static final String FORMAT = "%H%n%an%n%ae";

    public static final CommitAuthors NONE = new CommitAuthors(Map.of(), null);

    private static final String MORE = "it brings more than " + MOST + " commits, and the others were not looked at";

    public CommitAuthors {
        signatures = signatures == null ? new LinkedHashMap<>() : new LinkedHashMap<>(signatures);
        gap = OneLine.of(gap);
    }

    /**
     * Reads what git has listed. Anybody may have written the names in it.
     *
     * @param cut whether git has printed more than this
     */
    public static CommitAuthors listed(String log, boolean cut) {
        Map<String, String> signatures = new LinkedHashMap<>();
        for (String entry : log.substring(0, log.lastIndexOf('\0') + 1).split("\0")) {
            String[] lines = entry.split("\n", 3);
            if (lines.length == 3) {
                signatures.put(lines[0], new Author(lines[1], lines[2], 1).signature());
            }
        }
        return new CommitAuthors(signatures, cut ? MORE : null).limited();
    }

    private CommitAuthors limited() {
        if (signatures.size() <= MOST) {
            return this;
        }
        Map<String, String> newest = new LinkedHashMap<>();
        signatures.entrySet().stream().limit(MOST).forEach(one -> newest.put(one.getKey(), one.getValue()));
        return new CommitAuthors(newest, MORE);
    }

    /** With what was brought in before, and not released. */
    public CommitAuthors and(CommitAuthors earlier) {
        Map<String, String> all = new LinkedHashMap<>(signatures);
        earlier.signatures.forEach(all::putIfAbsent);
        return new CommitAuthors(all, gap == null ? earlier.gap : gap).limited();
    }

    /** @param why there may be more; null leaves open what is known already */
    public CommitAuthors butFor(String why) {
        return why == null ? this : new CommitAuthors(signatures, why);
    }

    /** Each once, with how many of the commits are theirs. */
    public List<Author> authors() {
        Map<String, Integer> commits = new LinkedHashMap<>();
        signatures.values().forEach(one -> commits.merge(one, 1, Integer::sum));
        List<Author> authors = new ArrayList<>();
        commits.forEach((signature, count) -> authors.add(Author.of(signature, count)));
        return authors;
    }

    /** Their names, for people. */
    public String inWords() {
        return authors().stream().map(Author::signature).collect(Collectors.joining(", "));
    }
}

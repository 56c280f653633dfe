package io.jenkins.plugins.awsreleasestages.approval;

import java.util.List;
import java.util.Locale;

/**
 * One of those who may decide at a gate. It is written {@code user:alice} or {@code group:managers}; a bare name is a
 * user's, so that nobody gets the right by being in a group that happens to have the name.
 */
public record Approver(Kind kind, String name) {

    /** What a name names. */
    public enum Kind {
        USER,
        GROUP;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Approver parse(String text) {
        String written = text.strip();
        for (Kind kind : Kind.values()) {
            String prefix = kind.word() + ":";
            if (written.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return new Approver(kind, written.substring(prefix.length()).strip());
            }
        }
        return new Approver(Kind.USER, written);
    }

    /** What is wrong with names, a sentence each; a blank is no name at all and not looked at. */
    public static List<String> problems(List<String> names) {
        return names.stream()
                .filter(name -> !name.isBlank() && parse(name).name().isEmpty())
                .map(name -> "approvers: '" + name + "' names nobody; write user:NAME or group:NAME.")
                .toList();
    }

    /** In words: {@code user alice}. */
    @Override
    public String toString() {
        return kind.word() + " " + name;
    }
}

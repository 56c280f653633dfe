package io.jenkins.plugins.awsreleasestages.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Which names pass, as CodePipeline's triggers say it: those that one of {@code includes} matches, or all where there are
 * none, but for those that one of {@code excludes} matches.
 *
 * @param includes see {@link Glob}
 */
public record NamePatterns(List<String> includes, List<String> excludes) {

    public static final NamePatterns NONE = new NamePatterns(List.of(), List.of());

    public NamePatterns {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
    }

    /** Whether it says anything. */
    public boolean isSaid() {
        return !includes.isEmpty() || !excludes.isEmpty();
    }

    /**
     * What is wrong with it, a sentence each.
     *
     * @param field of the includes
     * @param excluding that of the excludes
     */
    public List<String> problems(String field, String excluding) {
        List<String> problems = new ArrayList<>(problems(field, includes));
        problems.addAll(problems(excluding, excludes));
        return problems;
    }

    private static List<String> problems(String field, List<String> patterns) {
        List<String> problems = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                Glob.compile(pattern);
            } catch (IllegalArgumentException e) {
                problems.add(field + ": '" + pattern + "' is not a pattern: " + e.getMessage() + ".");
            }
        }
        return problems;
    }

    /** @param name what is said of it is in words: {@code branch release/1.2 matches 'release/*'} */
    Answer of(String said, String name) {
        Glob excludes = match(this.excludes, name);
        if (excludes != null) {
            return Answer.no(said + " is excluded by '" + excludes.text() + "'");
        }
        if (includes.isEmpty()) {
            return Answer.yes(said + " is not excluded");
        }
        Glob includes = match(this.includes, name);
        return includes == null
                ? Answer.no(said + " matches none of " + quoted(this.includes))
                : Answer.yes(said + " matches '" + includes.text() + "'");
    }

    private static Glob match(List<String> patterns, String name) {
        return patterns.stream()
                .map(Glob::compile)
                .filter(pattern -> pattern.test(name))
                .findFirst()
                .orElse(null);
    }

    private static String quoted(List<String> patterns) {
        return String.join(", ", patterns.stream().map(one -> "'" + one + "'").toList());
    }

    /**
     * Whether something starts a run, and why.
     *
     * @param why without a full stop
     */
    public record Answer(boolean starts, String why) {

        static Answer yes(String why) {
            return new Answer(true, why);
        }

        static Answer no(String why) {
            return new Answer(false, why);
        }

        /** The reason as a sentence; empty where none needs to be given. */
        public String sentence() {
            return why == null ? "" : " " + Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".";
        }
    }
}

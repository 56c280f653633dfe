package io.jenkins.plugins.awsreleasestages.source;

import com.google.re2j.Pattern;
import java.util.function.Predicate;

/**
 * A pattern of names as triggers of CodePipeline have it, which is the JDK's {@code glob:} on Linux: {@code **} crosses
 * slashes, {@code *} and {@code ?} and sets do not. RE2 reads a name once: whoever writes a pattern decides not how long
 * that takes.
 *
 * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html">its syntax</a>
 */
public record Glob(String text, Pattern expression) implements Predicate<String> {

    private static final int LONGEST = 255;

    /** What is read, from the left to the right. */
    private static final class Reader {
        private final String glob;
        private final StringBuilder expression = new StringBuilder();
        private int at;
        private boolean inGroup;

        Reader(String glob) {
            this.glob = glob;
        }

        private boolean skip(String expected) {
            boolean there = glob.startsWith(expected, at);
            at += there ? expected.length() : 0;
            return there;
        }

        private int next() {
            int c = glob.codePointAt(at);
            at += Character.charCount(c);
            return c;
        }

        String expression() {
            while (at < glob.length()) {
                if (skip("**")) {
                    expression.append(".*");
                } else if (skip("*")) {
                    expression.append("[^/]*");
                } else if (skip("?")) {
                    expression.append("[^/]");
                } else if (skip("[")) {
                    set();
                } else if (skip("{")) {
                    group(!inGroup, "(?:(?:", "groups in braces cannot be nested");
                } else if (inGroup && skip("}")) {
                    group(true, "))", null);
                } else if (inGroup && skip(",")) {
                    expression.append(")|(?:");
                } else {
                    literal();
                }
            }
            refuse(inGroup, "a brace is not closed");
            return expression.toString();
        }

        private void group(boolean allowed, String text, String problem) {
            refuse(!allowed, problem);
            expression.append(text);
            inGroup = !inGroup;
        }

        private void literal() {
            boolean escaped = skip("\\");
            refuse(escaped && at == glob.length(), "nothing follows the last backslash");
            expression.append(Pattern.quote(Character.toString(next())));
        }

        /** A slash is in no set, whatever the set says. */
        private void set() {
            boolean not = skip("!");
            StringBuilder ranges = new StringBuilder(skip("-") ? "\\-" : "");
            boolean closed = skip("]");
            while (!closed && at < glob.length()) {
                range(ranges);
                closed = skip("]");
            }
            refuse(!closed, "a bracket is not closed");
            refuse(ranges.isEmpty(), "brackets are empty");
            expression.append(not ? "[^/" : "[").append(ranges).append(']');
        }

        private void range(StringBuilder ranges) {
            int from = next();
            refuse(from == '/', "a slash cannot be in brackets");
            boolean last = at >= glob.length() || glob.charAt(at) == ']';
            refuse(from == '-' && !last, "a hyphen in brackets comes first or last, or between two letters");
            if (!glob.startsWith("-", at) || glob.startsWith("-]", at) || at + 1 == glob.length()) {
                ranges.append(hex(from));
                return;
            }
            at++;
            int to = next();
            refuse(to < from, "a range in brackets goes backwards");
            between(ranges, from, Math.min(to, '/' - 1));
            between(ranges, Math.max(from, '/' + 1), to);
        }

        private static void between(StringBuilder ranges, int from, int to) {
            if (from <= to) {
                ranges.append(hex(from)).append('-').append(hex(to));
            }
        }

        private static String hex(int c) {
            return "\\x{" + Integer.toHexString(c) + "}";
        }

        private static void refuse(boolean wrong, String problem) {
            if (wrong) {
                throw new IllegalArgumentException(problem);
            }
        }
    }

    /** @throws IllegalArgumentException says what is wrong with it */
    public static Glob compile(String text) {
        Reader.refuse(text.isBlank(), "it is blank");
        Reader.refuse(text.length() > LONGEST, "it has more than " + LONGEST + " letters");
        return new Glob(text, Pattern.compile(new Reader(text).expression(), Pattern.DOTALL));
    }

    @Override
    public boolean test(String name) {
        return expression.matches(name);
    }
}

package io.jenkins.plugins.awsreleasestages.files;

import com.google.re2j.Pattern;
import java.util.function.Predicate;

/**
 * Names of files as Ant and buildspecs select them: {@code **} for any folders, {@code *} and {@code ?} within a name;
 * slashes between the names. RE2 reads a name once: whoever writes a pattern decides not how long that takes.
 */
public record PathPattern(Pattern expression) implements Predicate<String> {

    public static PathPattern compile(String pattern) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.startsWith("**/", i)) {
                expression.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                expression.append(".*");
                i++;
            } else {
                expression.append(one(pattern.charAt(i)));
            }
        }
        return new PathPattern(Pattern.compile(expression.toString(), Pattern.DOTALL));
    }

    private static String one(char c) {
        return switch (c) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Character.isSurrogate(c) ? String.valueOf(c) : Pattern.quote(String.valueOf(c));
        };
    }

    @Override
    public boolean test(String name) {
        return expression.matches(name);
    }
}

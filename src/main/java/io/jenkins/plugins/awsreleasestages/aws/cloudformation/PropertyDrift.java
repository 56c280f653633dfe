package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One property that is not what the template says.
 *
 * @param path such as {@code Environment.Variables.STAGE}
 * @param kind ADD, REMOVE or NOT_EQUAL
 * @param expected what the template says, null where it says nothing
 * @param actual what it is, null where there is none
 * @param hidden whether both values are left out, because they may be secret
 */
public record PropertyDrift(String path, String kind, String expected, String actual, boolean hidden)
        implements Serializable {

    private static final String SECRET =
            "(?:passw|passphrase|secret|token|credential|private_?-?key|api_?-?key|access_?-?key"
                    + "|connection_?-?string|pwd)";

    /** AWS shows what is in a resource, whether the template has it from a NoEcho parameter or not. */
    private static final Pattern SECRET_PATH =
            Pattern.compile("(?i).*" + SECRET + ".*|.*/UserData|.*/Environment(?:Variables)?/\\d+/Value");

    /** A member of that name, or a pair of a name and a value, as containers have them. */
    private static final Pattern SECRET_MEMBER = Pattern.compile("(?i)\"[^\"]*" + SECRET + "[^\"]*\"\\s*:"
            + "|\"(?:Name|Key)\"\\s*:\\s*\"[^\"]*" + SECRET + "|\\b\\w*" + SECRET + "\\w*=");

    /** @param pointer as AWS writes it: {@code /Environment/Variables/STAGE} */
    static PropertyDrift of(String pointer, String kind, String expected, String actual, boolean showValues) {
        boolean hidden =
                !showValues || SECRET_PATH.matcher(pointer).matches() || tellsSecret(expected) || tellsSecret(actual);
        String path = pointer.startsWith("/") ? pointer.substring(1).replace('/', '.') : pointer;
        // AWS writes null for what is not there.
        String before = "ADD".equals(kind) ? null : expected;
        String after = "REMOVE".equals(kind) ? null : actual;
        return new PropertyDrift(path, kind, hidden ? null : before, hidden ? null : after, hidden);
    }

    private static boolean tellsSecret(String value) {
        return value != null && SECRET_MEMBER.matcher(value).find();
    }

    /** At least one. */
    List<String> lines() {
        return hidden ? List.of(path + ": differs (values not shown)") : ValueDifference.lines(path, expected, actual);
    }
}

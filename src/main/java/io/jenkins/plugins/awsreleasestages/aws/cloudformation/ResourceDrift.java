package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What somebody made of a resource outside of CloudFormation, in AWS's words.
 *
 * @param physicalId null where AWS does not say
 * @param status IN_SYNC, MODIFIED, DELETED, NOT_CHECKED, UNSUPPORTED or UNKNOWN
 * @param reason why it could not be looked at; empty where AWS gives none
 * @param differences the properties that differ
 */
public record ResourceDrift(
        String logicalId,
        String physicalId,
        String type,
        String status,
        String reason,
        List<ResourceDrift.Property> differences)
        implements Serializable {

    public ResourceDrift {
        differences = List.copyOf(differences);
    }

    public boolean drifted() {
        return status.equals("MODIFIED") || isDeleted();
    }

    public boolean inSync() {
        return status.equals("IN_SYNC");
    }

    public boolean nested() {
        return type.equals("AWS::CloudFormation::Stack");
    }

    boolean isDeleted() {
        return status.equals("DELETED");
    }

    /** Such as {@code Queue (AWS::SQS::Queue) VisibilityTimeout: 30 → 99}. */
    String words() {
        String what = logicalId + " (" + type + ")";
        if (isDeleted()) {
            return what + " was deleted outside of CloudFormation";
        }
        return differences.isEmpty()
                ? what
                : what + " " + differences.get(0).lines().get(0);
    }

    /**
     * One property that is not what the template says.
     *
     * @param path such as {@code Environment.Variables.STAGE}
     * @param kind ADD, REMOVE or NOT_EQUAL
     * @param expected what the template says, null where it says nothing
     * @param actual what it is, null where there is none
     * @param hidden whether both values are left out, because they may be secret
     */
    public record Property(String path, String kind, String expected, String actual, boolean hidden)
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
        static Property of(String pointer, String kind, String expected, String actual, boolean showValues) {
            boolean hidden = !showValues
                    || SECRET_PATH.matcher(pointer).matches()
                    || tellsSecret(expected)
                    || tellsSecret(actual);
            String path = pointer.startsWith("/") ? pointer.substring(1).replace('/', '.') : pointer;
            // AWS writes null for what is not there.
            String before = "ADD".equals(kind) ? null : expected;
            String after = "REMOVE".equals(kind) ? null : actual;
            return new Property(path, kind, hidden ? null : before, hidden ? null : after, hidden);
        }

        private static boolean tellsSecret(String value) {
            return value != null && SECRET_MEMBER.matcher(value).find();
        }

        /** At least one. */
        List<String> lines() {
            return hidden
                    ? List.of(path + ": differs (values not shown)")
                    : ValueDifference.lines(path, expected, actual);
        }
    }
}

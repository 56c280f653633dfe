package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a stack is from its template.
 *
 * @param status IN_SYNC, DRIFTED, UNKNOWN or NOT_CHECKED
 * @param resources all that the stack has, as far as AWS tells
 */
public record DriftReport(String status, List<DriftReport.ResourceDrift> resources) {

    public DriftReport {
        resources = List.copyOf(resources);
    }

    public List<ResourceDrift> drifted() {
        return those(ResourceDrift::drifted);
    }

    /** Those that AWS has looked at and found to be as the template says. */
    public List<ResourceDrift> inSync() {
        return those(ResourceDrift::inSync);
    }

    /** Nested stacks: AWS does not look into them. */
    public List<ResourceDrift> nested() {
        return those(ResourceDrift::nested);
    }

    /** Those of a type that AWS cannot look at, and those it could not look at this time. */
    public List<ResourceDrift> notChecked() {
        return those(resource -> !resource.drifted() && !resource.inSync() && !resource.nested());
    }

    private List<ResourceDrift> those(Predicate<ResourceDrift> wanted) {
        return resources.stream().filter(wanted).toList();
    }

    /** For people: a headline, a line for each resource that differs, with its properties, and what was not looked at. */
    List<String> lines(String stack) {
        List<ResourceDrift> drifted = drifted();
        int checked = drifted.size() + inSync().size();
        List<String> lines = new ArrayList<>();
        lines.add("Stack " + stack + ": " + status + ". Of " + Stacks.count(checked, "resource")
                + " that AWS could check, "
                + (drifted.isEmpty()
                        ? "none differs from the template."
                        : drifted.size() + (drifted.size() == 1 ? " differs" : " differ")
                                + " from the template (expected → actual):"));
        int width = drifted.stream().mapToInt(r -> r.logicalId().length()).max().orElse(0);
        for (ResourceDrift resource : drifted) {
            String name = resource.logicalId()
                    + " ".repeat(width - resource.logicalId().length());
            lines.add("  " + (resource.isDeleted() ? "-  " : "~  ") + name + "  " + resource.type()
                    + (resource.isDeleted() ? "  deleted outside of CloudFormation" : ""));
            resource.differences()
                    .forEach(difference -> difference.lines().forEach(line -> lines.add("        " + line)));
        }
        if (!notChecked().isEmpty()) {
            lines.add("  AWS did not check: "
                    + notChecked().stream().map(DriftReport::why).collect(Collectors.joining(", ")) + ".");
        }
        if (!nested().isEmpty()) {
            lines.add("  AWS does not look into nested stacks; run cfnDrift on each: "
                    + nested().stream()
                            .map(nested -> nested.logicalId() + " " + nested.physicalId())
                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private static String why(ResourceDrift resource) {
        return resource.logicalId() + " (" + resource.type()
                + (resource.reason().isEmpty() ? "" : ": " + resource.reason()) + ")";
    }

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
            List<ResourceDrift.Property> differences) {

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
        String describe() {
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
        public record Property(String path, String kind, String expected, String actual, boolean hidden) {

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
}

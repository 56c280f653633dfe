package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change set for people: one line a resource, what forces a replacement, the properties below it, a count at the
 * end.
 *
 * @param rows in AWS's order, nested stacks after the resource that they are
 * @param counts how many resources of each effect, nested ones included; effects that do not occur are left out
 */
public record ChangeSetDiff(List<Row> rows, Map<Effect, Integer> counts) {

    /** What a row says that is about permissions. */
    public static final String PERMISSIONS = "PERMISSIONS";

    private static final int MOST_NAMED = 10;

    /**
     * One resource.
     *
     * @param depth 0 in the stack itself, 1 in its nested stacks, …
     * @param remarks what forces a replacement, what is kept; may be empty
     * @param details the lines below it: where values differ
     * @param permissions whether it says who may do what
     * @param whole the properties of which the details do not show all
     */
    public record Row(
            int depth,
            Effect effect,
            String logicalId,
            String type,
            String remarks,
            List<String> details,
            boolean permissions,
            List<ResourceChange.Property> whole) {}

    public static ChangeSetDiff of(List<ResourceChange> changes) {
        List<Row> rows = new ArrayList<>();
        addRows(rows, changes, 0);
        Map<Effect, Integer> counts = new EnumMap<>(Effect.class);
        rows.forEach(row -> counts.merge(row.effect(), 1, Integer::sum));
        return new ChangeSetDiff(rows, counts);
    }

    /** Without colour. */
    public List<String> lines() {
        int width = rows.stream()
                .mapToInt(row -> 2 * row.depth() + row.logicalId().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            String indent = "  ".repeat(row.depth());
            String name = padded(indent + row.logicalId(), width);
            lines.add((padded(row.effect().sign(), 3) + name + "  " + row.type()
                            + (row.remarks().isEmpty() ? "" : "  " + row.remarks()))
                    .stripTrailing());
            row.details().forEach(detail -> lines.add("      " + indent + detail));
        }
        lines.add(countLine());
        return lines;
    }

    public String countLine() {
        if (counts.isEmpty()) {
            return "No resource changes; only outputs, tags or other settings of the stack.";
        }
        return counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey().meaning())
                        .collect(Collectors.joining(", "))
                + "." + permissionsLine();
    }

    /** Which resources say who may do what; empty where none does. */
    private String permissionsLine() {
        List<String> names =
                rows.stream().filter(Row::permissions).map(Row::logicalId).toList();
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
        return names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ", " Permissions: ", more + "."));
    }

    private static void addRows(List<Row> rows, List<ResourceChange> changes, int depth) {
        for (ResourceChange change : changes) {
            List<ResourceChange.Property> properties = merged(change.properties());
            rows.add(new Row(
                    depth,
                    change.effect(),
                    change.logicalId(),
                    change.type(),
                    remarks(change, properties),
                    properties.stream()
                            .flatMap(property -> details(property).stream())
                            .toList(),
                    Permissions.changedBy(change),
                    properties.stream()
                            .filter(property -> ValueDifference.hides(property.before(), property.after()))
                            .toList()));
            addRows(rows, change.nested(), depth + 1);
        }
    }

    /** AWS names a property once for every cause; a reader wants it once, with the gravest consequence. */
    private static List<ResourceChange.Property> merged(List<ResourceChange.Property> properties) {
        Map<String, ResourceChange.Property> byName = new LinkedHashMap<>();
        for (ResourceChange.Property property : properties) {
            byName.merge(property.name(), property, ChangeSetDiff::graver);
        }
        return List.copyOf(byName.values());
    }

    private static ResourceChange.Property graver(ResourceChange.Property one, ResourceChange.Property other) {
        ResourceChange.Property grave = gravity(other) > gravity(one) ? other : one;
        return new ResourceChange.Property(
                one.name(),
                grave.recreation(),
                one.before() != null ? one.before() : other.before(),
                one.after() != null ? one.after() : other.after(),
                one.cause() != null ? one.cause() : other.cause());
    }

    private static int gravity(ResourceChange.Property property) {
        return switch (property.recreation()) {
            case "Always" -> 2;
            case "Conditionally" -> 1;
            default -> 0;
        };
    }

    private static String remarks(ResourceChange change, List<ResourceChange.Property> properties) {
        Effect effect = change.effect();
        List<String> remarks = new ArrayList<>();
        if (Permissions.changedBy(change)) {
            remarks.add(PERMISSIONS);
        }
        if (effect == Effect.REPLACE || effect == Effect.MAY_REPLACE) {
            String forcing = properties.stream()
                    .filter(property -> gravity(property) > 0)
                    .map(ResourceChange.Property::name)
                    .collect(Collectors.joining(", "));
            String verb = effect == Effect.REPLACE ? "replaced" : "may be replaced";
            remarks.add(forcing.isEmpty() ? verb : verb + " because of " + forcing);
        }
        if (effect == Effect.IMPORT) {
            remarks.add("imported");
        }
        String policy = change.policy() == null ? "" : change.policy();
        if (policy.endsWith("Retain")) {
            remarks.add(effect == Effect.REMOVE ? "stays in the account" : "the old one stays in the account");
        } else if (policy.endsWith("Snapshot")) {
            remarks.add("a snapshot is kept");
        }
        if (effect == Effect.MODIFY && properties.isEmpty() && !change.scope().isEmpty()) {
            remarks.add(String.join(", ", change.scope()));
        }
        return String.join("; ", remarks);
    }

    private static List<String> details(ResourceChange.Property property) {
        boolean valued = property.before() != null || property.after() != null;
        List<String> lines = new ArrayList<>(
                valued
                        ? ValueDifference.lines(property.name(), property.before(), property.after())
                        : List.of(property.name()));
        if (property.cause() != null) {
            lines.set(0, lines.get(0) + "  (from " + property.cause() + ")");
        }
        return lines;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /**
     * What says who may do what: a reader has to see a change of it first.
     *
     * <p>Source: CloudFormation template reference: IAM, the types that are a policy or a permission, and the properties of
     * other types that hold a policy document.
     */
    static final class Permissions {

        private static final Set<String> TYPES = Set.of(
                "AWS::ECR::RegistryPolicy",
                "AWS::Events::EventBusPolicy",
                "AWS::KMS::Key",
                "AWS::Lambda::LayerVersionPermission",
                "AWS::Lambda::Permission",
                "AWS::Logs::ResourcePolicy",
                "AWS::Organizations::Policy",
                "AWS::RAM::ResourceShare",
                "AWS::S3::AccessPoint",
                "AWS::S3::BucketPolicy",
                "AWS::SNS::TopicInlinePolicy",
                "AWS::SNS::TopicPolicy",
                "AWS::SQS::QueueInlinePolicy",
                "AWS::SQS::QueuePolicy",
                "AWS::SSO::Assignment",
                "AWS::SSO::PermissionSet",
                "AWS::SecretsManager::ResourcePolicy");

        /** The first part of a property's path. */
        private static final Pattern PROPERTY = Pattern.compile(
                "(PolicyDocument|AssumeRolePolicyDocument|ManagedPolicyArns|PermissionsBoundary|KeyPolicy"
                        + "|ResourcePolicy|RepositoryPolicyText|AccessPolicy|AccessPolicies|FileSystemPolicy)\\b.*");

        private Permissions() {}

        static boolean changedBy(ResourceChange change) {
            return change.type().startsWith("AWS::IAM::")
                    || TYPES.contains(change.type())
                    || change.properties().stream()
                            .anyMatch(property ->
                                    PROPERTY.matcher(property.name()).matches());
        }
    }
}

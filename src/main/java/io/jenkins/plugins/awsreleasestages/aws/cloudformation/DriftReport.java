package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How far a stack is from its template.
 *
 * @param status IN_SYNC, DRIFTED, UNKNOWN or NOT_CHECKED
 * @param resources all that the stack has, as far as AWS tells
 */
public record DriftReport(String status, List<ResourceDrift> resources) implements Serializable {

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
        lines.add(
                "Stack " + stack + ": " + status + ". Of " + Plural.of(checked, "resource") + " that AWS could check, "
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
}

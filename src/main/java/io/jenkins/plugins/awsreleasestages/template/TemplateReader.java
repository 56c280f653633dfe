package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.template.Template.Parameter;
import io.jenkins.plugins.awsreleasestages.template.Template.Resource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Finds what CloudFormation would refuse about a template at first sight, and what it declares. */
final class TemplateReader {

    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Description",
            "Metadata",
            "Parameters",
            "Rules",
            "Mappings",
            "Conditions",
            "Transform",
            "Resources",
            "Outputs",
            "Hooks",
            "Globals");

    /** CloudFormation User Guide, "CloudFormation quotas". */
    private static final int MOST_PARAMETERS = 200;

    private static final int MOST_RESOURCES = 500;
    private static final int MOST_OUTPUTS = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,255}");
    private static final String FOR_EACH = "Fn::ForEach::";

    private final Tree tree;
    private final Problems problems = new Problems();
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private final Set<String> capabilities = new TreeSet<>();

    TemplateReader(Tree tree) {
        this.tree = tree;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Resource> resources() {
        return resources;
    }

    Set<String> capabilities() {
        return capabilities;
    }

    void read() throws InvalidDocument {
        JsonNode root = tree.root();
        if (!root.isObject()) {
            throw new InvalidDocument(tree.at(tree.place(), "a template is a mapping with the section Resources"));
        }
        // A macro may work on sections of its own, and fill in what is not there yet.
        boolean macro = root.has("Transform") || root.has("Fn::Transform");
        if (!macro) {
            sections(root);
        }
        parameters(section("Parameters"));
        if (!root.has("Resources")) {
            if (!macro) {
                problem(tree.place(), "the section Resources is missing");
            }
        } else {
            resources(section("Resources"), macro);
        }
        limit("Outputs", section("Outputs"), MOST_OUTPUTS);
        problems.refuse();
    }

    private void sections(JsonNode root) {
        for (String name : Tree.fields(root).keySet()) {
            if (!SECTIONS.contains(name) && !name.startsWith("Fn::")) {
                problem(tree.place().below(name), "'" + name + "' is no section of a template");
            }
        }
    }

    /** An empty section is none: people leave headings behind. */
    private JsonNode section(String name) {
        JsonNode section = tree.root().path(name);
        if (section.isMissingNode() || section.isNull() || section.isObject()) {
            return section;
        }
        problem(tree.place().below(name), name + " has to be a mapping");
        return Tree.NODES.missingNode();
    }

    private void limit(String name, JsonNode section, int most) {
        if (section.size() > most) {
            problem(
                    tree.place().below(name),
                    "there are " + section.size() + " " + name + "; CloudFormation takes at most " + most);
        }
    }

    private void parameters(JsonNode section) {
        limit("Parameters", section, MOST_PARAMETERS);
        Tree.fields(section).forEach((name, declared) -> {
            Place place = tree.place().below("Parameters", name);
            if (name.startsWith("Fn::")) {
                return;
            }
            if (!NAME.matcher(name).matches()) {
                problem(place, "'" + name + "' is not the name of a parameter: letters and digits only");
            }
            if (!declared.isObject()) {
                problem(place, "the parameter " + name + " has to be a mapping with a Type");
            } else if (!declared.path("Type").isTextual()) {
                problem(place, "the parameter " + name + " has no Type");
            } else {
                parameters.add(parameter(name, declared, place));
            }
        });
    }

    private Parameter parameter(String name, JsonNode declared, Place place) {
        return new Parameter(
                name,
                declared.path("Type").textValue(),
                text(declared.path("Default")),
                declared.path("NoEcho").asText().equalsIgnoreCase("true"),
                texts(declared.path("AllowedValues")),
                text(declared.path("AllowedPattern")),
                number(declared, "MinValue", place),
                number(declared, "MaxValue", place),
                length(declared, "MinLength", place),
                length(declared, "MaxLength", place),
                text(declared.path("Description")),
                text(declared.path("ConstraintDescription")),
                place.line());
    }

    private Integer length(JsonNode declared, String key, Place place) {
        BigDecimal number = number(declared, key, place);
        try {
            return number == null ? null : (Integer) number.intValueExact();
        } catch (ArithmeticException e) {
            problem(place.below(key), key + " has to be a whole number");
            return null;
        }
    }

    private BigDecimal number(JsonNode declared, String key, Place place) {
        String text = text(declared.path(key));
        BigDecimal number = text == null ? null : Tree.amount(text);
        if (text != null && number == null) {
            problem(place.below(key), key + " has to be a number, of at most " + Budget.DIGITS + " digits");
        }
        return number;
    }

    private void resources(JsonNode section, boolean macro) {
        if (section.isEmpty() && !macro) {
            problem(tree.place().below("Resources"), "Resources is empty; a stack has at least one resource");
        }
        limit("Resources", section, MOST_RESOURCES);
        resources(section, tree.place().below("Resources"), false);
    }

    private void resources(JsonNode section, Place place, boolean repeated) {
        Tree.fields(section).forEach((id, declared) -> {
            Place below = place.below(id);
            if (id.startsWith(FOR_EACH)) {
                forEach(declared, below);
            } else if (!id.startsWith("Fn::")) {
                resource(id, declared, below, repeated);
            }
        });
    }

    private void forEach(JsonNode declared, Place place) {
        if (declared.size() == 3 && declared.get(2).isObject()) {
            resources(declared.get(2), place.below(2), true);
        } else {
            problem(place, "Fn::ForEach needs a list of three: a name, the values, and what is repeated");
        }
    }

    private void resource(String id, JsonNode declared, Place place, boolean repeated) {
        if (!repeated && !NAME.matcher(id).matches()) {
            problem(place, "'" + id + "' is not the id of a resource: letters and digits only");
        }
        if (!declared.isObject()) {
            problem(place, "the resource " + id + " has to be a mapping with a Type");
            return;
        }
        if (declared.has("Fn::Transform") && !declared.has("Type")) {
            // The macro says what it is.
            return;
        }
        if (!declared.path("Type").isTextual()) {
            problem(place, "the resource " + id + " has no Type");
            return;
        }
        JsonNode properties = declared.path("Properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
            problem(place.below("Properties"), "the Properties of " + id + " have to be a mapping");
        }
        Capability.of(declared.path("Type").textValue(), properties).ifPresent(capabilities::add);
        resources.add(new Resource(
                id,
                declared.path("Type").textValue(),
                textOrJson(declared.path("DeletionPolicy")),
                textOrJson(declared.path("UpdateReplacePolicy")),
                text(declared.path("Condition")),
                texts(declared.path("DependsOn")),
                place.line()));
    }

    /** @return a scalar as text; null for anything else */
    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    private static String textOrJson(JsonNode node) {
        return node.isContainerNode() ? Tree.compact(node) : text(node);
    }

    private static List<String> texts(JsonNode node) {
        if (!node.isArray()) {
            return text(node) == null ? List.of() : List.of(text(node));
        }
        return StreamSupport.stream(node.spliterator(), false)
                .filter(item -> text(item) != null)
                .map(TemplateReader::text)
                .toList();
    }

    private void problem(Place place, String message) {
        problems.add(tree.at(place, message));
    }

    static boolean isForEach(Map.Entry<String, JsonNode> field) {
        return field.getKey().startsWith(FOR_EACH)
                && field.getValue().size() == 3
                && field.getValue().get(2).isObject();
    }
}

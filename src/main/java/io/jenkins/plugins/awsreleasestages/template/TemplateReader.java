package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Numbers;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.template.Template.Parameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what CloudFormation would refuse about a template at first sight, and its parameters. */
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
    private static final Pattern TWO_SHORT_FORMS = Pattern.compile("![A-Z][A-Za-z0-9]*\\s+![A-Z][A-Za-z0-9]*");

    private final String file;
    private final Problems problems = new Problems();
    private final List<Parameter> parameters = new ArrayList<>();

    TemplateReader(String file) {
        this.file = file;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** @return all that the template says, every function in its long form */
    Value read(String text) throws InvalidDocument {
        Value root = parse(text);
        if (!root.isMapping()) {
            throw new InvalidDocument(root.problem("a template is a mapping with the section Resources"));
        }
        // A macro may work on sections of its own, and fill in what is not there yet.
        boolean macro = root.has("Transform") || root.has("Fn::Transform");
        if (!macro) {
            sections(root);
        }
        parameters(section(root, "Parameters"));
        if (!root.has("Resources")) {
            if (!macro) {
                problems.at(root, "the section Resources is missing");
            }
        } else {
            resources(section(root, "Resources"), macro);
        }
        limit("Outputs", section(root, "Outputs"), MOST_OUTPUTS);
        problems.refuse();
        return root;
    }

    private Value parse(String text) throws InvalidDocument {
        try {
            return new DocumentReader(file, problems)
                    .tags((tag, value) -> ShortForm.expand(tag, value, problems))
                    .read(text);
        } catch (InvalidDocument e) {
            throw new InvalidDocument(e.problems().stream()
                    .map(problem -> explained(problem, text))
                    .toList());
        }
    }

    private static Problem explained(Problem problem, String text) {
        String line =
                text.lines().skip(Math.max(0, problem.line() - 1)).findFirst().orElse("");
        String hint = "";
        if (problem.message().startsWith("a second YAML document")) {
            hint = "; one file is one template";
        } else if (problem.line() > 0 && TWO_SHORT_FORMS.matcher(line).find()) {
            hint = ". Two short forms cannot follow each other: write the outer one in full, such as"
                    + " 'Fn::Base64: !Sub …'";
        }
        return new Problem(problem.file(), problem.line(), problem.column(), problem.message() + hint);
    }

    private void sections(Value root) {
        root.members().forEach((name, section) -> {
            if (!SECTIONS.contains(name) && !name.startsWith("Fn::")) {
                problems.at(section, "'" + name + "' is no section of a template");
            }
        });
    }

    /** An empty section is none: people leave headings behind. */
    private Value section(Value root, String name) {
        Value section = root.get(name);
        if (!section.isNothing() && !section.isMapping()) {
            problems.at(section, name + " has to be a mapping");
        }
        return section;
    }

    private void limit(String name, Value section, int most) {
        if (section.members().size() > most) {
            problems.at(section, "there are " + section.size() + " " + name + "; CloudFormation takes at most " + most);
        }
    }

    private void parameters(Value section) {
        limit("Parameters", section, MOST_PARAMETERS);
        section.members().forEach((name, declared) -> {
            if (name.startsWith("Fn::")) {
                return;
            }
            if (!NAME.matcher(name).matches()) {
                problems.at(declared, "'" + name + "' is not the name of a parameter: letters and digits only");
            }
            if (!declared.isMapping()) {
                problems.at(declared, "the parameter " + name + " has to be a mapping with a Type");
            } else if (!declared.get("Type").isText()) {
                problems.at(declared, "the parameter " + name + " has no Type");
            } else {
                parameters.add(parameter(name, declared));
            }
        });
    }

    private Parameter parameter(String name, Value declared) {
        return new Parameter(
                name,
                declared.get("Type").text(),
                declared.get("Default").scalar(),
                texts(declared.get("AllowedValues")),
                number(declared.get("MinValue")),
                number(declared.get("MaxValue")),
                length(declared.get("MinLength")),
                length(declared.get("MaxLength")));
    }

    private Integer length(Value limit) {
        BigDecimal number = number(limit);
        try {
            return number == null ? null : (Integer) number.intValueExact();
        } catch (ArithmeticException e) {
            problems.at(limit, limit.key() + " has to be a whole number");
            return null;
        }
    }

    private BigDecimal number(Value limit) {
        if (!limit.isScalar()) {
            return null;
        }
        BigDecimal number = Numbers.parse(limit.scalar());
        if (number == null) {
            problems.at(limit, limit.key() + " has to be a number, of at most " + Budget.DIGITS + " digits");
        }
        return number;
    }

    private void resources(Value section, boolean macro) {
        if (section.size() == 0 && !macro) {
            problems.at(section, "Resources is empty; a stack has at least one resource");
        }
        limit("Resources", section, MOST_RESOURCES);
        resourcesIn(section, false);
    }

    private void resourcesIn(Value section, boolean repeated) {
        section.members().forEach((id, declared) -> {
            if (ForEachLoop.is(declared)) {
                resourcesIn(declared.get(2), true);
            } else if (id.startsWith(ForEachLoop.PREFIX)) {
                problems.at(declared, "Fn::ForEach needs a list of three: a name, the values, and what is repeated");
            } else if (!id.startsWith("Fn::")) {
                resource(id, declared, repeated);
            }
        });
    }

    private void resource(String id, Value declared, boolean repeated) {
        if (!repeated && !NAME.matcher(id).matches()) {
            problems.at(declared, "'" + id + "' is not the id of a resource: letters and digits only");
        }
        if (!declared.isMapping()) {
            problems.at(declared, "the resource " + id + " has to be a mapping with a Type");
            return;
        }
        if (declared.has("Fn::Transform") && !declared.has("Type")) {
            // The macro says what it is.
            return;
        }
        if (!declared.get("Type").isText()) {
            problems.at(declared, "the resource " + id + " has no Type");
            return;
        }
        Value properties = declared.get("Properties");
        if (!properties.isNothing() && !properties.isMapping()) {
            problems.at(properties, "the Properties of " + id + " have to be a mapping");
        }
    }

    private static List<String> texts(Value value) {
        List<Value> items = value.isList() ? value.items() : List.of(value);
        return items.stream().map(Value::scalar).filter(Objects::nonNull).toList();
    }
}

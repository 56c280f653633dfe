package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Numbers;
import io.jenkins.plugins.awsreleasestages.template.Template.Parameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a template demands of the values of its parameters. A value may be a secret: none is ever shown. AllowedPattern
 * is left to AWS: it is somebody's regular expression, and a bad one never ends.
 */
final class ParameterChecks {

    private ParameterChecks() {}

    static List<String> problems(
            List<Parameter> declared, Map<String, String> values, boolean previousKept, boolean macro) {
        List<String> problems = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(values.keySet());
        declared.forEach(parameter -> unknown.remove(parameter.name()));
        // A macro can add parameters.
        if (!unknown.isEmpty() && !macro) {
            problems.add("parameters: the template has no " + String.join(", ", unknown) + "; it has " + names(declared)
                    + ".");
        }
        for (Parameter parameter : declared) {
            String value = values.get(parameter.name());
            if (value != null) {
                value(problems, parameter, value);
            } else if (!previousKept && !parameter.hasDefault()) {
                problems.add("parameters: " + parameter.name() + " has no value and no default.");
            }
        }
        return problems;
    }

    private static String names(List<Parameter> declared) {
        return declared.isEmpty()
                ? "none"
                : declared.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    private static void value(List<String> problems, Parameter parameter, String value) {
        String name = "parameters: the value of " + parameter.name();
        boolean list = parameter.type().startsWith("List<") || parameter.type().equals("CommaDelimitedList");
        if (!list
                && !parameter.allowedValues().isEmpty()
                && !parameter.allowedValues().contains(value)) {
            problems.add(name + " is none of " + String.join(", ", parameter.allowedValues()) + ".");
        }
        if (parameter.type().equals("Number")) {
            number(problems, parameter, value, name);
        }
        if (!parameter.type().equals("String")) {
            return;
        }
        if (parameter.minLength() != null && value.length() < parameter.minLength()) {
            problems.add(name + " must have at least " + parameter.minLength() + " characters.");
        }
        if (parameter.maxLength() != null && value.length() > parameter.maxLength()) {
            problems.add(name + " must have at most " + parameter.maxLength() + " characters.");
        }
    }

    private static void number(List<String> problems, Parameter parameter, String value, String name) {
        BigDecimal number = Numbers.parse(value.trim());
        if (number == null) {
            problems.add(name + " is not a number.");
            return;
        }
        if (parameter.minValue() != null && number.compareTo(parameter.minValue()) < 0) {
            problems.add(name + " must be at least " + parameter.minValue().toPlainString() + ".");
        }
        if (parameter.maxValue() != null && number.compareTo(parameter.maxValue()) > 0) {
            problems.add(name + " must be at most " + parameter.maxValue().toPlainString() + ".");
        }
    }
}

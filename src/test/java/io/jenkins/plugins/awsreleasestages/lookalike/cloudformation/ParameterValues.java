package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The values of a template's parameters, and what AWS says of those that do not fit. */
final class ParameterValues {

    private ParameterValues() {}

    /** What was given: values, and previous values where that is asked for. */
    static Map<String, String> given(Query query, String member, Stack previous) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Query parameter : query.structures(member)) {
            String key = parameter.text("ParameterKey");
            if (!parameter.flag("UsePreviousValue")) {
                given.put(key, parameter.text("ParameterValue", ""));
                continue;
            }
            if (parameter.text("ParameterValue") != null) {
                throw Refusal.invalid("Invalid input for parameter key " + key
                        + ". Cannot specify usePreviousValue as true and non empty value for a parameter");
            }
            if (previous == null || !previous.deployment.parameters().containsKey(key)) {
                throw Refusal.invalid("Invalid input for parameter key " + key
                        + ". Cannot specify usePreviousValue as true for a parameter key not in the previous template");
            }
            given.put(key, previous.deployment.parameters().get(key));
        }
        return given;
    }

    static Deployment deployment(
            Account account,
            Template template,
            Template original,
            Map<String, String> given,
            Map<String, String> tags,
            List<String> capabilities,
            List<String> notifications,
            String role,
            Map<String, Object> rollback) {
        Map<String, Object> declared = template.section("Parameters");
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> resolved = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        declared.forEach((name, declaration) -> {
            Object value = given.containsKey(name)
                    ? given.get(name)
                    : Template.map(declaration).get("Default");
            if (value == null) {
                missing.add(name);
            } else {
                values.put(name, String.valueOf(value));
            }
        });
        List<String> unknown = given.keySet().stream()
                .filter(name -> !declared.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw Refusal.invalid("Parameters: " + unknown + " do not exist in the template");
        }
        if (!missing.isEmpty()) {
            throw Refusal.invalid("Parameters: " + missing + " must have values");
        }
        values.forEach((name, value) -> {
            Map<String, Object> declaration = Template.map(declared.get(name));
            check(name, value, declaration);
            if (String.valueOf(declaration.get("Type")).startsWith("AWS::SSM::Parameter::Value")) {
                String found = account.ssm.get(value);
                if (found == null) {
                    throw Refusal.invalid(
                            "Unable to fetch parameters [" + value + "] from parameter store for this account.");
                }
                resolved.put(name, found);
            }
        });
        return new Deployment(template, original, values, resolved, tags, capabilities, notifications, role, rollback);
    }

    private static void check(String name, String value, Map<String, Object> declaration) {
        String description = declaration.get("ConstraintDescription") instanceof String text ? text : null;
        if (declaration.get("AllowedValues") instanceof List<?> allowed && !allowed.contains(value)) {
            throw Refusal.invalid(
                    description == null
                            ? "Parameter '" + name + "' must be one of AllowedValues"
                            : "Parameter '" + name + "' failed to satisfy constraint: " + description);
        }
        if (declaration.get("AllowedPattern") instanceof String pattern
                && !Pattern.compile(pattern).matcher(value).matches()) {
            throw Refusal.invalid(
                    description == null
                            ? "Parameter '" + name + "' must match pattern " + pattern
                            : "Parameter '" + name + "' failed to satisfy constraint: " + description);
        }
        if ("Number".equals(declaration.get("Type")) && !value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")) {
            throw Refusal.invalid("Parameter '" + name + "' must be a number.");
        }
        if (value.length() > 4096) {
            throw Refusal.invalid("Parameter '" + name + "' must not be longer than 4096 characters");
        }
    }
}

package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template with its parameters filled in. */
final class Resolution {

    /** How AWS writes what only the execution will tell. */
    static final String KNOWN_LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";

    static final String MASK = "****";

    /** Stands for a property that is not there. */
    private static final Object NO_VALUE = new Object();

    private static final Pattern IN_SUB = Pattern.compile("\\$\\{(!?)([^}]*)}");

    /** What the resources of the stack are, as far as it is known. */
    interface Resources {
        String ref(String logicalId);

        String attribute(String logicalId, String attribute);
    }

    private final Template template;
    private final Map<String, String> parameters;
    private final Map<String, String> pseudo;
    private final Resources resources;
    private final UnaryOperator<String> exports;

    private Resolution(
            Template template,
            Map<String, String> parameters,
            Map<String, String> pseudo,
            Resources resources,
            UnaryOperator<String> exports) {
        this.template = template;
        this.parameters = parameters;
        this.pseudo = pseudo;
        this.resources = resources;
        this.exports = exports;
    }

    static Resolution of(
            Template template,
            Map<String, String> parameters,
            Map<String, String> pseudo,
            Resources resources,
            UnaryOperator<String> exports) {
        return new Resolution(template, parameters, pseudo, resources, exports);
    }

    /** The same, as it is shown: without what is not to be echoed. */
    Resolution masked() {
        Map<String, String> shown = new LinkedHashMap<>(parameters);
        shown.replaceAll((name, value) -> isSecret(template, name) ? MASK : value);
        return new Resolution(template, shown, pseudo, resources, exports);
    }

    static boolean isSecret(Template template, String parameter) {
        Object noEcho =
                Template.map(template.section("Parameters").get(parameter)).get("NoEcho");
        return "true".equalsIgnoreCase(String.valueOf(noEcho));
    }

    /** The resources whose condition holds, as the template has them. */
    Map<String, Map<String, Object>> active() {
        Map<String, Map<String, Object>> active = new LinkedHashMap<>();
        for (String id : template.inOrder()) {
            Map<String, Object> resource = template.resource(id);
            if (!(resource.get("Condition") instanceof String condition) || holds(condition)) {
                active.put(id, resource);
            }
        }
        return active;
    }

    Map<String, Object> properties(String logicalId) {
        Object resolved = resolve(template.resource(logicalId).get("Properties"));
        return resolved instanceof Map ? Template.map(resolved) : Map.of();
    }

    Map<String, Map<String, Object>> outputs() {
        Map<String, Map<String, Object>> outputs = new LinkedHashMap<>();
        template.section("Outputs").forEach((name, declared) -> {
            Map<String, Object> output = Template.map(declared);
            if (!(output.get("Condition") instanceof String condition) || holds(condition)) {
                outputs.put(
                        name,
                        Xml.fields(
                                "OutputKey",
                                name,
                                "OutputValue",
                                text(output.get("Value")),
                                "Description",
                                output.get("Description"),
                                "ExportName",
                                output.containsKey("Export")
                                        ? text(Template.map(output.get("Export"))
                                                .get("Name"))
                                        : null));
            }
        });
        return outputs;
    }

    boolean holds(String condition) {
        return truth(template.section("Conditions").get(condition));
    }

    String text(Object piece) {
        Object resolved = resolve(piece);
        return resolved instanceof String text ? text : resolved == null ? "" : Template.json(resolved, false);
    }

    Object resolve(Object piece) {
        if (piece instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            list.forEach(inner -> {
                Object value = resolve(inner);
                if (value != NO_VALUE) {
                    resolved.add(value);
                }
            });
            return resolved;
        }
        if (!(piece instanceof Map)) {
            return piece;
        }
        Map<String, Object> map = Template.map(piece);
        if (map.size() == 1) {
            String function = map.keySet().iterator().next();
            if (function.equals("Ref") || function.startsWith("Fn::")) {
                return call(function, map.get(function));
            }
        }
        Map<String, Object> resolved = new LinkedHashMap<>();
        map.forEach((key, inner) -> {
            Object value = resolve(inner);
            if (value != NO_VALUE) {
                resolved.put(key, value);
            }
        });
        return resolved;
    }

    private Object call(String function, Object argument) {
        List<?> arguments = argument instanceof List<?> list ? list : List.of();
        return switch (function) {
            case "Ref" -> reference(String.valueOf(argument));
            case "Fn::GetAtt" -> attribute(argument);
            case "Fn::Sub" -> substitute(argument);
            case "Fn::Join" -> join(arguments);
            case "Fn::Select" -> select(arguments);
            case "Fn::Split" ->
                new ArrayList<Object>(
                        List.of(text(arguments.get(1)).split(Pattern.quote(String.valueOf(arguments.get(0))), -1)));
            case "Fn::If" -> resolve(arguments.get(holds(String.valueOf(arguments.get(0))) ? 1 : 2));
            case "Fn::FindInMap" -> findInMap(arguments);
            case "Fn::Base64" ->
                Base64.getEncoder().encodeToString(text(argument).getBytes());
            case "Fn::ImportValue" -> exports.apply(text(argument));
            case "Fn::GetAZs" ->
                new ArrayList<Object>(List.of(pseudo.get("AWS::Region") + "a", pseudo.get("AWS::Region") + "b"));
            default -> {
                // What we do not compute (a transform, a CIDR) is the same whenever it is written the same.
                yield Template.json(Map.of(function, argument), false);
            }
        };
    }

    private Object reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        if (pseudo.containsKey(name)) {
            return pseudo.get(name);
        }
        if (parameters.containsKey(name)) {
            String type = String.valueOf(
                    Template.map(template.section("Parameters").get(name)).get("Type"));
            String value = parameters.get(name);
            boolean list = (type.startsWith("List<") || type.equals("CommaDelimitedList")) && !value.equals(MASK);
            return list ? new ArrayList<Object>(List.of(value.split(",", -1))) : value;
        }
        return resources.ref(name);
    }

    private String attribute(Object argument) {
        List<?> parts = argument instanceof List<?> list
                ? list
                : List.of((Object[]) String.valueOf(argument).split("\\.", 2));
        return resources.attribute(String.valueOf(parts.get(0)), text(parts.get(1)));
    }

    private String substitute(Object argument) {
        List<?> parts = argument instanceof List<?> list ? list : List.of(argument);
        Map<String, Object> own = parts.size() > 1 ? Template.map(parts.get(1)) : Map.of();
        Matcher name = IN_SUB.matcher(String.valueOf(parts.get(0)));
        StringBuilder text = new StringBuilder();
        while (name.find()) {
            String what = name.group(2).trim();
            String value = !name.group(1).isEmpty()
                    ? "${" + name.group(2) + "}"
                    : own.containsKey(what)
                            ? text(own.get(what))
                            : what.contains(".") ? attribute(what) : asText(reference(what));
            name.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return name.appendTail(text).toString();
    }

    private static String asText(Object value) {
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }

    private String join(List<?> arguments) {
        Object values = resolve(arguments.get(1));
        return values instanceof List<?> list
                ? String.join(
                        String.valueOf(arguments.get(0)),
                        list.stream().map(Resolution::asText).toList())
                : asText(values);
    }

    private Object select(List<?> arguments) {
        Object values = resolve(arguments.get(1));
        int index = Integer.parseInt(text(arguments.get(0)));
        return values instanceof List<?> list && index < list.size() ? list.get(index) : KNOWN_LATER;
    }

    private Object findInMap(List<?> arguments) {
        Map<String, Object> mapping = Template.map(template.section("Mappings").get(text(arguments.get(0))));
        Map<String, Object> top = Template.map(mapping.get(text(arguments.get(1))));
        Object value = top.get(text(arguments.get(2)));
        if (value == null) {
            throw Refusal.invalid("Template error: Unable to get mapping for " + text(arguments.get(0)) + "::"
                    + text(arguments.get(1)) + "::" + text(arguments.get(2)));
        }
        return value;
    }

    private boolean truth(Object condition) {
        if (!(condition instanceof Map<?, ?> map) || map.size() != 1) {
            return "true".equals(String.valueOf(condition));
        }
        String function = String.valueOf(map.keySet().iterator().next());
        Object argument = map.get(function);
        List<?> arguments = argument instanceof List<?> list ? list : List.of();
        return switch (function) {
            case "Condition" -> holds(String.valueOf(argument));
            case "Fn::Equals" -> text(arguments.get(0)).equals(text(arguments.get(1)));
            case "Fn::Not" -> !truth(arguments.get(0));
            case "Fn::And" -> arguments.stream().allMatch(this::truth);
            case "Fn::Or" -> arguments.stream().anyMatch(this::truth);
            default -> "true".equals(text(condition));
        };
    }
}

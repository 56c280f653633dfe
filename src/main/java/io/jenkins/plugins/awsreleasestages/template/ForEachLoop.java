package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code Fn::ForEach} around a place.
 *
 * <p>Source: CloudFormation User Guide, "Fn::ForEach".
 *
 * @param values null where they are known only when the template is deployed
 */
record ForEachLoop(String variable, List<String> values) {

    static final String PREFIX = "Fn::ForEach::";

    /** Whether that is one: a name, the values, and what is repeated. */
    static boolean is(Value value) {
        return value.isList()
                && value.key() != null
                && value.key().startsWith(PREFIX)
                && value.size() == 3
                && value.get(2).isMapping();
    }

    /** The outermost first. */
    static List<ForEachLoop> around(Value value) {
        List<ForEachLoop> loops = new ArrayList<>();
        for (Value above = value; above != null; above = above.parent()) {
            if (is(above)) {
                loops.add(0, of(above));
            }
        }
        return loops;
    }

    private static ForEachLoop of(Value arguments) {
        List<Value> values = arguments.get(1).items();
        boolean known = arguments.get(1).isList() && values.stream().allMatch(Value::isScalar);
        return new ForEachLoop(
                arguments.get(0).asText(),
                known ? values.stream().map(Value::asText).toList() : null);
    }

    boolean isIn(String text) {
        return text.contains("${" + variable + "}") || text.contains("&{" + variable + "}");
    }

    /** Each way to fill in the variables, by their names. */
    static List<Map<String, String>> turns(List<ForEachLoop> loops) {
        List<Map<String, String>> turns = List.of(Map.of());
        for (ForEachLoop loop : loops) {
            List<Map<String, String>> more = new ArrayList<>();
            for (Map<String, String> turn : turns) {
                for (String value : loop.values()) {
                    Map<String, String> longer = new LinkedHashMap<>(turn);
                    longer.put(loop.variable(), value);
                    more.add(longer);
                }
            }
            turns = more;
        }
        return turns;
    }

    static String filled(String text, Map<String, String> turn) {
        String filled = text;
        for (Map.Entry<String, String> variable : turn.entrySet()) {
            filled = filled.replace("${" + variable.getKey() + "}", variable.getValue())
                    .replace("&{" + variable.getKey() + "}", variable.getValue().replaceAll("[^A-Za-z0-9]", ""));
        }
        return filled;
    }
}

package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
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
record Loop(String variable, List<String> values) {

    /** @param arguments a name, the values, and what is repeated */
    static Loop of(JsonNode arguments) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : arguments.get(1)) {
            values.add(value.isValueNode() && arguments.get(1).isArray() ? value.asText() : null);
        }
        boolean known = arguments.get(1).isArray() && !values.contains(null);
        return new Loop(arguments.get(0).asText(), known ? values : null);
    }

    boolean isIn(String text) {
        return text.contains("${" + variable + "}") || text.contains("&{" + variable + "}");
    }

    /** Each way to fill in the variables, by their names. */
    static List<Map<String, String>> turns(List<Loop> loops) {
        List<Map<String, String>> turns = List.of(Map.of());
        for (Loop loop : loops) {
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

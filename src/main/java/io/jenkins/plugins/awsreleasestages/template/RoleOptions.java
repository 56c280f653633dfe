package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an assembly wants to say besides when a role is assumed.
 *
 * <p>Source: the CDK's cloud-assembly-schema, {@code assumeRoleAdditionalOptions}, and what its CLI makes of it.
 */
final class RoleOptions {

    private static final Map<String, String> REFUSED = Map.of(
            "RoleArn", "the role is named by its own property",
            "SerialNumber", "nobody is there to enter a code",
            "TokenCode", "nobody is there to enter a code");

    private final Tree tree;
    private final Place place;
    private final Problems problems;

    RoleOptions(Tree tree, Place place, Problems problems) {
        this.tree = tree;
        this.place = place;
        this.problems = problems;
    }

    Map<String, Object> read(JsonNode options) {
        if (options.isMissingNode() || options.isNull()) {
            return Map.of();
        }
        if (!options.isObject()) {
            problems.add(tree.at(place, "assumeRoleAdditionalOptions has to be an object"));
            return Map.of();
        }
        REFUSED.forEach((name, why) -> {
            if (options.has(name)) {
                problems.add(tree.at(place.below(name), name + " cannot be an additional option: " + why));
            }
        });
        Map<String, Object> read = new LinkedHashMap<>();
        options.properties().forEach(field -> read.put(field.getKey(), plain(field.getValue())));
        // As the CDK does it: its tags go on to the roles that are assumed from there.
        if (options.has("Tags") && !options.has("TransitiveTagKeys")) {
            List<String> keys = new ArrayList<>();
            options.path("Tags").forEach(tag -> keys.add(tag.path("Key").asText()));
            read.put("TransitiveTagKeys", keys);
        }
        return read;
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isNumber() && node.asText().matches("-?[0-9]{1,18}")) {
            return Long.valueOf(node.asText());
        }
        return node.isBoolean() ? (Object) node.asBoolean() : node.asText();
    }
}

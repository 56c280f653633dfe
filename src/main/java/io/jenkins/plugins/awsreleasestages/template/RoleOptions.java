package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
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

    private RoleOptions() {}

    static Map<String, Object> read(Value options, Problems problems) {
        if (options.isNothing()) {
            return Map.of();
        }
        if (!options.isMapping()) {
            problems.add(options.problem("assumeRoleAdditionalOptions has to be an object"));
            return Map.of();
        }
        Map<String, Object> read = new LinkedHashMap<>();
        options.members().forEach((name, value) -> {
            if (REFUSED.containsKey(name)) {
                problems.add(value.problem(name + " cannot be an additional option: " + REFUSED.get(name)));
            }
            read.put(name, plain(value));
        });
        // As the CDK does it: its tags go on to the roles that are assumed from there.
        if (options.has("Tags") && !options.has("TransitiveTagKeys")) {
            List<String> keys = options.get("Tags").items().stream()
                    .map(tag -> tag.get("Key").asText())
                    .toList();
            read.put("TransitiveTagKeys", keys);
        }
        return read;
    }

    private static Object plain(Value value) {
        if (value.isMapping()) {
            Map<String, Object> map = new LinkedHashMap<>();
            value.members().forEach((name, member) -> map.put(name, plain(member)));
            return map;
        }
        if (value.isList()) {
            return value.items().stream().map(RoleOptions::plain).toList();
        }
        if (value.isNumber() && value.written().matches("-?[0-9]{1,18}")) {
            return Long.valueOf(value.written());
        }
        return value.isBoolean() ? (Object) value.isTrue() : value.asText();
    }
}

package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Values for a template's parameters from a file. It may have any of these forms, in JSON or YAML:
 *
 * <ul>
 *   <li>CodePipeline's template configuration: {@code {"Parameters": {…}, "Tags": {…}, "StackPolicy": {…}}};
 *   <li>the AWS CLI's: {@code [{"ParameterKey": …, "ParameterValue": …}]}, {@code UsePreviousValue} as well, or
 *       {@code ["Key=Value"]};
 *   <li>a plain mapping of names to values.
 * </ul>
 *
 * <p>Sources: CloudFormation User Guide, "CloudFormation artifacts" for CodePipeline; AWS CLI reference, "cloudformation
 * create-change-set" and "cloudformation deploy".
 *
 * @param values by name; lists have become texts with commas
 * @param previous the names that keep the values they have
 * @param tags empty when none are given
 * @param stackPolicy JSON; null when none is given
 */
public record ParameterFile(
        Map<String, String> values, Set<String> previous, Map<String, String> tags, String stackPolicy)
        implements Serializable {

    /** CloudFormation API reference, SetStackPolicy, in bytes. */
    private static final int LARGEST_POLICY = 16_384;

    private static final Set<String> SECTIONS = Set.of("Parameters", "Tags", "StackPolicy");

    private static final Set<String> CLI =
            Set.of("ParameterKey", "ParameterValue", "UsePreviousValue", "ResolvedValue");

    /**
     * @param file how problems name it; values are in none of them, they may be secret
     * @throws InvalidDocument with everything that is wrong
     */
    public static ParameterFile read(String file, String text) throws InvalidDocument {
        return new Reader(Tree.read(file, text)).read();
    }

    /** @throws InvalidDocument with everything that is wrong */
    public static ParameterFile read(String file, byte[] utf8) throws InvalidDocument {
        return read(file, Tree.text(file, utf8));
    }

    /** @return a number or a truth value as text too; a list with commas; null for anything else */
    static String scalar(JsonNode value) {
        if (!value.isArray()) {
            return value.isValueNode() && !value.isNull() ? value.asText() : null;
        }
        StringJoiner joined = new StringJoiner(",");
        for (JsonNode item : value) {
            if (!item.isValueNode() || item.isNull()) {
                return null;
            }
            joined.add(item.asText());
        }
        return joined.toString();
    }

    private static final class Reader {

        private final Tree tree;
        private final Problems problems = new Problems();
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Set<String> previous = new LinkedHashSet<>();
        private Map<String, String> tags = new LinkedHashMap<>();
        private String policy;

        Reader(Tree tree) {
            this.tree = tree;
        }

        ParameterFile read() throws InvalidDocument {
            JsonNode root = tree.root();
            if (root.isArray()) {
                list(root, tree.place());
            } else if (!root.isObject()) {
                problem(
                        tree.place(),
                        "has to be a mapping of names to values, or a list of ParameterKey and ParameterValue");
            } else if (isConfiguration(root)) {
                configuration(root);
            } else {
                mapping(root, tree.place(), values);
            }
            problems.refuse();
            return new ParameterFile(values, previous, tags, policy);
        }

        /** One with a section is one, so that a misspelt other section is found. */
        private static boolean isConfiguration(JsonNode root) {
            return SECTIONS.stream()
                    .anyMatch(name -> root.path(name).isObject()
                            || root.path(name).isArray()
                                    && root.path(name).path(0).isObject());
        }

        private void configuration(JsonNode root) {
            Tree.fields(root).forEach((name, section) -> {
                Place place = tree.place().below(name);
                switch (name) {
                    case "Parameters" -> parameters(section, place);
                    case "Tags" -> tags(section, place);
                    case "StackPolicy" -> policy(section, place);
                    default -> problem(place, "'" + name + "' is not known; there are Parameters, Tags, StackPolicy");
                }
            });
        }

        private void parameters(JsonNode section, Place place) {
            if (section.isArray()) {
                list(section, place);
            } else if (section.isObject()) {
                mapping(section, place, values);
            } else if (!section.isNull()) {
                problem(place, "Parameters has to be a mapping of names to values");
            }
        }

        private void mapping(JsonNode section, Place place, Map<String, String> into) {
            Tree.fields(section).forEach((name, value) -> {
                String text = scalar(value);
                if (text == null) {
                    problem(place.below(name), "the value of '" + name + "' has to be a text");
                } else {
                    into.put(name, text);
                }
            });
        }

        private void list(JsonNode list, Place place) {
            for (int i = 0; i < list.size(); i++) {
                Place at = place.below(i);
                if (list.get(i).isTextual()) {
                    keyAndValue(list.get(i).textValue(), at);
                } else {
                    entry(list.get(i), at);
                }
            }
        }

        private void keyAndValue(String text, Place at) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                problem(at, "a text in the list has to be Key=Value");
            } else {
                put(text.substring(0, equals), text.substring(equals + 1), at);
            }
        }

        private void put(String key, String value, Place at) {
            if (values.containsKey(key) || previous.contains(key)) {
                problem(at, "'" + key + "' is there twice");
            }
            values.put(key, value);
        }

        private void entry(JsonNode entry, Place at) {
            String key = entry.path("ParameterKey").textValue();
            if (key == null) {
                problem(at, "ParameterKey is missing");
                return;
            }
            for (String name : Tree.fields(entry).keySet()) {
                if (!CLI.contains(name)) {
                    problem(
                            at.below(name),
                            "'" + name + "' is not known; there are ParameterKey,"
                                    + " ParameterValue, UsePreviousValue");
                }
            }
            boolean keep = entry.path("UsePreviousValue").asBoolean();
            JsonNode value = entry.path("ParameterValue");
            if (keep && !value.isMissingNode()) {
                problem(at, "'" + key + "' has both ParameterValue and UsePreviousValue");
            } else if (keep) {
                if (values.containsKey(key) || !previous.add(key)) {
                    problem(at, "'" + key + "' is there twice");
                }
            } else if (scalar(value) == null) {
                problem(at, "the ParameterValue of '" + key + "' has to be a text");
            } else {
                put(key, scalar(value), at);
            }
        }

        private void tags(JsonNode section, Place place) {
            if (section.isObject()) {
                mapping(section, place, tags);
            } else if (section.isArray()) {
                for (int i = 0; i < section.size(); i++) {
                    String key = section.get(i).path("Key").textValue();
                    String value = scalar(section.get(i).path("Value"));
                    if (key == null || value == null) {
                        problem(place.below(i), "a tag has a Key and a Value");
                    } else {
                        tags.put(key, value);
                    }
                }
            } else if (!section.isNull()) {
                problem(place, "Tags has to be a mapping of names to values");
            }
        }

        private void policy(JsonNode section, Place place) {
            if (section.isNull()) {
                return;
            }
            if (!section.isObject() || !section.has("Statement")) {
                problem(place, "StackPolicy has to be a policy with a Statement");
                return;
            }
            policy = Tree.compact(section);
            if (policy.getBytes(StandardCharsets.UTF_8).length > LARGEST_POLICY) {
                problem(place, "StackPolicy is larger than the 16 KB that CloudFormation takes");
            }
        }

        private void problem(Place place, String message) {
            problems.add(tree.at(place, message));
        }
    }
}

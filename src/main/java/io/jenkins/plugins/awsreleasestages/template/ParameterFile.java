package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
        return new Reader().read(file, text);
    }

    /** @throws InvalidDocument with everything that is wrong */
    public static ParameterFile read(String file, byte[] utf8) throws InvalidDocument {
        return read(file, DocumentReader.text(file, utf8));
    }

    /** @return a number or a truth value as text too; a list with commas; null for anything else */
    static String textOf(Value value) {
        if (!value.isList()) {
            return value.scalar();
        }
        boolean flat = value.items().stream().allMatch(Value::isScalar);
        return flat ? value.items().stream().map(Value::scalar).collect(Collectors.joining(",")) : null;
    }

    private static final class Reader {

        private final Problems problems = new Problems();
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Set<String> previous = new LinkedHashSet<>();
        private final Map<String, String> tags = new LinkedHashMap<>();
        private String policy;

        ParameterFile read(String file, String text) throws InvalidDocument {
            Value root = new DocumentReader(file, problems).read(text);
            if (root.isList()) {
                list(root);
            } else if (!root.isMapping()) {
                problems.at(
                        root, "has to be a mapping of names to values, or a list of ParameterKey and ParameterValue");
            } else if (isConfiguration(root)) {
                root.members().forEach(this::section);
            } else {
                mapping(root, values);
            }
            problems.refuse();
            return new ParameterFile(values, previous, tags, policy);
        }

        /** One with a section is one, so that a misspelt other section is found. */
        private static boolean isConfiguration(Value root) {
            return SECTIONS.stream()
                    .map(root::get)
                    .anyMatch(section -> section.isMapping() || section.get(0).isMapping());
        }

        private void section(String name, Value section) {
            switch (name) {
                case "Parameters" -> parameters(section);
                case "Tags" -> tags(section);
                case "StackPolicy" -> policy(section);
                default -> problems.at(section, "'" + name + "' is not known; there are Parameters, Tags, StackPolicy");
            }
        }

        private void parameters(Value section) {
            if (section.isList()) {
                list(section);
            } else if (section.isMapping()) {
                mapping(section, values);
            } else if (!section.isNull()) {
                problems.at(section, "Parameters has to be a mapping of names to values");
            }
        }

        private void mapping(Value section, Map<String, String> into) {
            section.members().forEach((name, value) -> {
                String text = textOf(value);
                if (text == null) {
                    problems.at(value, "the value of '" + name + "' has to be a text");
                } else {
                    into.put(name, text);
                }
            });
        }

        private void list(Value list) {
            for (Value item : list.items()) {
                if (item.isText()) {
                    keyAndValue(item);
                } else {
                    entry(item);
                }
            }
        }

        private void keyAndValue(Value item) {
            String text = item.text();
            int equals = text.indexOf('=');
            if (equals <= 0) {
                problems.at(item, "a text in the list has to be Key=Value");
            } else {
                put(text.substring(0, equals), text.substring(equals + 1), item);
            }
        }

        private void put(String key, String value, Value place) {
            if (values.containsKey(key) || previous.contains(key)) {
                problems.at(place, "'" + key + "' is there twice");
            }
            values.put(key, value);
        }

        private void entry(Value entry) {
            String key = entry.get("ParameterKey").text();
            if (key == null) {
                problems.at(entry, "ParameterKey is missing");
                return;
            }
            entry.members().forEach((name, member) -> {
                if (!CLI.contains(name)) {
                    problems.at(
                            member,
                            "'" + name + "' is not known; there are ParameterKey, ParameterValue, UsePreviousValue");
                }
            });
            boolean usesPrevious = entry.get("UsePreviousValue").isTrue();
            Value value = entry.get("ParameterValue");
            if (usesPrevious && !value.isMissing()) {
                problems.at(entry, "'" + key + "' has both ParameterValue and UsePreviousValue");
            } else if (usesPrevious) {
                if (values.containsKey(key) || !previous.add(key)) {
                    problems.at(entry, "'" + key + "' is there twice");
                }
            } else if (textOf(value) == null) {
                problems.at(entry, "the ParameterValue of '" + key + "' has to be a text");
            } else {
                put(key, textOf(value), entry);
            }
        }

        private void tags(Value section) {
            if (section.isMapping()) {
                mapping(section, tags);
            } else if (!section.isList() && !section.isNull()) {
                problems.at(section, "Tags has to be a mapping of names to values");
            }
            for (Value tag : section.items()) {
                String key = tag.get("Key").text();
                String value = textOf(tag.get("Value"));
                if (key == null || value == null) {
                    problems.at(tag, "a tag has a Key and a Value");
                } else {
                    tags.put(key, value);
                }
            }
        }

        private void policy(Value section) {
            if (section.isNull()) {
                return;
            }
            if (!section.has("Statement")) {
                problems.at(section, "StackPolicy has to be a policy with a Statement");
                return;
            }
            policy = JsonWriter.compact(section);
            if (policy.getBytes(StandardCharsets.UTF_8).length > LARGEST_POLICY) {
                problems.at(section, "StackPolicy is larger than the 16 KB that CloudFormation takes");
            }
        }
    }
}

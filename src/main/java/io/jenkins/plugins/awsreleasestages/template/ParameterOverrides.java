package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Values of parameters that come from artifacts, as CodePipeline allows them in {@code ParameterOverrides}: {@code
 * {"Fn::GetArtifactAtt": [artifact, attribute]}} and {@code {"Fn::GetParam": [artifact, file, key]}}.
 *
 * <p>Source: CloudFormation User Guide, "Using parameter override functions with CodePipeline pipelines".
 */
public final class ParameterOverrides {

    private static final String ATTRIBUTE = "Fn::GetArtifactAtt";
    private static final String PARAMETER = "Fn::GetParam";

    /** Where an artifact lies. */
    public record Artifact(S3Location object, String url) {}

    /** Reads a text file out of an artifact. */
    @FunctionalInterface
    public interface ArtifactFiles {

        /** @return null when the artifact has no such file */
        String read(String artifact, String path) throws IOException;
    }

    private final Map<String, Artifact> artifacts;
    private final ArtifactFiles files;
    private final Problems problems = new Problems();
    private final Map<List<String>, Value> read = new LinkedHashMap<>();

    private ParameterOverrides(Map<String, Artifact> artifacts, ArtifactFiles files) {
        this.artifacts = artifacts;
        this.files = files;
    }

    /**
     * @param source how problems name the text; values are in none of them
     * @param json a JSON object, names to texts or functions
     * @param artifacts those that the action may use, by name
     * @return values by name
     * @throws InvalidDocument with everything that is wrong
     */
    public static Map<String, String> resolve(
            String source, String json, Map<String, Artifact> artifacts, ArtifactFiles files) throws InvalidDocument {
        return new ParameterOverrides(artifacts, files).values(source, json);
    }

    private Map<String, String> values(String source, String json) throws InvalidDocument {
        Value root = new DocumentReader(source, problems).read(json);
        if (!root.isMapping()) {
            problems.at(root, "has to be an object of names and values");
        }
        Map<String, String> values = new LinkedHashMap<>();
        root.members().forEach((name, value) -> {
            String text = value(value);
            if (text != null) {
                values.put(name, text);
            }
        });
        problems.refuse();
        return values;
    }

    private String value(Value value) {
        if (value.size() == 1 && value.has(ATTRIBUTE)) {
            return attribute(value, value.get(ATTRIBUTE));
        }
        if (value.size() == 1 && value.has(PARAMETER)) {
            return parameter(value, value.get(PARAMETER));
        }
        String text = ParameterFile.textOf(value);
        if (text == null) {
            problems.at(
                    value, "the value of '" + value.key() + "' has to be a text, " + ATTRIBUTE + " or " + PARAMETER);
        }
        return text;
    }

    private String attribute(Value place, Value arguments) {
        if (!areTexts(arguments, 2)) {
            problems.at(place, ATTRIBUTE + " needs a list of two texts: the artifact and the attribute");
            return null;
        }
        Artifact artifact = artifact(place, arguments.get(0).text());
        String attribute = arguments.get(1).text();
        if (!List.of("BucketName", "ObjectKey", "URL").contains(attribute)) {
            problems.at(
                    place, "'" + attribute + "' is no attribute of an artifact; there are BucketName, ObjectKey, URL");
            return null;
        }
        if (artifact == null) {
            return null;
        }
        return switch (attribute) {
            case "BucketName" -> artifact.object().bucket();
            case "ObjectKey" -> artifact.object().key();
            default -> artifact.url();
        };
    }

    private String parameter(Value place, Value arguments) {
        if (!areTexts(arguments, 3)) {
            problems.at(place, PARAMETER + " needs a list of three texts: the artifact, a JSON file in it, and a key");
            return null;
        }
        String artifact = arguments.get(0).text();
        String path = arguments.get(1).text();
        String key = arguments.get(2).text();
        Value content = artifact(place, artifact) == null ? null : content(place, artifact, path);
        if (content == null) {
            return null;
        }
        if (!content.has(key)) {
            problems.at(place, "'" + path + "' of artifact " + artifact + " has no key '" + key + "' at its top");
            return null;
        }
        String value = ParameterFile.textOf(content.get(key));
        if (value == null) {
            problems.at(place, "'" + key + "' in '" + path + "' of artifact " + artifact + " is not a text");
        }
        return value;
    }

    private Artifact artifact(Value place, String name) {
        Artifact artifact = artifacts.get(name);
        if (artifact == null) {
            String known =
                    artifacts.isEmpty() ? "there are none" : String.join(", ", new TreeSet<>(artifacts.keySet()));
            problems.at(place, "there is no artifact '" + name + "' here: " + known);
        }
        return artifact;
    }

    /** @return null when it is no mapping, which is among the problems then */
    private Value content(Value place, String artifact, String path) {
        List<String> file = List.of(artifact, path);
        if (!read.containsKey(file)) {
            read.put(file, firstRead(place, artifact, path));
        }
        return read.get(file);
    }

    private Value firstRead(Value place, String artifact, String path) {
        try {
            String text = files.read(artifact, path);
            if (text == null) {
                problems.at(place, "the artifact " + artifact + " has no file '" + path + "'");
                return null;
            }
            Value root = new DocumentReader(artifact + "::" + path, problems).read(text);
            if (root.isMapping()) {
                return root;
            }
            problems.at(place, "'" + path + "' of artifact " + artifact + " is not a JSON object");
        } catch (InvalidDocument e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problems.at(place, "'" + path + "' of artifact " + artifact + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    private static boolean areTexts(Value list, int count) {
        return list.items().size() == count && list.items().stream().allMatch(Value::isText);
    }
}

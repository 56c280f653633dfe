package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
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

    private final Tree tree;
    private final Map<String, Artifact> artifacts;
    private final ArtifactFiles files;
    private final Problems problems = new Problems();
    private final Map<List<String>, JsonNode> read = new LinkedHashMap<>();

    private ParameterOverrides(Tree tree, Map<String, Artifact> artifacts, ArtifactFiles files) {
        this.tree = tree;
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
        ParameterOverrides overrides = new ParameterOverrides(Tree.read(source, json), artifacts, files);
        return overrides.values();
    }

    private Map<String, String> values() throws InvalidDocument {
        JsonNode root = tree.root();
        if (!root.isObject()) {
            throw new InvalidDocument(tree.at(tree.place(), "has to be an object of names and values"));
        }
        Map<String, String> values = new LinkedHashMap<>();
        Tree.fields(root).forEach((name, value) -> {
            String text = value(name, value, tree.place().below(name));
            if (text != null) {
                values.put(name, text);
            }
        });
        problems.refuse();
        return values;
    }

    private String value(String name, JsonNode value, Place place) {
        if (value.isObject() && value.size() == 1 && value.has(ATTRIBUTE)) {
            return attribute(value.path(ATTRIBUTE), place);
        }
        if (value.isObject() && value.size() == 1 && value.has(PARAMETER)) {
            return parameter(value.path(PARAMETER), place);
        }
        String text = ParameterFile.scalar(value);
        if (text == null) {
            problem(place, "the value of '" + name + "' has to be a text, " + ATTRIBUTE + " or " + PARAMETER);
        }
        return text;
    }

    private String attribute(JsonNode arguments, Place place) {
        if (!texts(arguments, 2)) {
            problem(place, ATTRIBUTE + " needs a list of two texts: the artifact and the attribute");
            return null;
        }
        Artifact artifact = artifact(arguments.get(0).textValue(), place);
        String attribute = arguments.get(1).textValue();
        if (!List.of("BucketName", "ObjectKey", "URL").contains(attribute)) {
            problem(place, "'" + attribute + "' is no attribute of an artifact; there are BucketName, ObjectKey, URL");
            return null;
        }
        if (artifact == null) {
            return null;
        }
        String value =
                switch (attribute) {
                    case "BucketName" -> artifact.object().bucket();
                    case "ObjectKey" -> artifact.object().key();
                    default -> artifact.url();
                };
        return value;
    }

    private String parameter(JsonNode arguments, Place place) {
        if (!texts(arguments, 3)) {
            problem(place, PARAMETER + " needs a list of three texts: the artifact, a JSON file in it, and a key");
            return null;
        }
        String artifact = arguments.get(0).textValue();
        String path = arguments.get(1).textValue();
        String key = arguments.get(2).textValue();
        JsonNode content = artifact(artifact, place) == null ? null : content(artifact, path, place);
        if (content == null) {
            return null;
        }
        if (!content.has(key)) {
            problem(place, "'" + path + "' of artifact " + artifact + " has no key '" + key + "' at its top");
            return null;
        }
        String value = ParameterFile.scalar(content.get(key));
        if (value == null) {
            problem(place, "'" + key + "' in '" + path + "' of artifact " + artifact + " is not a text");
        }
        return value;
    }

    private Artifact artifact(String name, Place place) {
        Artifact artifact = artifacts.get(name);
        if (artifact == null) {
            String known =
                    artifacts.isEmpty() ? "there are none" : String.join(", ", new TreeSet<>(artifacts.keySet()));
            problem(place, "there is no artifact '" + name + "' here: " + known);
        }
        return artifact;
    }

    private JsonNode content(String artifact, String path, Place place) {
        List<String> file = List.of(artifact, path);
        if (read.containsKey(file)) {
            return read.get(file);
        }
        JsonNode content = null;
        try {
            String text = files.read(artifact, path);
            if (text == null) {
                problem(place, "the artifact " + artifact + " has no file '" + path + "'");
            } else {
                JsonNode root = Tree.read(artifact + "::" + path, text).root();
                if (root.isObject()) {
                    content = root;
                } else {
                    problem(place, "'" + path + "' of artifact " + artifact + " is not a JSON object");
                }
            }
        } catch (InvalidDocument e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problem(place, "'" + path + "' of artifact " + artifact + " cannot be read: " + e.getMessage());
        }
        read.put(file, content);
        return content;
    }

    private static boolean texts(JsonNode list, int count) {
        if (!list.isArray() || list.size() != count) {
            return false;
        }
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private void problem(Place place, String message) {
        problems.add(tree.at(place, message));
    }
}

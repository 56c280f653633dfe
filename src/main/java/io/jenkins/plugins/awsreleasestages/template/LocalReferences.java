package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the places of a template that name local files. Reads no file. */
final class LocalReferences {

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
    private static final Pattern REGISTRY = Pattern.compile("[^/]*[.:][^/]*/.+");

    /**
     * One place.
     *
     * @param id the logical id; the section outside of resources
     * @param property its keys with dots, without {@code Properties}
     * @param holder the object or list that holds the value
     * @param key a key or an index of the holder
     */
    record Reference(
            String pointer, String id, LocalProperty kind, String property, String path, JsonNode holder, String key) {

        void replace(JsonNode value) {
            if (holder instanceof ObjectNode object) {
                object.set(key, value);
            } else {
                ((ArrayNode) holder).set(Integer.parseInt(key), value);
            }
        }
    }

    private final Tree tree;
    private final List<Reference> found = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private LocalReferences(Tree tree) {
        this.tree = tree;
    }

    /** @param content of the template, which the references will change */
    static LocalReferences of(Tree tree, JsonNode content) {
        LocalReferences references = new LocalReferences(tree);
        references.property("Globals", LocalProperty.GLOBAL_FUNCTION, content, "", 0, "");
        LocalProperty.METADATA.forEach(kind -> references.property("Metadata", kind, content, "", 0, ""));
        references.resources(content.path("Resources"), "/Resources");
        references.includes(content, "");
        return references;
    }

    List<Reference> found() {
        return found;
    }

    List<Problem> problems() {
        return problems;
    }

    private void resources(JsonNode section, String pointer) {
        for (Map.Entry<String, JsonNode> field : section.properties()) {
            String below = Tree.pointer(pointer, field.getKey());
            if (TemplateReader.isForEach(field)) {
                resources(field.getValue().get(2), Tree.pointer(below, 2));
            } else {
                resource(field.getKey(), field.getValue(), below);
            }
        }
    }

    private void resource(String id, JsonNode resource, String pointer) {
        JsonNode properties = resource.path("Properties");
        String type = resource.path("Type").asText();
        if (image(id, type, properties, pointer) || properties.has("InlineCode")) {
            return;
        }
        for (LocalProperty kind : LocalProperty.ALL) {
            if (kind.type().equals(type)) {
                property(id, kind, resource, pointer, 0, "");
            }
        }
    }

    /** A function that is an image has no code to pack; whether its image is in a registry can be told. */
    private boolean image(String id, String type, JsonNode properties, String pointer) {
        if (!properties.path("PackageType").asText().equals("Image")) {
            return false;
        }
        boolean sam = type.equals("AWS::Serverless::Function");
        JsonNode image = sam ? properties.path("ImageUri") : properties.path("Code");
        if ((sam || type.equals("AWS::Lambda::Function"))
                && image.isTextual()
                && !image.textValue().contains("${")
                && !REGISTRY.matcher(image.textValue()).matches()) {
            problems.add(tree.at(
                    pointer + "/Properties/" + (sam ? "ImageUri" : "Code"),
                    id + " (" + type + "): the image '" + image.textValue() + "' is a local one, and needs Docker."
                            + " Push it to Amazon ECR and name it by its address there"));
        }
        return true;
    }

    private void property(String id, LocalProperty kind, JsonNode node, String pointer, int depth, String name) {
        String key = kind.path().get(depth);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!key.equals("*") && !key.equals(field.getKey())) {
                continue;
            }
            String below = Tree.pointer(pointer, field.getKey());
            String dotted = depth == 0 ? "" : name.isEmpty() ? field.getKey() : name + "." + field.getKey();
            if (depth + 1 < kind.path().size()) {
                property(id, kind, field.getValue(), below, depth + 1, dotted);
            } else {
                value(new Reference(below, id, kind, dotted, null, node, field.getKey()), field.getValue());
            }
        }
    }

    /** A text, or either branch of Fn::If. */
    private void value(Reference place, JsonNode value) {
        if (value.isTextual()) {
            if (isLocal(value.textValue())) {
                found.add(new Reference(
                        place.pointer(),
                        place.id(),
                        place.kind(),
                        place.property(),
                        value.textValue(),
                        place.holder(),
                        place.key()));
            }
            return;
        }
        JsonNode branches = value.path("Fn::If");
        for (int i = 1; i < branches.size() && branches.isArray() && value.size() == 1; i++) {
            String pointer = Tree.pointer(Tree.pointer(place.pointer(), "Fn::If"), i);
            value(
                    new Reference(
                            pointer, place.id(), place.kind(), place.property(), null, branches, String.valueOf(i)),
                    branches.get(i));
        }
    }

    /** AWS::Include can stand anywhere. */
    private void includes(JsonNode node, String pointer) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                includes(node.get(i), Tree.pointer(pointer, i));
            }
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String below = Tree.pointer(pointer, field.getKey());
            if (field.getKey().equals("Fn::Transform") || field.getKey().equals("Transform")) {
                transform(field.getValue(), below);
            }
            includes(field.getValue(), below);
        }
    }

    private void transform(JsonNode node, String pointer) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                transform(node.get(i), Tree.pointer(pointer, i));
            }
            return;
        }
        JsonNode location = node.path("Parameters").path("Location");
        if (node.path("Name").asText().equals("AWS::Include") && location.isTextual()) {
            String below = pointer + "/Parameters/Location";
            value(
                    new Reference(
                            below,
                            "Transform",
                            LocalProperty.INCLUDE,
                            "Location",
                            null,
                            node.path("Parameters"),
                            "Location"),
                    location);
        }
    }

    private static boolean isLocal(String text) {
        return !text.isBlank() && !ADDRESS.matcher(text).matches() && !text.contains("${") && !text.contains("{{");
    }
}

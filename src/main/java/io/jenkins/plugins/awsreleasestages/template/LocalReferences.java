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

    /** Of all that Fn::ForEach repeats; a stack has at most 500 resources. */
    private static final int MOST_TURNS = 2_000;

    /** CloudFormation User Guide, "Mappings": what the keys of a mapping may be. */
    private static final Pattern MAPPING_KEY = Pattern.compile("[A-Za-z0-9.-]{1,255}");

    /**
     * One place.
     *
     * @param id the logical id; the section outside of resources
     * @param property its keys with dots, without {@code Properties}
     * @param holder the object or list that holds the value
     * @param key a key or an index of the holder
     */
    record Reference(
            Place at, String id, LocalProperty kind, String property, String path, JsonNode holder, String key) {

        Reference naming(String file) {
            return new Reference(at, id, kind, property, file, holder, key);
        }

        void replace(JsonNode value) {
            if (holder instanceof ObjectNode object) {
                object.set(key, value);
            } else {
                ((ArrayNode) holder).set(Integer.parseInt(key), value);
            }
        }
    }

    private final Tree tree;
    private final ObjectNode content;
    private final List<Reference> found = new ArrayList<>();
    private final Problems problems = new Problems();
    private int turns;

    private LocalReferences(Tree tree, ObjectNode content) {
        this.tree = tree;
        this.content = content;
    }

    /** @param content of the template, which the references will change */
    static LocalReferences of(Tree tree, JsonNode content) {
        LocalReferences references = new LocalReferences(tree, (ObjectNode) content);
        Place root = tree.place();
        references.property("Globals", LocalProperty.GLOBAL_FUNCTION, content, root, 0, "", List.of());
        LocalProperty.METADATA.forEach(kind -> references.property("Metadata", kind, content, root, 0, "", List.of()));
        references.resources(content.path("Resources"), root.below("Resources"), List.of());
        references.includes(content, root, List.of());
        return references;
    }

    List<Reference> found() {
        return found;
    }

    List<Problem> problems() {
        return problems.all();
    }

    private void resources(JsonNode section, Place at, List<Loop> loops) {
        for (Map.Entry<String, JsonNode> field : section.properties()) {
            Place below = at.below(field.getKey());
            if (TemplateReader.isForEach(field)) {
                resources(field.getValue().get(2), below.below(2), inside(loops, field.getValue()));
            } else {
                resource(field.getKey(), field.getValue(), below, loops);
            }
        }
    }

    private static List<Loop> inside(List<Loop> loops, JsonNode arguments) {
        List<Loop> more = new ArrayList<>(loops);
        more.add(Loop.of(arguments));
        return more;
    }

    private void resource(String id, JsonNode resource, Place at, List<Loop> loops) {
        JsonNode properties = resource.path("Properties");
        String type = resource.path("Type").asText();
        if (image(id, type, properties, at.below("Properties")) || properties.has("InlineCode")) {
            return;
        }
        for (LocalProperty kind : LocalProperty.ALL) {
            if (kind.type().equals(type)) {
                property(id, kind, resource, at, 0, "", loops);
            }
        }
    }

    /** A function that is an image has no code to pack; whether its image is in a registry can be told. */
    private boolean image(String id, String type, JsonNode properties, Place at) {
        if (!properties.path("PackageType").asText().equals("Image")) {
            return false;
        }
        boolean sam = type.equals("AWS::Serverless::Function");
        JsonNode image = sam ? properties.path("ImageUri") : properties.path("Code");
        if ((sam || type.equals("AWS::Lambda::Function"))
                && image.isTextual()
                && !image.textValue().contains("${")
                && !isInRegistry(image.textValue())) {
            problems.add(tree.at(
                    at.below(sam ? "ImageUri" : "Code"),
                    id + " (" + type + "): the image '" + image.textValue() + "' is a local one, and needs Docker."
                            + " Push it to Amazon ECR and name it by its address there"));
        }
        return true;
    }

    /** Its first part is a host. */
    private static boolean isInRegistry(String image) {
        int slash = image.indexOf('/');
        String host = slash < 0 ? "" : image.substring(0, slash);
        return slash < image.length() - 1 && (host.contains(".") || host.contains(":"));
    }

    private void property(
            String id, LocalProperty kind, JsonNode node, Place at, int depth, String name, List<Loop> loops) {
        String key = kind.path().get(depth);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Place below = at.below(field.getKey());
            if (TemplateReader.isForEach(field)) {
                JsonNode body = field.getValue().get(2);
                property(id, kind, body, below.below(2), depth, name, inside(loops, field.getValue()));
                continue;
            }
            if (!key.equals("*") && !key.equals(field.getKey())) {
                continue;
            }
            String dotted = depth == 0 ? "" : name.isEmpty() ? field.getKey() : name + "." + field.getKey();
            if (depth + 1 < kind.path().size()) {
                property(id, kind, field.getValue(), below, depth + 1, dotted, loops);
            } else {
                value(new Reference(below, id, kind, dotted, null, node, field.getKey()), field.getValue(), loops);
            }
        }
    }

    /** A text, or either branch of Fn::If. */
    private void value(Reference place, JsonNode value, List<Loop> loops) {
        String text = text(value, loops);
        if (text != null) {
            List<Loop> used = loops.stream().filter(loop -> loop.isIn(text)).toList();
            if (!used.isEmpty() && !isAddress(text) && !text.contains("{{")) {
                repeated(place, text, used);
            } else if (isLocal(text)) {
                found.add(place.naming(text));
            }
            return;
        }
        JsonNode branches = value.path("Fn::If");
        for (int i = 1; i < branches.size() && branches.isArray() && value.size() == 1; i++) {
            Place branch = place.at().below("Fn::If").below(i);
            value(
                    new Reference(
                            branch, place.id(), place.kind(), place.property(), null, branches, String.valueOf(i)),
                    branches.get(i),
                    loops);
        }
    }

    /** @return null for what is no text, and for a Fn::Sub of more than the variables of loops */
    private static String text(JsonNode value, List<Loop> loops) {
        if (value.isTextual()) {
            return value.textValue();
        }
        JsonNode sub = value.path("Fn::Sub");
        if (value.size() != 1 || !sub.isTextual()) {
            return null;
        }
        String rest = sub.textValue();
        for (Loop loop : loops) {
            rest = rest.replace("${" + loop.variable() + "}", "");
        }
        return rest.contains("${") || rest.equals(sub.textValue()) ? null : sub.textValue();
    }

    /**
     * What stands for several files: each becomes an entry of a mapping, and the place looks up its own, as SAM does it
     * from version 1.160 on.
     */
    private void repeated(Reference place, String text, List<Loop> used) {
        String problem = whyNotRepeated(place, text, used);
        if (problem != null) {
            problems.add(tree.at(
                    place.at(),
                    place.id() + " (" + place.kind().type() + ") " + place.property() + ": '" + text + "' " + problem));
            return;
        }
        String mapping = mappingName();
        ObjectNode entries = section("Mappings").putObject(mapping);
        boolean object = place.kind().form().isObject();
        for (Map<String, String> turn : Loop.turns(used)) {
            String key = String.join("-", turn.values());
            Reference one = new Reference(
                    place.at(),
                    Loop.filled(place.id(), turn),
                    place.kind(),
                    Loop.filled(place.property(), turn),
                    Loop.filled(text, turn),
                    object ? entries : entries.putObject(key),
                    object ? key : "Location");
            found.add(one);
        }
        place.replace(lookUp(place.kind().form(), mapping, used));
    }

    /** @return null when it can be */
    private String whyNotRepeated(Reference place, String text, List<Loop> used) {
        String instead = ". Name each resource by itself, or a place in S3";
        if (place.kind() == LocalProperty.INCLUDE) {
            return "is included before Fn::ForEach is carried out" + instead;
        }
        Loop unknown =
                used.stream().filter(loop -> loop.values() == null).findFirst().orElse(null);
        if (unknown != null) {
            return "is repeated for each " + unknown.variable()
                    + " of a Fn::ForEach whose values are known only when it"
                    + " is deployed, so its files cannot be found here. Write the values as a list of texts";
        }
        if (used.stream()
                .flatMap(loop -> loop.values().stream())
                .anyMatch(value -> !MAPPING_KEY.matcher(value).matches())) {
            return "is repeated for values that cannot be the keys of a mapping (letters, digits, - and .)" + instead;
        }
        long count =
                used.stream().mapToLong(loop -> loop.values().size()).reduce(1, (a, b) -> Math.min(a * b, 1 << 20));
        if (turns + count > MOST_TURNS) {
            return "is repeated too often: at most " + MOST_TURNS + " files are packed for what Fn::ForEach repeats";
        }
        turns += (int) count;
        Map<String, String> any = Loop.turns(used).stream().findFirst().orElse(Map.of());
        return isLocal(Loop.filled(text, any)) || any.isEmpty()
                ? null
                : "holds a variable that is none of a Fn::ForEach around it" + instead;
    }

    private String mappingName() {
        int number = 1;
        while (content.path("Mappings").has("PackagedFiles" + number)) {
            number++;
        }
        return "PackagedFiles" + number;
    }

    private ObjectNode section(String name) {
        return content.path(name) instanceof ObjectNode section ? section : content.putObject(name);
    }

    private static JsonNode lookUp(LocalProperty.Form form, String mapping, List<Loop> used) {
        if (!form.isObject()) {
            return lookUp(mapping, used, "Location");
        }
        ObjectNode object = Tree.NODES.objectNode();
        form.keys().forEach(key -> object.set(key, lookUp(mapping, used, key)));
        return object;
    }

    private static ObjectNode lookUp(String mapping, List<Loop> used, String attribute) {
        ArrayNode variables = Tree.NODES.arrayNode();
        used.forEach(loop -> variables.addObject().put("Ref", loop.variable()));
        JsonNode key = variables.size() == 1
                ? variables.get(0)
                : Tree.NODES
                        .objectNode()
                        .set("Fn::Join", Tree.NODES.arrayNode().add("-").add(variables));
        ObjectNode lookUp = Tree.NODES.objectNode();
        lookUp.putArray("Fn::FindInMap").add(mapping).add(key).add(attribute);
        return lookUp;
    }

    /** AWS::Include can stand anywhere. */
    private void includes(JsonNode node, Place at, List<Loop> loops) {
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            includes(node.get(i), at.below(i), loops);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Place below = at.below(field.getKey());
            List<Loop> around = TemplateReader.isForEach(field) ? inside(loops, field.getValue()) : loops;
            if (field.getKey().equals("Fn::Transform") || field.getKey().equals("Transform")) {
                transform(field.getValue(), below, around);
            }
            includes(field.getValue(), below, around);
        }
    }

    private void transform(JsonNode node, Place at, List<Loop> loops) {
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            transform(node.get(i), at.below(i), loops);
        }
        JsonNode parameters = node.path("Parameters");
        JsonNode location = parameters.path("Location");
        if (node.path("Name").asText().equals("AWS::Include") && location.isTextual()) {
            Place below = at.below("Parameters", "Location");
            value(
                    new Reference(below, "Transform", LocalProperty.INCLUDE, "Location", null, parameters, "Location"),
                    location,
                    loops);
        }
    }

    private static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    private static boolean isLocal(String text) {
        return !text.isBlank() && !isAddress(text) && !text.contains("${") && !text.contains("{{");
    }
}

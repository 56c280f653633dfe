package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
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
     * @param place in the template; of what Fn::ForEach repeats, the one that is repeated
     * @param value what the address of the file in S3 is to replace
     * @param id the logical id; the section outside of resources
     * @param property its keys with dots, without {@code Properties}
     * @param path of the file, as the template names it
     */
    record Reference(Value place, Value value, String id, LocalProperty kind, String property, String path) {

        Problem problem(String what) {
            return place.problem(id + " (" + kind.type() + ") " + property + ": '" + path + "' " + what);
        }
    }

    private final Value content;
    private final List<Reference> found = new ArrayList<>();
    private final Problems problems = new Problems();
    private int turns;

    private LocalReferences(Value content) {
        this.content = content;
    }

    /** @param content of the template, which the references will change */
    static LocalReferences of(Value content) {
        LocalReferences references = new LocalReferences(content);
        references.property("Globals", LocalProperty.GLOBAL_FUNCTION, content, 0, "");
        LocalProperty.METADATA.forEach(kind -> references.property("Metadata", kind, content, 0, ""));
        references.resources(content.get("Resources"));
        references.includes(content);
        return references;
    }

    List<Reference> found() {
        return found;
    }

    List<Problem> problems() {
        return problems.all();
    }

    private void resources(Value section) {
        section.members().forEach((id, resource) -> {
            if (ForEachLoop.is(resource)) {
                resources(resource.get(2));
            } else {
                resource(id, resource);
            }
        });
    }

    private void resource(String id, Value resource) {
        Value properties = resource.get("Properties");
        String type = resource.get("Type").asText();
        if (properties.get("PackageType").asText().equals("Image")) {
            image(id, type, properties);
        } else if (!properties.has("InlineCode")) {
            LocalProperty.ALL.stream()
                    .filter(kind -> kind.type().equals(type))
                    .forEach(kind -> property(id, kind, resource, 0, ""));
        }
    }

    /** A function that is an image has no code to pack; whether its image is in a registry can be told. */
    private void image(String id, String type, Value properties) {
        boolean sam = type.equals("AWS::Serverless::Function");
        Value image = properties.get(sam ? "ImageUri" : "Code");
        if ((sam || type.equals("AWS::Lambda::Function"))
                && image.isText()
                && !image.text().contains("${")
                && !isInRegistry(image.text())) {
            problems.add(image.problem(id + " (" + type + "): the image '" + image.text()
                    + "' is a local one, and needs Docker. Push it to Amazon ECR and name it by its address there"));
        }
    }

    /** Its first part is a host. */
    private static boolean isInRegistry(String image) {
        int slash = image.indexOf('/');
        String host = slash < 0 ? "" : image.substring(0, slash);
        return slash < image.length() - 1 && (host.contains(".") || host.contains(":"));
    }

    private void property(String id, LocalProperty kind, Value above, int depth, String name) {
        String wanted = kind.path().get(depth);
        above.members().forEach((key, value) -> {
            if (ForEachLoop.is(value)) {
                property(id, kind, value.get(2), depth, name);
            } else if (wanted.equals("*") || wanted.equals(key)) {
                String dotted = depth == 0 ? "" : name.isEmpty() ? key : name + "." + key;
                if (depth + 1 < kind.path().size()) {
                    property(id, kind, value, depth + 1, dotted);
                } else {
                    value(value, id, kind, dotted);
                }
            }
        });
    }

    /** A text, or either branch of Fn::If. */
    private void value(Value value, String id, LocalProperty kind, String property) {
        List<ForEachLoop> loops = ForEachLoop.around(value);
        String text = text(value, loops);
        if (text != null) {
            List<ForEachLoop> used =
                    loops.stream().filter(loop -> loop.isIn(text)).toList();
            Reference reference = new Reference(value, value, id, kind, property, text);
            if (!used.isEmpty() && !isAddress(text) && !text.contains("{{")) {
                repeated(reference, used);
            } else if (isLocal(text)) {
                found.add(reference);
            }
        } else if (value.size() == 1) {
            value.get("Fn::If").items().stream().skip(1).toList().forEach(branch -> value(branch, id, kind, property));
        }
    }

    /** @return null for what is no text, and for a Fn::Sub of more than the variables of loops */
    private static String text(Value value, List<ForEachLoop> loops) {
        if (value.isText()) {
            return value.text();
        }
        String sub = value.get("Fn::Sub").text();
        if (value.size() != 1 || sub == null) {
            return null;
        }
        String rest = sub;
        for (ForEachLoop loop : loops) {
            rest = rest.replace("${" + loop.variable() + "}", "");
        }
        return rest.contains("${") || rest.equals(sub) ? null : sub;
    }

    /**
     * What stands for several files: each becomes an entry of a mapping, and the place looks up its own, as SAM does it
     * from version 1.160 on.
     */
    private void repeated(Reference reference, List<ForEachLoop> used) {
        String problem = whyNotRepeated(reference, used);
        if (problem != null) {
            problems.add(reference.problem(problem));
            return;
        }
        String name = mappingName();
        Value mapping = section("Mappings").put(name, Value.mapping());
        LocalProperty.Form form = reference.kind().form();
        for (Map<String, String> turn : ForEachLoop.turns(used)) {
            String key = String.join("-", turn.values());
            String path = ForEachLoop.filled(reference.path(), turn);
            Value address = form.isObject()
                    ? mapping.put(key, Value.text(path))
                    : mapping.put(key, Value.mapping()).put("Location", Value.text(path));
            found.add(new Reference(
                    reference.place(),
                    address,
                    ForEachLoop.filled(reference.id(), turn),
                    reference.kind(),
                    ForEachLoop.filled(reference.property(), turn),
                    path));
        }
        reference.value().replaceBy(lookUp(form, name, used));
    }

    /** @return null when it can be */
    private String whyNotRepeated(Reference reference, List<ForEachLoop> used) {
        String instead = ". Name each resource by itself, or a place in S3";
        if (reference.kind() == LocalProperty.INCLUDE) {
            return "is included before Fn::ForEach is carried out" + instead;
        }
        ForEachLoop unknown =
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
        Map<String, String> any = ForEachLoop.turns(used).stream().findFirst().orElse(Map.of());
        return isLocal(ForEachLoop.filled(reference.path(), any)) || any.isEmpty()
                ? null
                : "holds a variable that is none of a Fn::ForEach around it" + instead;
    }

    private String mappingName() {
        int number = 1;
        while (content.get("Mappings").has("PackagedFiles" + number)) {
            number++;
        }
        return "PackagedFiles" + number;
    }

    private Value section(String name) {
        Value section = content.get(name);
        return section.isMapping() ? section : content.put(name, Value.mapping());
    }

    private static Value lookUp(LocalProperty.Form form, String mapping, List<ForEachLoop> used) {
        if (!form.isObject()) {
            return lookUp(mapping, used, "Location");
        }
        Value object = Value.mapping();
        form.keys().forEach(key -> object.put(key, lookUp(mapping, used, key)));
        return object;
    }

    private static Value lookUp(String mapping, List<ForEachLoop> used, String attribute) {
        Value variables = Value.list();
        used.forEach(loop -> variables.add(Value.mapping("Ref", Value.text(loop.variable()))));
        Value key = variables.size() == 1
                ? variables.get(0)
                : Value.mapping("Fn::Join", Value.list(Value.text("-"), variables));
        return Value.mapping("Fn::FindInMap", Value.list(Value.text(mapping), key, Value.text(attribute)));
    }

    /** AWS::Include can stand anywhere. */
    private void includes(Value value) {
        value.items().forEach(this::includes);
        value.members().forEach((key, member) -> {
            if (key.equals("Fn::Transform") || key.equals("Transform")) {
                transform(member);
            }
            includes(member);
        });
    }

    private void transform(Value macro) {
        macro.items().forEach(this::transform);
        Value location = macro.get("Parameters", "Location");
        if (macro.get("Name").asText().equals("AWS::Include") && location.isText()) {
            value(location, "Transform", LocalProperty.INCLUDE, "Location");
        }
    }

    private static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    private static boolean isLocal(String text) {
        return !text.isBlank() && !isAddress(text) && !text.contains("${") && !text.contains("{{");
    }
}

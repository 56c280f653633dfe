package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A template as a tree of maps, lists and texts: every scalar is text, as CloudFormation itself treats them, and every
 * short tag is its long form.
 */
final class Template {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IN_SUB = Pattern.compile("\\$\\{([^!}][^}]*)}");
    private static final int MOST_ALIASES = 200;
    private static final int LONGEST = 5_000_000;

    /** What every template can refer to. */
    private static final String PSEUDO = "AWS::";

    final String text;
    final Map<String, Object> tree;

    private Template(String text, Map<String, Object> tree) {
        this.text = text;
        this.tree = tree;
    }

    static final Template NONE = new Template("", Map.of());

    static Template parse(String text) {
        Object tree = text.stripLeading().startsWith("{") ? json(text) : yaml(text);
        if (!(tree instanceof Map)) {
            throw Refusal.invalid("Template format error: unsupported structure.");
        }
        Template template = new Template(text, map(tree));
        template.check();
        return template;
    }

    String description() {
        return tree.get("Description") instanceof String description ? description : null;
    }

    Map<String, Object> section(String name) {
        return map(tree.get(name));
    }

    Map<String, Object> resource(String logicalId) {
        return map(section("Resources").get(logicalId));
    }

    List<String> transforms() {
        Object transform = tree.get("Transform");
        List<String> names = new ArrayList<>();
        for (Object one : transform instanceof List<?> several ? several : Arrays.asList(transform)) {
            if (one != null) {
                names.add(one instanceof Map<?, ?> macro ? String.valueOf(macro.get("Name")) : one.toString());
            }
        }
        return names;
    }

    /** The resources that this piece of the template refers to. */
    Set<String> references(Object piece) {
        Set<String> found = new LinkedHashSet<>();
        walk(piece, (name, attribute) -> {
            if (section("Resources").containsKey(name)) {
                found.add(name);
            }
        });
        Object dependsOn = piece instanceof Map<?, ?> map ? map.get("DependsOn") : null;
        for (Object one : dependsOn instanceof List<?> several ? several : Arrays.asList(dependsOn)) {
            if (one != null) {
                found.add(one.toString());
            }
        }
        return found;
    }

    /** Calls back with each name referred to, and the attribute where it is one ({@code null} for a Ref). */
    static void walk(Object piece, BiConsumer<String, String> reference) {
        if (piece instanceof List<?> list) {
            list.forEach(inner -> walk(inner, reference));
        }
        if (!(piece instanceof Map<?, ?> map)) {
            return;
        }
        map.forEach((key, value) -> {
            if (key.equals("Ref") && value instanceof String name) {
                reference.accept(name, null);
            } else if (key.equals("Fn::GetAtt")) {
                List<?> parts = value instanceof List<?> list
                        ? list
                        : Arrays.asList(String.valueOf(value).split("\\.", 2));
                reference.accept(String.valueOf(parts.get(0)), parts.size() > 1 ? String.valueOf(parts.get(1)) : "");
            } else if (key.equals("Fn::Sub")) {
                walkSub(value, reference);
            } else {
                walk(value, reference);
            }
        });
    }

    private static void walkSub(Object value, BiConsumer<String, String> reference) {
        List<?> parts = value instanceof List<?> list ? list : Arrays.asList(value);
        Map<String, Object> own = parts.size() > 1 ? map(parts.get(1)) : Map.of();
        own.values().forEach(inner -> walk(inner, reference));
        Matcher name = IN_SUB.matcher(String.valueOf(parts.get(0)));
        while (name.find()) {
            String[] path = name.group(1).trim().split("\\.", 2);
            if (!own.containsKey(name.group(1).trim())) {
                reference.accept(path[0], path.length > 1 ? path[1] : null);
            }
        }
    }

    /** The logical ids so that each comes after those it refers to. */
    List<String> inOrder() {
        List<String> order = new ArrayList<>();
        Set<String> waiting = new LinkedHashSet<>(section("Resources").keySet());
        while (!waiting.isEmpty()) {
            List<String> ready = waiting.stream()
                    .filter(id -> references(resource(id)).stream()
                            .noneMatch(other -> waiting.contains(other) && !other.equals(id)))
                    .toList();
            if (ready.isEmpty()) {
                throw Refusal.invalid("Circular dependency between resources: [" + String.join(", ", waiting) + "]");
            }
            order.addAll(ready);
            ready.forEach(waiting::remove);
        }
        return order;
    }

    private void check() {
        if (section("Resources").isEmpty()) {
            throw Refusal.invalid("Template format error: At least one Resources member must be defined.");
        }
        if (transforms().stream().anyMatch(name -> !name.startsWith("AWS::Serverless"))) {
            // What a macro makes of it nobody knows but the macro.
            inOrder();
            return;
        }
        section("Resources").forEach((id, resource) -> {
            if (!(map(resource).get("Type") instanceof String)) {
                throw Refusal.invalid("Template format error: [/Resources/" + id
                        + "] Every Resources object must contain a Type member.");
            }
        });
        checkReferences("Resources");
        checkReferences("Outputs");
        inOrder();
    }

    private void checkReferences(String block) {
        Set<String> unresolved = new TreeSet<>();
        walk(section(block), (name, attribute) -> {
            boolean known = section("Resources").containsKey(name)
                    || section("Parameters").containsKey(name)
                    || name.startsWith(PSEUDO)
                    || madeByTransform(name);
            if (!known) {
                unresolved.add(name);
            }
        });
        if (!unresolved.isEmpty()) {
            throw Refusal.invalid("Template format error: Unresolved resource dependencies ["
                    + String.join(", ", unresolved) + "] in the " + block + " block of the template");
        }
    }

    private boolean madeByTransform(String name) {
        return !transforms().isEmpty()
                && section("Resources").keySet().stream()
                        .anyMatch(id -> name.startsWith(id) || name.startsWith("Serverless"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    static String json(Object tree, boolean pretty) {
        try {
            return pretty
                    ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree)
                    : JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object json(String text) {
        try {
            return plain(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw Refusal.invalid("Template format error: JSON not well-formed. (line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")");
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.fields().forEachRemaining(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(inner -> list.add(plain(inner)));
            return list;
        }
        return node.isNull() ? null : node.asText();
    }

    private static Object yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setCodePointLimit(LONGEST);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return root == null ? null : plain(root);
        } catch (MarkedYAMLException e) {
            Mark mark = Objects.requireNonNullElse(e.getProblemMark(), e.getContextMark());
            throw Refusal.invalid("Template format error: YAML not well-formed. (line " + (mark.getLine() + 1)
                    + ", column " + (mark.getColumn() + 1) + ")");
        }
    }

    private static Object plain(Node node) {
        String tag = node.getTag().getValue();
        Object value = untagged(node);
        if (!tag.startsWith("!") || tag.length() < 2) {
            return value;
        }
        String name = tag.substring(1);
        Map<String, Object> function = new LinkedHashMap<>();
        if (name.equals("GetAtt") && value instanceof String path) {
            function.put("Fn::GetAtt", new ArrayList<>(Arrays.asList(path.split("\\.", 2))));
        } else {
            function.put(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, value);
        }
        return function;
    }

    private static Object untagged(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                map.put(((ScalarNode) tuple.getKeyNode()).getValue(), plain(tuple.getValueNode()));
            }
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(inner -> list.add(plain(inner)));
            return list;
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.getTag().equals(org.yaml.snakeyaml.nodes.Tag.NULL) ? null : scalar.getValue();
    }
}

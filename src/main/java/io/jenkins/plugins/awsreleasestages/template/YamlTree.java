package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML as nodes, so that dates stay text ({@code 2010-09-09}), odd numbers too ({@code 0123}, {@code 80:80}), and
 * everything knows its place. {@code yes}, {@code no}, {@code on}, {@code off} are booleans, as in YAML 1.1, which
 * CloudFormation reads; anchors, aliases and merge keys are resolved as {@code aws cloudformation package} does.
 */
final class YamlTree {

    private static final int MOST_ALIASES = 1_000;

    /** What aliases may grow the file to, in nodes. */
    private static final int MOST_NODES = 400_000;

    private static final Pattern TWO_SHORT_FORMS = Pattern.compile("![A-Z][A-Za-z0-9]*\\s+![A-Z][A-Za-z0-9]*");

    /**
     * CloudFormation User Guide, "Intrinsic function reference", "Rule-specific intrinsic functions" and "Condition
     * functions"; those without a short form are here too, as people's tools write them.
     */
    private static final Set<String> FUNCTIONS = Set.of(
            "And",
            "Base64",
            "Cidr",
            "Contains",
            "EachMemberEquals",
            "EachMemberIn",
            "Equals",
            "FindInMap",
            "ForEach",
            "GetAtt",
            "GetAZs",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Not",
            "Or",
            "RefAll",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
            "ValueOf",
            "ValueOfAll");

    private final Tree tree;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    YamlTree(Tree tree) {
        this.tree = tree;
    }

    JsonNode read(String text) throws InvalidDocument {
        Node root = compose(text);
        return root == null ? Tree.NODES.nullNode() : value(root, "");
    }

    private Node compose(String text) throws InvalidDocument {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(Tree.LONGEST);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setNestingDepthLimit(Tree.DEEPEST);
        try {
            return new Yaml(new SafeConstructor(limits)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            int line = mark == null ? 1 : mark.getLine() + 1;
            int column = mark == null ? 1 : mark.getColumn() + 1;
            throw invalid(line, column, inWords(e, text, line));
        } catch (ReaderException e) {
            String head = text.substring(0, Math.min(e.getPosition(), text.length()));
            int line = 1 + (int) head.chars().filter(c -> c == '\n').count();
            int column = head.length() - head.lastIndexOf('\n');
            throw invalid(line, column, "not YAML: the character with code " + e.getCodePoint() + " is not allowed");
        } catch (YAMLException e) {
            throw invalid(1, 1, "not YAML: " + e.getMessage());
        }
    }

    private static String inWords(MarkedYAMLException e, String text, int line) {
        if ("but found another document".equals(e.getProblem())) {
            return "a second YAML document begins here; one file is one template";
        }
        boolean nested = text.lines()
                .skip(Math.max(0, line - 1))
                .findFirst()
                .filter(l -> TWO_SHORT_FORMS.matcher(l).find())
                .isPresent();
        return "not YAML: " + e.getProblem()
                + (nested
                        ? ". Two short forms cannot follow each other: write the outer one in full, such as"
                                + " 'Fn::Base64: !Sub …'"
                        : "");
    }

    private InvalidDocument invalid(int line, int column, String message) {
        return new InvalidDocument(new Problem(tree.file(), line, column, message));
    }

    private JsonNode value(Node node, String pointer) {
        place(node, pointer);
        if (++nodes > MOST_NODES) {
            if (nodes == MOST_NODES + 1) {
                problem(node, "its aliases make the file grow to more than " + MOST_NODES + " nodes");
            }
            return Tree.NODES.nullNode();
        }
        if (!open.add(node)) {
            problem(node, "an alias stands inside of what it stands for");
            return Tree.NODES.nullNode();
        }
        try {
            String tag = node.getTag().getValue();
            return tag.startsWith("!") && tag.length() > 1
                    ? function(node, tag.substring(1), pointer)
                    : plain(node, pointer);
        } finally {
            open.remove(node);
        }
    }

    private JsonNode function(Node node, String name, String pointer) {
        String longName = name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name;
        String below = Tree.pointer(pointer, longName);
        if (!longName.equals(name) && !FUNCTIONS.contains(name)) {
            problem(node, "!" + name + " is no function of CloudFormation");
        }
        ObjectNode function = Tree.NODES.objectNode();
        if (!(node instanceof ScalarNode scalar)) {
            return function.set(longName, collection(node, below));
        }
        String text = scalar.getValue();
        int dot = text.indexOf('.');
        if (!name.equals("GetAtt")) {
            return function.put(longName, text);
        }
        if (dot <= 0 || dot == text.length() - 1) {
            problem(node, "!GetAtt needs a resource and an attribute, such as !GetAtt Bucket.Arn");
        }
        ArrayNode parts = function.putArray(longName).add(dot < 0 ? text : text.substring(0, dot));
        if (dot >= 0) {
            parts.add(text.substring(dot + 1));
        }
        return function;
    }

    private JsonNode plain(Node node, String pointer) {
        return node instanceof ScalarNode scalar ? scalar(scalar) : collection(node, pointer);
    }

    private JsonNode collection(Node node, String pointer) {
        if (node instanceof SequenceNode list) {
            return array(list, pointer);
        }
        ObjectNode object = Tree.NODES.objectNode();
        fill(object, (MappingNode) node, pointer);
        return object;
    }

    private ArrayNode array(SequenceNode list, String pointer) {
        ArrayNode array = Tree.NODES.arrayNode();
        for (Node item : list.getValue()) {
            array.add(value(item, Tree.pointer(pointer, array.size())));
        }
        return array;
    }

    private void fill(ObjectNode object, MappingNode mapping, String pointer) {
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), "a key has to be a string");
            } else if (Tag.MERGE.equals(key.getTag())) {
                merged.add(tuple.getValueNode());
            } else if (object.has(key.getValue())) {
                problem(key, "'" + key.getValue() + "' is there twice");
            } else {
                String below = Tree.pointer(pointer, key.getValue());
                place(key, below);
                object.set(key.getValue(), value(tuple.getValueNode(), below));
            }
        }
        merged.forEach(node -> merge(object, node, pointer));
    }

    /** A key that is there wins over a merged one, an earlier merged one over a later. */
    private void merge(ObjectNode object, Node node, String pointer) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> merge(object, item, pointer));
        } else if (!(node instanceof MappingNode mapping)) {
            problem(node, "'<<' merges mappings only");
        } else if (value(mapping, pointer + "/<<") instanceof ObjectNode other) {
            other.properties().forEach(field -> {
                if (!object.has(field.getKey())) {
                    object.set(field.getKey(), field.getValue());
                }
            });
        }
    }

    private JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return Tree.NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return Tree.NODES.booleanNode(Set.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            JsonNode number = Tree.number(text);
            return number == null ? Tree.NODES.textNode(text) : number;
        }
        if (tag.equals(Tag.BINARY) || tag.equals(Tag.SET) || tag.equals(Tag.OMAP) || tag.equals(Tag.PAIRS)) {
            problem(scalar, "CloudFormation does not know the YAML type " + tag.getValue());
        }
        return Tree.NODES.textNode(text);
    }

    private void place(Node node, String pointer) {
        tree.place(
                pointer, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }

    private void problem(Node node, String message) {
        tree.problem(node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1, message);
    }
}

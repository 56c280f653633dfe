package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.Unreadable;
import io.jenkins.plugins.awsreleasestages.document.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML so that texts stay as they are written. Of what looks like a number only that is one which JSON writes the
 * same way and PyYAML, and so the AWS CLI, reads as one too: {@code 42}, {@code 1.10}. Dates, {@code 0123}, {@code 0x1F},
 * {@code 1_000}, {@code 12:30}, {@code .5}, {@code +1}, {@code 12345e67} are texts. {@code yes}, {@code no}, {@code on},
 * {@code off} are booleans, as in YAML 1.1, which CloudFormation reads; anchors, aliases and merge keys are resolved as
 * {@code aws cloudformation package} does.
 */
final class YamlTree {

    private static final Pattern TWO_SHORT_FORMS = Pattern.compile("![A-Z][A-Za-z0-9]*\\s+![A-Z][A-Za-z0-9]*");

    /** YAML 1.1 as PyYAML knows it: with an exponent only what has a point and a sign. */
    private static final Pattern NUMBER = Pattern.compile("[-0-9]+(\\.[0-9]+([eE][-+][0-9]+)?)?");

    private static final Set<Tag> NOT_IN_JSON = Set.of(Tag.BINARY, Tag.SET, Tag.OMAP, Tag.PAIRS);

    private final Tree tree;
    private final Budget budget;

    YamlTree(Tree tree, Budget budget) {
        this.tree = tree;
        this.budget = budget;
    }

    JsonNode read(String text) throws Unreadable {
        Node root = compose(text);
        if (root == null) {
            return Tree.NODES.nullNode();
        }
        tree.begins(place(root));
        return value(root, tree.place());
    }

    private Node compose(String text) throws Unreadable {
        try {
            return YamlNodes.compose(text, budget);
        } catch (Unreadable e) {
            throw new Unreadable(e.line(), e.column(), inWords(e, text));
        }
    }

    private static String inWords(Unreadable e, String text) {
        if (e.getMessage().endsWith("but found another document")) {
            return "a second YAML document begins here; one file is one template";
        }
        boolean nested = text.lines()
                .skip(Math.max(0, e.line() - 1))
                .findFirst()
                .filter(line -> TWO_SHORT_FORMS.matcher(line).find())
                .isPresent();
        return e.getMessage()
                + (nested
                        ? ". Two short forms cannot follow each other: write the outer one in full, such as"
                                + " 'Fn::Base64: !Sub …'"
                        : "");
    }

    private JsonNode value(Node node, Place at) {
        String tag = node.getTag().getValue();
        if (NOT_IN_JSON.contains(node.getTag())) {
            problem(node, "CloudFormation does not know the YAML type " + tag);
        }
        return tag.startsWith("!") && tag.length() > 1 ? function(node, tag.substring(1), at) : plain(node, at);
    }

    /**
     * The long form is the short one's by rule, not by a list: there are functions that are newer than this. CloudFormation
     * User Guide, "Intrinsic function reference".
     */
    private JsonNode function(Node node, String name, Place at) {
        boolean whole = name.equals("Ref") || name.equals("Condition") || name.startsWith("Fn::");
        String longName = whole ? name : "Fn::" + name;
        ObjectNode function = Tree.NODES.objectNode();
        if (!(node instanceof ScalarNode scalar)) {
            return function.set(longName, collection(node, at.with(longName, place(node))));
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

    private JsonNode plain(Node node, Place at) {
        return node instanceof ScalarNode scalar ? scalar(scalar) : collection(node, at);
    }

    private JsonNode collection(Node node, Place at) {
        if (node instanceof SequenceNode list) {
            return array(list, at);
        }
        ObjectNode object = Tree.NODES.objectNode();
        fill(object, (MappingNode) node, at);
        return object;
    }

    private ArrayNode array(SequenceNode list, Place at) {
        ArrayNode array = Tree.NODES.arrayNode();
        for (Node item : list.getValue()) {
            array.add(value(item, at.with(place(item))));
        }
        return array;
    }

    private void fill(ObjectNode object, MappingNode mapping, Place at) {
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), "a key has to be a string");
            } else if (Tag.MERGE.equals(key.getTag())) {
                merged.add(tuple.getValueNode());
            } else if (object.has(key.getValue())) {
                problem(key, "'" + key.getValue() + "' is there twice");
            } else {
                object.set(key.getValue(), value(tuple.getValueNode(), at.with(key.getValue(), place(key))));
            }
        }
        merged.forEach(node -> merge(object, node, at));
    }

    /** A key that is there wins over a merged one, an earlier merged one over a later. */
    private void merge(ObjectNode object, Node node, Place at) {
        Place merged = place(node);
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> merge(object, item, at));
        } else if (!(node instanceof MappingNode)) {
            problem(node, "'<<' merges mappings only");
        } else if (value(node, merged) instanceof ObjectNode other) {
            other.properties().forEach(field -> {
                if (!object.has(field.getKey())) {
                    object.set(field.getKey(), field.getValue());
                    at.with(field.getKey(), merged.below(field.getKey()));
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
            JsonNode number = NUMBER.matcher(text).matches() ? Tree.number(text) : null;
            return number == null ? Tree.NODES.textNode(text) : number;
        }
        return Tree.NODES.textNode(text);
    }

    private static Place place(Node node) {
        return new Place(node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }

    private void problem(Node node, String message) {
        tree.problem(place(node), message);
    }
}

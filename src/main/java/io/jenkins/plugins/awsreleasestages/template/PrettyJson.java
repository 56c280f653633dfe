package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** JSON that people can read and that is the same on every system: line feeds, one space a level. */
final class PrettyJson {

    private final StringBuilder out = new StringBuilder();

    String write(JsonNode node) {
        value(node, 0);
        return out.append('\n').toString();
    }

    private void value(JsonNode node, int level) {
        if (node.isObject() && !node.isEmpty()) {
            object(node, level + 1);
        } else if (node.isArray() && !node.isEmpty()) {
            array(node, level + 1);
        } else {
            out.append(Tree.compact(node));
        }
    }

    private void object(JsonNode node, int level) {
        out.append('{');
        Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            line(level);
            out.append(Tree.compact(Tree.NODES.textNode(field.getKey()))).append(": ");
            value(field.getValue(), level);
            out.append(fields.hasNext() ? "," : "");
        }
        line(level - 1);
        out.append('}');
    }

    private void array(JsonNode node, int level) {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
            line(level);
            value(node.get(i), level);
            out.append(i + 1 < node.size() ? "," : "");
        }
        line(level - 1);
        out.append(']');
    }

    private void line(int level) {
        out.append('\n').append(" ".repeat(level));
    }
}

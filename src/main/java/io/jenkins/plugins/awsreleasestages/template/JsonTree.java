package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads JSON token by token, because a tree made by a parser knows neither places nor what was there twice. */
final class JsonTree {

    private static final JsonFactory PARSERS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Tree.DEEPEST)
                    .build())
            .build();

    private final Tree tree;

    JsonTree(Tree tree) {
        this.tree = tree;
    }

    JsonNode read(String text) throws InvalidDocument {
        try (JsonParser parser = PARSERS.createParser(text)) {
            parser.nextToken();
            JsonNode root = value(parser, "");
            if (parser.nextToken() != null) {
                JsonLocation more = parser.currentTokenLocation();
                tree.problem(more.getLineNr(), more.getColumnNr(), "there is more after the end of the JSON");
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            int line = place == null ? 1 : place.getLineNr();
            int column = place == null ? 1 : place.getColumnNr();
            throw new InvalidDocument(new Problem(tree.file(), line, column, "not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode value(JsonParser parser, String pointer) throws IOException {
        place(parser, pointer);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> Tree.NODES.textNode(parser.getText());
            case VALUE_TRUE -> Tree.NODES.booleanNode(true);
            case VALUE_FALSE -> Tree.NODES.booleanNode(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            default -> Tree.NODES.nullNode();
        };
    }

    private JsonNode number(JsonParser parser) throws IOException {
        JsonNode number = Tree.number(parser.getText());
        if (number != null) {
            return number;
        }
        JsonLocation at = parser.currentTokenLocation();
        tree.problem(at.getLineNr(), at.getColumnNr(), "this number is too long; put it in quotes");
        return Tree.NODES.nullNode();
    }

    private ObjectNode object(JsonParser parser, String pointer) throws IOException {
        ObjectNode object = Tree.NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String below = Tree.pointer(pointer, key);
            JsonLocation at = parser.currentTokenLocation();
            if (object.has(key)) {
                tree.problem(at.getLineNr(), at.getColumnNr(), "'" + key + "' is there twice");
            }
            place(parser, below);
            parser.nextToken();
            object.set(key, value(parser, below));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String pointer) throws IOException {
        ArrayNode array = Tree.NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, Tree.pointer(pointer, array.size())));
        }
        return array;
    }

    /** The key's place where there is a key: that is what people look for. */
    private void place(JsonParser parser, String pointer) {
        JsonLocation at = parser.currentTokenLocation();
        tree.place(pointer, at.getLineNr(), at.getColumnNr());
    }
}

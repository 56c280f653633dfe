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
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;

/** Reads JSON token by token, because a tree made by a parser knows neither places nor what was there twice. */
final class JsonTree {

    /**
     * Names are not kept: what a file says would be in the machine's tables for good. Lengths are looked at here, where
     * the place is known.
     */
    private static final JsonFactory PARSERS = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Budget.DEEPEST)
                    .maxNameLength(Budget.LONGEST)
                    .maxNumberLength(Budget.LONGEST)
                    .build())
            .build();

    private final Tree tree;
    private final Budget budget;

    JsonTree(Tree tree, Budget budget) {
        this.tree = tree;
        this.budget = budget;
    }

    JsonNode read(String text) throws Unreadable {
        try (JsonParser parser = PARSERS.createParser(text)) {
            parser.nextToken();
            tree.begins(place(parser));
            JsonNode root = value(parser, tree.place());
            if (parser.nextToken() != null) {
                tree.problem(place(parser), "there is more after the end of the JSON");
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            int line = place == null ? 1 : place.getLineNr();
            int column = place == null ? 1 : place.getColumnNr();
            throw new Unreadable(line, column, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode value(JsonParser parser, Place at) throws IOException, Unreadable {
        within(at, budget.take(1, parser.currentToken().isScalarValue() ? parser.getTextLength() : 0));
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, at);
            case START_ARRAY -> array(parser, at);
            case VALUE_STRING -> Tree.NODES.textNode(parser.getText());
            case VALUE_TRUE -> Tree.NODES.booleanNode(true);
            case VALUE_FALSE -> Tree.NODES.booleanNode(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            default -> Tree.NODES.nullNode();
        };
    }

    private static void within(Place at, String tooMuch) throws Unreadable {
        if (tooMuch != null) {
            throw new Unreadable(at.line(), at.column(), tooMuch);
        }
    }

    private JsonNode number(JsonParser parser) throws IOException {
        JsonNode number = Tree.number(parser.getText());
        if (number != null) {
            return number;
        }
        tree.problem(place(parser), "this number is too long; put it in quotes");
        return Tree.NODES.nullNode();
    }

    private ObjectNode object(JsonParser parser, Place at) throws IOException, Unreadable {
        ObjectNode object = new ObjectNode(Tree.NODES, new LinkedHashMap<>(2));
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            // The key's place: that is what people look for.
            Place below = at.with(key, place(parser));
            within(below, budget.takeKey(key.length()));
            if (object.has(key)) {
                tree.problem(place(parser), "'" + key + "' is there twice");
            }
            parser.nextToken();
            object.set(key, value(parser, below));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, Place at) throws IOException, Unreadable {
        ArrayNode array = Tree.NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, at.with(place(parser))));
        }
        return array;
    }

    private static Place place(JsonParser parser) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(at.getLineNr(), at.getColumnNr());
    }
}

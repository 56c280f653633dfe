package io.jenkins.plugins.awsreleasestages.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads JSON token by token, because a tree made by a parser knows neither places nor what was there twice. */
final class JsonReader {

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

    private final String file;
    private final Problems problems;
    private final Budget budget;

    JsonReader(String file, Problems problems, Budget budget) {
        this.file = file;
        this.problems = problems;
        this.budget = budget;
    }

    Value read(String text) throws InvalidDocument {
        try (JsonParser parser = PARSERS.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new InvalidDocument(Problem.whole(file, "the file is empty"));
            }
            Value root = value(parser);
            if (parser.nextToken() != null) {
                problems.add(problem(parser.currentTokenLocation(), "there is more after the end of the JSON"));
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new InvalidDocument(problem(e.getLocation(), "not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Value value(JsonParser parser) throws IOException, InvalidDocument {
        JsonLocation place = parser.currentTokenLocation();
        refuse(place, budget.take(1, parser.currentToken().isScalarValue() ? parser.getTextLength() : 0));
        Value value =
                switch (parser.currentToken()) {
                    case START_OBJECT -> object(parser);
                    case START_ARRAY -> array(parser);
                    case VALUE_STRING -> new Value(Value.Kind.TEXT, parser.getText());
                    case VALUE_TRUE, VALUE_FALSE -> new Value(Value.Kind.BOOLEAN, parser.getText());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
                    default -> new Value(Value.Kind.NULL, "");
                };
        return value.at(file, place.getLineNr(), place.getColumnNr());
    }

    private Value number(JsonParser parser) throws IOException {
        if (!budget.allowsNumber(parser.getText())) {
            problems.add(problem(parser.currentTokenLocation(), "this number is too long; put it in quotes"));
        }
        return new Value(Value.Kind.NUMBER, parser.getText());
    }

    private Value object(JsonParser parser) throws IOException, InvalidDocument {
        Value object = new Value(Value.Kind.MAPPING, "");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonLocation place = parser.currentTokenLocation();
            refuse(place, budget.takeKey(key.length()));
            if (object.has(key)) {
                problems.add(problem(place, "'" + key + "' is there twice"));
            }
            parser.nextToken();
            object.put(key, value(parser)).keyAt(place.getLineNr(), place.getColumnNr());
        }
        return object;
    }

    private Value array(JsonParser parser) throws IOException, InvalidDocument {
        Value array = new Value(Value.Kind.LIST, "");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private void refuse(JsonLocation place, String tooMuch) throws InvalidDocument {
        if (tooMuch != null) {
            throw new InvalidDocument(problem(place, tooMuch));
        }
    }

    private Problem problem(JsonLocation place, String message) {
        return place == null
                ? new Problem(file, 1, 1, message)
                : new Problem(file, place.getLineNr(), place.getColumnNr(), message);
    }
}

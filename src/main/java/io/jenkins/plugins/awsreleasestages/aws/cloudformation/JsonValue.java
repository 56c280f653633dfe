package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON within a value that comes from outside: maps, lists, texts, and for all else what is written there. */
final class JsonValue {

    private static final int LONGEST = 1_000_000;
    private static final int DEEPEST = 50;

    // A member that is there twice would hide one of the two, so that is no JSON here.
    private static final JsonFactory PARSERS = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST)
                    .maxNumberLength(LONGEST)
                    .build())
            .build();

    private JsonValue() {}

    /** An object or an array. */
    record Read(Object value) {}

    /** A number, true, false or null, as it is written. */
    private record Word(String text) {}

    /** @return null where the text is no object or array of JSON, or too much of it */
    static Read read(String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        String stripped = text.strip();
        boolean looks = stripped.startsWith("{") && stripped.endsWith("}")
                || stripped.startsWith("[") && stripped.endsWith("]");
        if (!looks) {
            return null;
        }
        try (JsonParser parser = PARSERS.createParser(text)) {
            parser.nextToken();
            Object value = value(parser, Budget.ofJson());
            return parser.nextToken() == null ? new Read(value) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Object value(JsonParser parser, Budget budget) throws IOException {
        if (budget.take(1, 0) != null) {
            throw new IOException("too much of it");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser, budget));
            }
            return members;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(parser, budget));
            }
            return elements;
        }
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : new Word(parser.getText());
    }

    static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(member -> text(member.getKey()) + ":" + text(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonValue::text).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof Word word
                ? word.text()
                : "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * For each element of the first list the place of the same one in the second, in the same order; -1 for none.
     *
     * @param mostCells how large a table may be made for that
     */
    static int[] aligned(List<?> one, List<?> other, int mostCells) {
        int[] partners = new int[one.size()];
        Arrays.fill(partners, -1);
        int begin = 0;
        int most = Math.min(one.size(), other.size());
        while (begin < most && one.get(begin).equals(other.get(begin))) {
            partners[begin] = begin++;
        }
        int end = 0;
        while (end < most - begin && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
            end++;
            partners[one.size() - end] = other.size() - end;
        }
        alignMiddle(
                one.subList(begin, one.size() - end),
                other.subList(begin, other.size() - end),
                begin,
                partners,
                mostCells);
        return partners;
    }

    /** The longest common subsequence. */
    private static void alignMiddle(List<?> one, List<?> other, int begin, int[] partners, int mostCells) {
        if ((long) one.size() * other.size() > mostCells) {
            return;
        }
        int[] hashes = other.stream().mapToInt(Object::hashCode).toArray();
        int[][] longest = new int[one.size() + 1][other.size() + 1];
        boolean[][] same = new boolean[one.size()][other.size()];
        for (int i = one.size() - 1; i >= 0; i--) {
            int hash = one.get(i).hashCode();
            for (int j = other.size() - 1; j >= 0; j--) {
                same[i][j] = hash == hashes[j] && one.get(i).equals(other.get(j));
                longest[i][j] = same[i][j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int j = 0;
        for (int i = 0; i < one.size() && j < other.size(); ) {
            if (same[i][j]) {
                partners[begin + i++] = begin + j++;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
    }
}

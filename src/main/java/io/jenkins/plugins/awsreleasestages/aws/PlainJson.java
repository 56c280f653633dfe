package io.jenkins.plugins.awsreleasestages.aws;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * JSON that goes to AWS or comes from there, and is only passed on: maps, lists, texts, numbers and booleans. Messages
 * have nothing of it.
 */
public final class PlainJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PlainJson() {}

    /** @throws IllegalArgumentException for what is not plain */
    public static String of(Object plain) {
        try {
            return JSON.writeValueAsString(checked(plain));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON.", e);
        }
    }

    /** What is said as a text, or as plain data: a text is taken to be JSON already. */
    public static String text(Object said) {
        return said == null || said instanceof CharSequence ? Objects.toString(said, null) : of(said);
    }

    /** Of anything else Jackson would call the getters. A Jenkinsfile's texts may be GStrings. */
    private static Object checked(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), checked(member)));
            return members;
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(PlainJson::checked).toList();
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof CharSequence) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                "holds something that is no plain data: a " + value.getClass().getSimpleName() + ".");
    }

    /** @throws IllegalArgumentException says where it is not JSON */
    public static Object read(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new IllegalArgumentException("is not JSON" + place + ".", e);
        }
    }

    /** What is wrong with it; null where it is JSON. */
    public static String problem(String json) {
        try {
            read(json);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** What somebody answers who need not answer JSON: a text then; null where there is none. */
    public static Object readOrText(String answer) {
        try {
            return answer == null || answer.isEmpty() ? null : read(answer);
        } catch (IllegalArgumentException e) {
            return answer;
        }
    }
}

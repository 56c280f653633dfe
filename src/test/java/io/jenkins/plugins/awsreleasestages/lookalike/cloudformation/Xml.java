package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Answers of the query protocol. A map is written as elements in its order, a collection as {@code member} elements, an
 * {@link Instant} as AWS writes it; anything else as text.
 */
final class Xml {

    private Xml() {}

    /** Names and values by turns; a null value is left out. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return fields;
    }

    static String answer(String operation, Map<String, Object> result) {
        StringBuilder xml = new StringBuilder("<").append(operation).append("Response>");
        element(xml, operation + "Result", result);
        element(xml, "ResponseMetadata", fields("RequestId", UUID.randomUUID().toString()));
        return xml.append("</").append(operation).append("Response>").toString();
    }

    static String error(String code, String message) {
        StringBuilder xml = new StringBuilder("<ErrorResponse>");
        element(xml, "Error", fields("Type", "Sender", "Code", code, "Message", message));
        element(xml, "RequestId", UUID.randomUUID().toString());
        return xml.append("</ErrorResponse>").toString();
    }

    static void element(StringBuilder xml, String name, Object value) {
        xml.append('<').append(name).append('>');
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> element(xml, key.toString(), inner));
        } else if (value instanceof Collection<?> list) {
            list.forEach(inner -> element(xml, "member", inner));
        } else if (value instanceof Instant instant) {
            xml.append(DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.MILLIS)));
        } else {
            escape(xml, String.valueOf(value));
        }
        xml.append("</").append(name).append('>');
    }

    private static void escape(StringBuilder xml, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '\r' -> xml.append("&#xD;");
                default -> xml.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
            }
        }
    }
}

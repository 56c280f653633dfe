package io.jenkins.plugins.awsreleasestages.notice;

import io.jenkins.plugins.awsreleasestages.document.Value;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where notices go: all that a restart leaves of a receiver. Names of credentials, and no secrets.
 *
 * @param kind the symbol of the receiver
 * @param place the full name of the folder that has set it up; empty for the administrator
 * @param said the receiver's fields
 */
public record Destination(String kind, String place, Map<String, String> said) {

    public Destination {
        said = Map.copyOf(said);
    }

    Value plain() {
        Value fields = Value.mapping();
        new TreeMap<>(said).forEach((name, text) -> fields.put(name, Value.text(text)));
        Value plain = Value.mapping("kind", Value.text(kind));
        plain.put("place", Value.text(place));
        plain.put("said", fields);
        return plain;
    }

    static Destination of(Value plain) {
        Map<String, String> said = new TreeMap<>();
        plain.get("said").members().forEach((name, text) -> said.put(name, text.text()));
        return new Destination(plain.get("kind").text(), plain.get("place").text(), said);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.util.Secret;
import java.util.LinkedHashMap;
import java.util.Map;

/** A text that may hold a secret: on disk only what the controller's own key can read. */
public record SealedText(String sealed) {

    /** The mark in front keeps Secret from decrypting a value that only looks encrypted. */
    public static SealedText of(String text) {
        return new SealedText(Secret.fromString("=" + text).getEncryptedValue());
    }

    /** Values of a step or builder, for a field that Jenkins saves; a null stays one. */
    public static LinkedHashMap<String, String> sealed(Map<String, String> values) {
        LinkedHashMap<String, String> sealed = new LinkedHashMap<>();
        values.forEach((name, value) ->
                sealed.put(name, value == null ? null : of(value).sealed()));
        return sealed;
    }

    public static LinkedHashMap<String, String> opened(Map<String, String> sealed) {
        LinkedHashMap<String, String> values = new LinkedHashMap<>();
        sealed.forEach((name, value) -> values.put(name, value == null ? null : new SealedText(value).open()));
        return values;
    }

    /** Whether it was sealed on this controller. */
    public static boolean isSealed(String text) {
        return text.startsWith("{")
                && text.endsWith("}")
                && !Secret.toString(Secret.fromString(text)).equals(text);
    }

    public String open() {
        return Secret.toString(Secret.fromString(sealed)).substring(1);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How a secret may look in a log: those forms that the plugin Credentials Binding hides as well. */
final class PrintedForms {

    /** Hiding less would only spoil the log. */
    private static final int SHORTEST = 3;

    private static final Pattern QUOTES = Pattern.compile("'+");

    private PrintedForms() {}

    static Set<String> of(String secret) {
        String bash = secret.replace("'", "'\\''");
        Set<String> forms = new LinkedHashSet<>(List.of(secret, bash, "'" + bash + "'"));
        // Almquist's shell, which is sh on Debian and Alpine.
        forms.add(QUOTES.matcher(secret).replaceAll("'\"$0\"'"));
        // What is left where a shell, or cmd, takes the characters for its own quotes.
        forms.add(unquoted(secret, '\\'));
        forms.add(unquoted(secret, '^'));
        // Jenkins prints a dollar so where it expands variables.
        forms.add(secret.replace("$", "$$"));
        forms.addAll(base64(secret.getBytes(StandardCharsets.UTF_8)));
        forms.removeIf(form -> form.length() < SHORTEST);
        return forms;
    }

    private static String unquoted(String secret, char quote) {
        String mark = Pattern.quote(String.valueOf(quote));
        return secret.replaceAll(mark + "(" + mark + "?)", "$1");
    }

    /** In base64 three bytes are four characters: what stands before it decides which of three forms it has. */
    private static Set<String> base64(byte[] secret) {
        Set<String> forms = new LinkedHashSet<>();
        for (int before = 0; before < 3; before++) {
            byte[] bytes = new byte[before + secret.length];
            System.arraycopy(secret, 0, bytes, before, secret.length);
            // Only characters that are of the secret alone.
            int from = (before * 8 + 5) / 6;
            int to = bytes.length * 8 / 6;
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                forms.add(encoder.encodeToString(bytes).substring(Math.min(from, to), to));
            }
        }
        return forms;
    }
}

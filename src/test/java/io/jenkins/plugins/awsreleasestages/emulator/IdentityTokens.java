package io.jenkins.plugins.awsreleasestages.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Identity tokens as an OIDC provider issues them, signed by nobody: the emulator reads what they say. */
public final class IdentityTokens {

    private IdentityTokens() {}

    public static String token(String issuer, String audience, String subject, Instant end) {
        String claims = "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"" + subject + "\",\"exp\":"
                + end.getEpochSecond() + "}";
        // In the place of a signature, what a search for secrets finds.
        return encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims) + "." + SecretSearch.MARK;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

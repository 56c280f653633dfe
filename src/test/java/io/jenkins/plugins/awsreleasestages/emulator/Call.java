package io.jenkins.plugins.awsreleasestages.emulator;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call that went through the proxy. Headers are not kept, and of the body nothing that is secret.
 *
 * @param number counts the calls of this operation, from 1
 * @param status what was answered, 0 when nothing was
 * @param fault what the proxy did to it, empty when nothing
 */
public record Call(Instant at, String operation, int number, String path, String body, int status, String fault) {

    private static final Pattern SECRET = Pattern.compile(
            "(?i)((?:secret\\w*|session_?token|security-token|password|signature)\"?[=:]\\s*\"?)[^\"&\\s]+");
    private static final Pattern TOKEN =
            Pattern.compile("(?:idempotencyToken|ClientRequestToken|ClientToken)\"?[=:]\\s*\"?([^\"&\\s]+)");

    static String withoutSecrets(String text) {
        return SECRET.matcher(text).replaceAll("$1****");
    }

    /** The token that makes the call idempotent; null when there is none. */
    public String token() {
        Matcher token = TOKEN.matcher(body);
        return token.find() ? token.group(1) : null;
    }

    String line() {
        return String.join(
                "\t",
                at.toString(),
                operation,
                "#" + number,
                String.valueOf(status),
                fault.isEmpty() ? "-" : fault,
                token() == null ? "-" : token());
    }
}

package io.jenkins.plugins.awsreleasestages.aws.kms;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.util.Map;

/** Keys that the emulator makes; the plugin makes none. */
public final class NewKey {

    private NewKey() {}

    /** @return its ARN */
    public static String of(AwsSession session, Map<String, ?> request) {
        Map<?, ?> made = KmsKey.call(session, "that is new", "CreateKey", request);
        return ((Map<?, ?>) made.get("KeyMetadata")).get("Arn").toString();
    }

    public static String signing(AwsSession session, String spec) {
        return of(session, Map.of("KeySpec", spec, "KeyUsage", "SIGN_VERIFY"));
    }
}

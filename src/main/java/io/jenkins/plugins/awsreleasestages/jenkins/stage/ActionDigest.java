package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import jenkins.security.HMACConfidentialKey;

/**
 * By which a step with the same arguments is known again: SHA-256 with a key of the controller's, so that nobody who reads it
 * finds out a password among the arguments by trying.
 */
final class ActionDigest {

    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(ActionDigest.class, "arguments");

    private ActionDigest() {}

    static String of(ActionPlan plan) {
        return KEY.mac(kind(plan) + " " + PlainJson.of(opened(PlainData.of(plan))));
    }

    static String kind(ActionPlan plan) {
        return plan.getClass().getAnnotation(ActionPlan.Kind.class).value();
    }

    /** What is sealed is another text each time; and maps say the same in any order. */
    private static Object opened(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> opened = new TreeMap<>();
            map.forEach((name, one) -> opened.put((String) name, opened(one)));
            return opened;
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(ActionDigest::opened).toList();
        }
        return value instanceof String text && SealedText.isSealed(text) ? new SealedText(text).open() : value;
    }
}

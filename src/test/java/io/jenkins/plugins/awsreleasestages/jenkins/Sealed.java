package io.jenkins.plugins.awsreleasestages.jenkins;

import java.util.Map;
import java.util.Objects;

/** For comparing objects field by field: what is sealed looks different each time. */
public final class Sealed {

    /** The fields that hold what is sealed, in a step or in the builder around it. */
    public static final String FIELDS = "(.*\\.)?(env|parameters|parameterOverrides)";

    private Sealed() {}

    @SuppressWarnings("unchecked")
    public static boolean same(Object one, Object other) {
        if (one instanceof Map && other instanceof Map) {
            return SealedText.opened((Map<String, String>) one).equals(SealedText.opened((Map<String, String>) other));
        }
        return one instanceof String text && other instanceof String again
                ? new SealedText(text).open().equals(new SealedText(again).open())
                : Objects.equals(one, other);
    }
}

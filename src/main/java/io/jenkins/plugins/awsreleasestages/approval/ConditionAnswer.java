package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;

/**
 * What a condition says of a release now.
 *
 * @param why in words, for whoever reads the log or the page
 * @param opens when it is expected to be met; null where nobody knows, or where it is
 */
public record ConditionAnswer(Verdict verdict, String why, Instant opens) {

    /** Whether the release may go on. */
    public enum Verdict {
        /** It may, as far as this condition goes. */
        PASS,
        /** Not yet. */
        WAIT,
        /** It ends here. */
        FAIL
    }

    public static ConditionAnswer pass(String why) {
        return new ConditionAnswer(Verdict.PASS, why, null);
    }

    /** @param opens null where nobody knows */
    public static ConditionAnswer waiting(String why, Instant opens) {
        return new ConditionAnswer(Verdict.WAIT, why, opens);
    }

    public static ConditionAnswer fail(String why) {
        return new ConditionAnswer(Verdict.FAIL, why, null);
    }

    public boolean passes() {
        return verdict == Verdict.PASS;
    }
}

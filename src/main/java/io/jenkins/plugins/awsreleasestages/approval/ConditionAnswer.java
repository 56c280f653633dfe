package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a condition says of a release now.
 *
 * @param why in words, for whoever reads the log or the page; what is new of it is logged, so it names nothing that changes all
 *     the time
 * @param opens when it is expected to be met; null where nobody knows, or where it is
 * @param again before that it need not be asked again; null for the usual pace
 * @param kept what the condition wants to know at its next look; never shown
 */
public record ConditionAnswer(Verdict verdict, String why, Instant opens, Instant again, Map<String, String> kept) {

    public ConditionAnswer {
        kept = kept == null ? new LinkedHashMap<>() : new LinkedHashMap<>(kept);
    }

    /** Whether the release may go on. */
    public enum Verdict {
        /** It may, as far as this condition goes. */
        PASS,
        /** Not yet. */
        WAIT,
        /** It ends here. */
        FAIL,
        /** It cannot be said: people decide. */
        ASK
    }

    public static ConditionAnswer pass(String why) {
        return of(Verdict.PASS, why, null);
    }

    /** @param opens null where nobody knows */
    public static ConditionAnswer waiting(String why, Instant opens) {
        return of(Verdict.WAIT, why, opens);
    }

    public static ConditionAnswer fail(String why) {
        return of(Verdict.FAIL, why, null);
    }

    /** Those who are asked at the gate decide; where nobody is, those who may override. */
    public static ConditionAnswer ask(String why) {
        return of(Verdict.ASK, why, null);
    }

    private static ConditionAnswer of(Verdict verdict, String why, Instant opens) {
        return new ConditionAnswer(verdict, why, opens, null, Map.of());
    }

    /** The same, not to be asked again before that. */
    public ConditionAnswer again(Instant next) {
        return new ConditionAnswer(verdict, why, opens, next, kept);
    }

    /** The same, with what the condition wants to know at its next look. */
    public ConditionAnswer keeping(Map<String, String> known) {
        return new ConditionAnswer(verdict, why, opens, again, known);
    }

    /** What people see of it. */
    public ConditionAnswer shown() {
        return of(verdict, why, opens);
    }

    public boolean passes() {
        return verdict == Verdict.PASS;
    }

    public boolean asks() {
        return verdict == Verdict.ASK;
    }
}

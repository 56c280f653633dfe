package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Instant;

/**
 * An action in a stage: a step that has done something at AWS, or has asked people.
 *
 * @param id unique within the run
 * @param kind of the step: {@code cfnDeploy}
 * @param digest by which the same step with the same arguments is known again
 * @param subject what it was about, in words; empty while it goes on
 * @param outcome null while it goes on
 * @param ended null while it goes on
 * @param link where AWS shows it; null where that is not known
 */
public record ActionRecord(
        String id,
        String kind,
        String digest,
        String subject,
        Outcome outcome,
        Instant started,
        Instant ended,
        String link) {

    public enum Outcome {
        SUCCEEDED,
        FAILED,
        STOPPED,
        /** It had succeeded in the run that is tried again, and has returned what it had returned there. */
        TAKEN_OVER
    }

    public static ActionRecord begin(String id, String kind, String digest, Instant now) {
        return new ActionRecord(id, kind, digest, "", null, now, null, null);
    }

    public ActionRecord end(Outcome how, String about, String where, Instant now) {
        return new ActionRecord(id, kind, digest, about, how, started, now, where);
    }

    public boolean endedWell() {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.TAKEN_OVER;
    }
}

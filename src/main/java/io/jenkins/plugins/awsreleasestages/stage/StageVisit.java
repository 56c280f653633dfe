package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.document.OneLine;
import java.time.Instant;
import java.util.List;

/**
 * A release's visit to a stage, as the job remembers it after the run is gone. Texts from outside are cut.
 *
 * @param id unique; the stage's id in the record of the run
 * @param environment where the stage releases to; null where it does not say
 * @param run the number of the run
 * @param release by which older and newer are told, see {@link Entrant}
 * @param target the run that is tried again, rolled back to or promoted; 0 where there is none
 * @param arrived in front of the stage
 * @param entered null where it has not
 * @param ended null while it goes on
 * @param cause why it did not succeed; empty otherwise
 * @param approvedBy ids of users
 * @param returned what the block returned, as plain data; null where that is not kept
 */
public record StageVisit(
        String id,
        String stage,
        String environment,
        long run,
        long release,
        Entrant.Kind kind,
        long target,
        StageRecord.Status status,
        Instant arrived,
        Instant entered,
        Instant ended,
        String cause,
        List<Revision> revisions,
        List<String> approvedBy,
        Object returned) {

    /** So many revisions, and approvers, are remembered. */
    private static final int MOST = 50;

    static final int LONGEST_TEXT = 500;

    public StageVisit {
        cause = OneLine.of(cause == null ? "" : cause, LONGEST_TEXT);
        environment = OneLine.of(environment, LONGEST_TEXT);
        revisions =
                revisions == null ? List.of() : revisions.stream().limit(MOST).toList();
        approvedBy =
                approvedBy == null ? List.of() : approvedBy.stream().limit(MOST).toList();
    }

    StageVisit withoutReturned() {
        return as(status, ended, cause, null);
    }

    /** The same, of a run that goes on no more and has recorded no end: when that was nobody knows. */
    public StageVisit lost() {
        return as(
                StageRecord.Status.STOPPED,
                entered == null ? arrived : entered,
                "The run has ended without it.",
                returned);
    }

    private StageVisit as(StageRecord.Status how, Instant end, String why, Object kept) {
        return new StageVisit(
                id,
                stage,
                environment,
                run,
                release,
                kind,
                target,
                how,
                arrived,
                entered,
                end,
                why,
                revisions,
                approvedBy,
                kept);
    }

    boolean succeeded() {
        return status == StageRecord.Status.SUCCEEDED;
    }

    /** Whether it is one of those by which older and newer are told. */
    boolean hasEntered() {
        return entered != null && kind != Entrant.Kind.ROLLBACK;
    }

    /**
     * What is released.
     *
     * @param source where it comes from, in words
     * @param id in full
     * @param summary the commit's subject; null where it is not known
     * @param author null where it is not known
     * @param at when it was committed, pushed or stored; null where it is not known
     */
    public record Revision(String source, String id, String summary, String author, Instant at) {

        public Revision {
            source = OneLine.of(source, LONGEST_TEXT);
            id = OneLine.of(id, LONGEST_TEXT);
            summary = OneLine.of(summary, LONGEST_TEXT);
            author = OneLine.of(author, LONGEST_TEXT);
        }
    }
}

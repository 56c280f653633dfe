package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Instant;
import java.util.List;

/**
 * A release's visit to a stage, as the job remembers it after the run is gone. Each text from outside is short already.
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

    /**
     * What is released.
     *
     * @param source where it comes from, in words
     * @param id in full
     * @param summary the commit's subject; null where it is not known
     * @param author null where it is not known
     * @param at when it was committed, pushed or stored; null where it is not known
     */
    public record Revision(String source, String id, String summary, String author, Instant at) {}
}

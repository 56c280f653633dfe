package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A question that people answer before a release goes on.
 *
 * @param id unique within the run
 * @param message what they are asked
 * @param approvers users and groups as {@link Approver} reads them; empty: whoever may build the job
 * @param asked when it was asked
 * @param deadline when nobody can answer any more
 */
public record Gate(String id, String message, List<String> approvers, Instant asked, Instant deadline) {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    public Gate {
        approvers = List.copyOf(approvers);
    }

    /** The question, who may answer it and until when: for a log or a terminal, line by line. */
    public List<String> question() {
        List<String> lines = new ArrayList<>(message.lines().toList());
        lines.add((approvers.isEmpty() ? "Everybody who may build this job" : approverNames()) + " may decide, until "
                + SECONDS.format(deadline) + ".");
        return lines;
    }

    /** In words: {@code user alice, group managers}. */
    public String approverNames() {
        return approvers.stream().map(Approver::parse).map(Approver::toString).collect(Collectors.joining(", "));
    }

    /** Whether it is too late to answer; the deadline itself is. */
    public boolean isOver(Instant now) {
        return !now.isBefore(deadline);
    }

    /** What an answer comes to, were it the first: after the deadline it is none. */
    public Decision outcome(Decision answer) {
        return isOver(answer.at()) ? Decision.expired(answer.at()) : answer;
    }

    /**
     * Whether somebody may answer.
     *
     * @param isNamed whether the person is, or is in the group that is, the approver
     * @param mayBuild whether the person may build the job
     * @return why not; empty when the person may
     */
    public Optional<String> refusal(Predicate<Approver> isNamed, boolean mayBuild) {
        if (approvers.isEmpty()) {
            return mayBuild ? Optional.empty() : Optional.of("Only who may build this job may decide.");
        }
        return approvers.stream().map(Approver::parse).anyMatch(isNamed)
                ? Optional.empty()
                : Optional.of("Only these may decide: " + approverNames() + ".");
    }
}

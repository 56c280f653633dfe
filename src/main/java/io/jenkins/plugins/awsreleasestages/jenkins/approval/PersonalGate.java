package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A gate as one person finds it. */
public record PersonalGate(ApprovalAction approvals, GateRecord gate, JenkinsPerson person) {

    /**
     * What came of a vote.
     *
     * @param counts false where it came too late; {@code status} says what was decided
     */
    record Answer(GateStatus status, boolean counts) {

        /** In a sentence. */
        String text() {
            String decided = status.decision() == null ? "" : status.decision().answer() + ".";
            if (!counts) {
                return "This came too late and does not count. " + decided;
            }
            return decided.isEmpty() ? "Approved. Still needed: " + GateFacts.missing(status) + "." : decided;
        }
    }

    Run<?, ?> run() {
        return approvals.getRun();
    }

    /** @throws IOException nothing was decided, because it could not be saved */
    Answer answer(Vote vote) throws VoteRefused, IOException {
        GateStatus now = approvals.vote(gate, vote, person);
        return new Answer(now, now.counts(vote, person));
    }

    Optional<String> refusal(Vote.Kind kind) {
        return GateFacts.refusal(gate.status(), approvals.isOpen(gate), kind, person);
    }

    boolean isDecidable() {
        return Arrays.stream(Vote.Kind.values()).anyMatch(kind -> refusal(kind).isEmpty());
    }

    /** Whether the person is one of those who are asked, and has not answered yet. */
    boolean waitsForPerson() {
        return refusal(Vote.Kind.APPROVE).isEmpty();
    }

    // Read by the list.

    /** Finds the gate again. */
    public String getKey() {
        return gate.getId() + "@" + run().getExternalizableId();
    }

    public String getPage() {
        return run().getUrl() + ApprovalAction.URL + "/#gate-" + gate.getId();
    }

    public String getRunName() {
        return run().getFullDisplayName();
    }

    public boolean isAsking() {
        return !gate.gate().inputs().isEmpty();
    }

    public boolean isApproved() {
        return gate.status().approval(person.id()).isPresent();
    }

    public String getMissing() {
        return GateFacts.missing(gate.status());
    }

    /** What the person may say, in words. */
    public String getMay() {
        return Arrays.stream(Vote.Kind.values())
                .filter(kind -> refusal(kind).isEmpty())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Whether all words are in the name of the run or in the question. */
    boolean matches(String filter) {
        return hasWords(
                run().getParent().getFullName() + " " + getRunName() + " "
                        + gate.gate().message(),
                filter);
    }

    static boolean hasWords(String text, String filter) {
        String small = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(filter.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .allMatch(small::contains);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A gate and its decision as they stand in the run's {@code build.xml}: plain fields, times as text. */
public final class GateRecord implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String message;
    private final ArrayList<String> approvers;
    private final String asked;
    private final String deadline;

    /** What the question is about, line by line; null in records of earlier versions. */
    private final ArrayList<String> details;

    private String decision;
    private String by;
    private String reason;
    private String at;

    /** The decision once it is on disk; what the four fields above say may still be on its way there. */
    private transient volatile Decision saved;

    /** Brings the run to disk. */
    interface Disk {
        void save() throws IOException;
    }

    GateRecord(Gate gate, List<String> details) {
        this.details = new ArrayList<>(details);
        id = gate.id();
        message = gate.message();
        approvers = new ArrayList<>(gate.approvers());
        asked = gate.asked().toString();
        deadline = gate.deadline().toString();
    }

    /**
     * Decides, once: the first answer counts, none does after the deadline, and none that is not on disk.
     *
     * @return what is decided, by this answer or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    synchronized Decision decide(Decision answer, Disk disk) throws IOException {
        if (saved != null) {
            return saved;
        }
        Decision taken = gate().outcome(answer);
        write(taken);
        try {
            disk.save();
        } catch (IOException | RuntimeException | Error e) {
            write(null);
            saveAgain(disk, e);
            throw e;
        }
        saved = taken;
        return taken;
    }

    private void write(Decision taken) {
        by = taken == null ? null : taken.by();
        reason = taken == null ? null : taken.reason();
        at = taken == null ? null : taken.at().toString();
        decision = taken == null ? null : taken.kind().name();
    }

    /** The decision may be on disk all the same, by whoever saved the run meanwhile; it must not come back with a restart. */
    private static void saveAgain(Disk disk, Throwable problem) {
        try {
            disk.save();
        } catch (IOException | RuntimeException again) {
            problem.addSuppressed(again);
        }
    }

    /** What was read from disk is on disk. */
    private Object readResolve() {
        saved = decision == null ? null : new Decision(Kind.valueOf(decision), by, reason, Instant.parse(at));
        return this;
    }

    /** Does not wait for a decision that is being saved: there is none yet. */
    public Optional<Decision> decision() {
        return Optional.ofNullable(saved);
    }

    Gate gate() {
        return new Gate(id, message, approvers, Instant.parse(asked), Instant.parse(deadline));
    }

    // Read by the page.

    /** What the question is about, as lines. */
    public String getDetails() {
        return details == null ? "" : String.join("\n", details);
    }

    public String getId() {
        return id;
    }

    /** The first line of the message. */
    public String getTitle() {
        return message.lines().findFirst().orElse("");
    }

    /** The other lines of the message, such as the text of a change set: columns count in it. */
    public String getText() {
        return message.lines().skip(1).collect(Collectors.joining("\n"));
    }

    public List<String> getApprovers() {
        return List.copyOf(approvers);
    }

    public String getAsked() {
        return asked;
    }

    public String getDeadline() {
        return deadline;
    }

    public String getApproverNames() {
        return gate().approverNames();
    }

    public Date getAskedDate() {
        return Date.from(Instant.parse(asked));
    }

    public Date getDeadlineDate() {
        return Date.from(Instant.parse(deadline));
    }

    /** In words. */
    public String getTimeLeft() {
        return inWords(Instant.now(), Instant.parse(deadline));
    }

    /** How long the decision took, or how long people have been waited for; in words. */
    public String getWaited() {
        return inWords(Instant.parse(asked), decision().map(Decision::at).orElseGet(Instant::now));
    }

    /** Whether it is too late to decide. */
    public boolean isOver() {
        return gate().isOver(Instant.now());
    }

    public boolean isWaiting() {
        return decision().isEmpty();
    }

    public String getSentence() {
        return decision().map(Decision::sentence).orElse("");
    }

    /** What was decided and by whom. */
    public String getAnswer() {
        return decision().map(Decision::answer).orElse("");
    }

    public String getReason() {
        return decision().map(Decision::reason).orElse("");
    }

    public String getAt() {
        return decision().map(taken -> taken.at().toString()).orElse("");
    }

    public Date getAtDate() {
        return decision().map(taken -> Date.from(taken.at())).orElse(null);
    }

    /** The name of the design library's symbol for how things are. */
    public String getSymbol() {
        return decision()
                .map(taken -> switch (taken.kind()) {
                    case APPROVED -> "symbol-status-blue";
                    case REJECTED -> "symbol-status-red";
                    case ABORTED, EXPIRED -> "symbol-status-aborted";
                })
                .orElse("symbol-status-nobuilt");
    }

    private static String inWords(Instant from, Instant to) {
        return Util.getTimeSpanString(Math.max(0, Duration.between(from, to).toMillis()));
    }
}

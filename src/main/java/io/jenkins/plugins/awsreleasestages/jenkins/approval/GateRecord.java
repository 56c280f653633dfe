package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A gate and what was said there, as they stand in the run's {@code build.xml}: plain data, read tolerantly. */
@ExportedBean(defaultVisibility = 2)
public final class GateRecord implements Serializable {

    private static final long serialVersionUID = 1L;

    // What version 1.0 has written; null since.
    private String id;
    private String message;
    private ArrayList<String> approvers;
    private String asked;
    private String deadline;
    private String decision;
    private String by;
    private String reason;
    private String at;

    /** What the question is about, line by line; null in records of earlier versions. */
    private final ArrayList<String> details;

    /** The status as plain data; may still be on its way to the disk. Replaced as a whole, for whoever saves the run. */
    private volatile Map<String, Object> status;

    /** What is on disk. */
    private transient volatile GateStatus saved;

    /** Brings the run to disk. */
    interface Disk {
        void save() throws IOException;
    }

    /** Makes one status of another. */
    interface Change {
        GateStatus apply(GateStatus status) throws VoteRefused;
    }

    GateRecord(Gate gate, List<String> details) {
        this.details = new ArrayList<>(details);
        saved = GateStatus.asked(gate);
        status = PlainData.ofRecord(saved);
    }

    /**
     * Changes the status. What is not on disk has not happened.
     *
     * @return what it is now
     * @throws IOException nothing was changed, because it could not be saved
     * @throws VoteRefused nothing was changed
     */
    synchronized GateStatus change(Change change, Disk disk) throws IOException, VoteRefused {
        GateStatus next = change.apply(saved);
        if (next.equals(saved)) {
            return saved;
        }
        Map<String, Object> before = status;
        status = PlainData.ofRecord(next);
        try {
            disk.save();
        } catch (IOException | RuntimeException | Error e) {
            status = before;
            saveAgain(disk, e);
            throw e;
        }
        saved = next;
        return next;
    }

    /** The change may be on disk all the same, by whoever saved the run meanwhile; it must not come back with a restart. */
    private static void saveAgain(Disk disk, Throwable problem) {
        try {
            disk.save();
        } catch (IOException | RuntimeException again) {
            problem.addSuppressed(again);
        }
    }

    /** What was read from disk is on disk. */
    private Object readResolve() {
        saved = status == null ? ofFirstVersion() : PlainData.read(GateStatus.class, status);
        return this;
    }

    private GateStatus ofFirstVersion() {
        Gate gate = new Gate(id, message, GateTerms.of(approvers, 1), Instant.parse(asked), Instant.parse(deadline));
        Decision taken = decision == null ? null : new Decision(Kind.valueOf(decision), by, reason, Instant.parse(at));
        return new GateStatus(gate, List.of(), Map.of(), taken);
    }

    /** Does not wait for a decision that is being saved: there is none yet. */
    public Optional<Decision> decision() {
        return Optional.ofNullable(saved.decision());
    }

    public GateStatus status() {
        return saved;
    }

    public Gate gate() {
        return saved.gate();
    }

    // Read by the page.

    /** What the question is about, as lines. */
    public String getDetails() {
        return details == null ? "" : String.join("\n", details);
    }

    @Exported
    public String getId() {
        return gate().id();
    }

    /** The first line of the message. */
    @Exported
    public String getTitle() {
        return gate().message().lines().findFirst().orElse("");
    }

    /** The other lines of the message, such as the text of a change set: columns count in it. */
    public String getText() {
        return gate().message().lines().skip(1).collect(Collectors.joining("\n"));
    }

    @Exported
    public String getAsked() {
        return gate().asked().toString();
    }

    @Exported
    public String getDeadline() {
        return gate().deadline().toString();
    }

    public List<ApprovalRule> getRules() {
        return gate().terms().rules();
    }

    public String getApproverNames() {
        return gate().approverNames();
    }

    public Date getAskedDate() {
        return Date.from(gate().asked());
    }

    public Date getDeadlineDate() {
        return Date.from(gate().deadline());
    }

    /** In words. */
    public String getTimeLeft() {
        return inWords(Instant.now(), gate().deadline());
    }

    /** How long the decision took, or how long people have been waited for; in words. */
    public String getWaited() {
        return inWords(gate().asked(), decision().map(Decision::at).orElseGet(Instant::now));
    }

    /** Whether it is too late to decide. */
    public boolean isOver() {
        return gate().isOver(Instant.now());
    }

    @Exported
    public boolean isWaiting() {
        return decision().isEmpty();
    }

    public boolean isOverridden() {
        return decision().filter(taken -> taken.kind() == Kind.OVERRIDDEN).isPresent();
    }

    public String getSentence() {
        return decision().map(Decision::sentence).orElse("");
    }

    /** What was decided and by whom. */
    @Exported
    public String getAnswer() {
        return decision().map(Decision::answer).orElse("");
    }

    @Exported
    public String getReason() {
        return decision().map(Decision::reason).orElse("");
    }

    @Exported
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
                    case APPROVED, PASSED -> "symbol-status-blue";
                    case OVERRIDDEN -> "symbol-status-yellow";
                    case REJECTED, FAILED -> "symbol-status-red";
                    case ABORTED, EXPIRED, WITHDRAWN -> "symbol-status-aborted";
                })
                .orElse("symbol-status-nobuilt");
    }

    private static String inWords(Instant from, Instant to) {
        return Util.getTimeSpanString(Math.max(0, Duration.between(from, to).toMillis()));
    }
}

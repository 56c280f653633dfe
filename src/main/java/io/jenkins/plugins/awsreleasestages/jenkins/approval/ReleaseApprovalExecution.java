package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.console.HyperlinkNote;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Waits for a decision. Nothing is held but an entry on the run; the decision is written there before the Pipeline goes
 * on, so that a controller that dies in between does not ask again.
 */
public class ReleaseApprovalExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ReleaseApprovalExecution.class.getName());

    private final Gate gate;
    private transient boolean settled;

    ReleaseApprovalExecution(StepContext context, String message, List<String> approvers, Duration limit) {
        super(context);
        Instant now = Instant.now();
        gate = new Gate(UUID.randomUUID().toString(), message, approvers, now, now.plus(limit));
    }

    public Gate gate() {
        return gate;
    }

    /** The gate's question and who may answer it, for a terminal. */
    public String question() {
        return gate.question();
    }

    @Override
    public boolean start() throws Exception {
        // Asked once the gate's id is saved: after a crash another gate would be opened, and nobody could close this
        // one.
        getContext()
                .saveState()
                .addListener(this::goOn, task -> ActionThreads.get().after(Duration.ZERO, task));
        return false;
    }

    private synchronized void open() throws IOException, InterruptedException {
        if (ApprovalAction.of(run()).open(gate)) {
            log(question());
            log(HyperlinkNote.encodeTo("/" + run().getUrl() + ApprovalAction.URL, "Approve or reject"));
        }
    }

    @Override
    public void onResume() {
        ActionThreads.get().after(Duration.ZERO, this::goOn);
    }

    /** After a restart, a decision that was written down but did not reach the Pipeline counts. */
    private void goOn() {
        try {
            ApprovalAction action = ApprovalAction.of(run());
            Optional<Decision> decided = action.decision(gate.id());
            if (decided.isPresent()) {
                settle(decided.get(), null);
                return;
            }
            open();
            watchDeadline();
        } catch (Exception e) {
            getContext().onFailure(e);
        }
    }

    @Override
    public void stop(Throwable cause) {
        String why = cause instanceof FlowInterruptedException interrupted
                        && !interrupted.getCauses().isEmpty()
                ? interrupted.getCauses().get(0).getShortDescription()
                : String.valueOf(cause.getMessage());
        decide(new Decision(Kind.ABORTED, why, "", Instant.now()), cause);
    }

    /**
     * Takes a decision. Who may take it was checked by the caller.
     *
     * @return false when the gate was decided already
     */
    public boolean decide(boolean approve, String who, String reason) {
        return decide(Decision.of(approve, who, reason, Instant.now()), null);
    }

    private boolean decide(Decision decision, Throwable cause) {
        try {
            open();
            if (!ApprovalAction.of(run()).decide(gate.id(), decision)) {
                return false;
            }
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.WARNING, "The decision on gate " + gate.id() + " could not be written down", e);
            if (cause == null) {
                throw new IllegalStateException("The decision could not be written down; nothing was decided.", e);
            }
        }
        settle(decision, cause);
        return true;
    }

    private synchronized void settle(Decision decision, Throwable cause) {
        if (settled) {
            return;
        }
        settled = true;
        log(decision.sentence());
        switch (decision.kind()) {
            case APPROVED -> getContext().onSuccess(plain(decision));
            // Somebody wanted the release to end here: retry must not ask again.
            case REJECTED ->
                getContext()
                        .onFailure(new FlowInterruptedException(Result.ABORTED, true, new Ended(decision.sentence())));
            default ->
                getContext()
                        .onFailure(
                                cause != null
                                        ? cause
                                        : new FlowInterruptedException(
                                                Result.ABORTED, false, new Ended(decision.sentence())));
        }
    }

    private static Map<String, Object> plain(Decision decision) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("approved", true);
        plain.put("by", decision.by());
        plain.put("reason", decision.reason());
        plain.put("at", decision.at().toString());
        return plain;
    }

    private void watchDeadline() {
        Duration left = Duration.between(Instant.now(), gate.deadline());
        ActionThreads.get().after(left, () -> {
            if (!settled) {
                decide(new Decision(Kind.EXPIRED, "nobody decided in time", "", Instant.now()), null);
            }
        });
    }

    private Run<?, ?> run() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    private void log(String text) {
        try {
            TaskListener listener = getContext().get(TaskListener.class);
            text.lines().forEach(listener.getLogger()::println);
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "No log for the gate", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String getStatus() {
        return "waiting for approval";
    }

    /** Why the release ended at the gate. */
    public static final class Ended extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        public Ended(String sentence) {
            this.sentence = sentence;
        }

        @Override
        public String getShortDescription() {
            return sentence;
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler.Scheduled;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static final Duration SAVE_AGAIN = Duration.ofSeconds(10);

    private final Gate gate;
    private transient boolean settled;
    private transient boolean saidUnsaved;
    private transient Scheduled alarm;

    ReleaseApprovalExecution(StepContext context, String message, List<String> approvers, Duration limit) {
        super(context);
        Instant now = Instant.now();
        gate = new Gate(UUID.randomUUID().toString(), message, approvers, now, now.plus(limit));
    }

    public Gate gate() {
        return gate;
    }

    @Override
    public boolean start() {
        // Asked once the gate's id is saved: after a crash another gate would be opened, and nobody could close this
        // one.
        askWhenSaved();
        return false;
    }

    /** Saved by the Pipeline's own thread, so that a time limit around the gate which has run out meanwhile ends it first. */
    @Override
    public void onResume() {
        askWhenSaved();
    }

    private void askWhenSaved() {
        getContext()
                .saveState()
                .addListener(this::ask, task -> ActionThreads.get().after(Duration.ZERO, task));
    }

    /** After a restart, a decision that was written down but did not reach the Pipeline counts. */
    private void ask() {
        try {
            ApprovalAction approvals = approvals();
            synchronized (this) {
                if (settled) {
                    return;
                }
                open(approvals);
                Optional<Decision> decided = approvals.decision(gate.id());
                if (decided.isPresent()) {
                    settle(decided.get(), null);
                    return;
                }
                approvals.await(gate.id(), taken -> settle(taken, null));
            }
            watchDeadline();
        } catch (IOException | UncheckedIOException e) {
            askLater(e);
        } catch (Exception e) {
            fail(e);
        }
    }

    private synchronized void open(ApprovalAction approvals) throws IOException, InterruptedException {
        if (approvals.open(gate, false, List.of())) {
            GateLines.of(gate, run()).forEach(this::log);
        }
    }

    /** A gate that is not on disk is not there; a full disk may have room again. */
    private synchronized void askLater(Exception problem) {
        if (gate.isOver(Instant.now())) {
            fail(problem);
            return;
        }
        if (!saidUnsaved) {
            log("The gate cannot be saved yet, so nobody is asked: " + problem.getMessage());
        }
        saidUnsaved = true;
        alarm = ActionThreads.get().after(SAVE_AGAIN, this::ask);
    }

    private synchronized void fail(Exception problem) {
        if (!settled) {
            settled = true;
            getContext().onFailure(problem);
        }
    }

    /** Ends the step in any case, also when the gate was passed in the same moment or the end cannot be written down. */
    @Override
    public void stop(Throwable cause) {
        String why = cause instanceof FlowInterruptedException interrupted
                        && !interrupted.getCauses().isEmpty()
                ? interrupted.getCauses().get(0).getShortDescription()
                : String.valueOf(cause.getMessage());
        close(Decision.aborted(why, Instant.now()), cause);
    }

    private synchronized void close(Decision end, Throwable cause) {
        if (settled) {
            return;
        }
        Decision taken = end;
        try {
            ApprovalAction approvals = approvals();
            open(approvals);
            approvals.forget(gate.id());
            taken = approvals.decide(gate.id(), end);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The end of gate " + gate.id() + " could not be written down", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        settle(taken, cause);
    }

    /**
     * Takes a decision. Who may take it was checked by the caller.
     *
     * @return what is decided, by this answer or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    public Decision decide(boolean approve, String who, String reason) throws IOException, InterruptedException {
        ApprovalAction approvals = approvals();
        // Whoever is told of the gate by the step may be quicker than the step.
        open(approvals);
        return approvals.decide(gate.id(), Decision.of(approve, who, reason, Instant.now()));
    }

    /** @param cause what stopped the step, and then ends it whatever was decided; null when nothing has */
    private synchronized void settle(Decision decision, Throwable cause) {
        if (settled) {
            return;
        }
        settled = true;
        if (alarm != null) {
            // It would keep the run in memory until the deadline.
            alarm.cancel();
        }
        log(decision.sentence());
        if (cause != null) {
            getContext().onFailure(cause);
        } else if (decision.kind() == Kind.APPROVED) {
            getContext().onSuccess(plain(decision));
        } else {
            // Where somebody wanted the release to end here, retry must not ask again.
            boolean wanted = decision.kind() == Kind.REJECTED;
            getContext()
                    .onFailure(new FlowInterruptedException(Result.ABORTED, wanted, new Ended(decision.sentence())));
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

    /** By the clock: a timer may be early, or late after this machine has slept. */
    private synchronized void watchDeadline() {
        Instant now = Instant.now();
        if (gate.isOver(now)) {
            close(Decision.expired(now), null);
        } else if (!settled) {
            Duration left = Duration.between(now, gate.deadline()).plusMillis(1);
            alarm = ActionThreads.get().after(left, this::watchDeadline);
        }
    }

    private ApprovalAction approvals() throws IOException, InterruptedException {
        return ApprovalAction.of(run());
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

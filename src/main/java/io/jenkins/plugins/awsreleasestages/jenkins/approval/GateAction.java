package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * Waits at a gate. The gate is an entry on the run; the decision is written there before the step learns of it, and looked
 * for there, so that neither a restart nor a crash loses it or asks again. While people are waited for, nothing is held.
 */
public final class GateAction implements Action<GateAction.State, GateAction.Answer> {

    private static final Logger LOGGER = Logger.getLogger(GateAction.class.getName());

    /**
     * What a look at the gate brings.
     *
     * @param decision null while there is none
     * @param question as the log says it
     */
    public record Answer(Decision decision, List<String> question) {}

    private final ActionContext context;

    /** How the wait was ended where that could not be written down; else null. */
    private volatile Decision unwritten;

    /** The look that waits for people; null before the first. */
    private volatile CompletableFuture<Answer> waiting;

    public GateAction(ActionContext context) {
        this.context = context;
    }

    /**
     * Decides for somebody whose right to do so was checked.
     *
     * @return what is decided, by this answer or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    public static Decision decide(Run<?, ?> run, Gate gate, boolean approve, String who, String reason)
            throws IOException {
        Kind kind = approve ? Kind.APPROVED : Kind.REJECTED;
        return ApprovalAction.of(run).end(gate.id(), new Decision(kind, who, reason.strip(), Instant.now()));
    }

    /** What a step fails with whose gate was not passed. */
    public static Exception failure(State gate, String message) {
        if (gate == null || gate.decision() == null) {
            return new AbortException(message);
        }
        // Where somebody wanted the release to end here, retry must not ask again.
        boolean wanted = gate.decision().kind() == Kind.REJECTED;
        return new FlowInterruptedException(Result.ABORTED, wanted, new Ended(message));
    }

    @Override
    public String title() {
        return "The approval";
    }

    @Override
    public Optional<State> find(State state) {
        return ApprovalAction.of(run()).isKnown(state.gate().id()) ? Optional.of(state) : Optional.empty();
    }

    /** A gate that is not on disk is not there. */
    @Override
    public State start(State state) {
        try {
            ApprovalAction.of(run()).open(state.gate(), state.details());
            return state;
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The gate cannot be saved yet, so nobody is asked: " + e.getMessage() + ".",
                    e);
        }
    }

    private Run<?, ?> run() {
        return context.get(Run.class);
    }

    /** The question is answered at once, and what is decided when it is, or when it is too late. */
    @Override
    public CompletionStage<Answer> ask(State state) {
        Gate gate = state.gate();
        Run<?, ?> run = run();
        ApprovalAction approvals = ApprovalAction.of(run);
        if (!state.asked() || unwritten != null) {
            return CompletableFuture.completedFuture(new Answer(unwritten, GateLines.of(gate, run)));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting = answer;
        approvals.await(gate.id(), decision -> answer.complete(new Answer(decision, List.of())));
        approvals.decision(gate.id()).ifPresent(decision -> answer.complete(new Answer(decision, List.of())));
        Scheduler.Scheduled deadline = expireAtDeadline(gate, answer);
        return answer.whenComplete((decision, problem) -> {
            // It would keep the run in memory until the deadline.
            deadline.cancel();
            approvals.forget(gate.id());
        });
    }

    /** By the clock: a timer may be early, or late after this machine has slept. */
    private Scheduler.Scheduled expireAtDeadline(Gate gate, CompletableFuture<Answer> answer) {
        Duration left = Duration.between(Instant.now(), gate.deadline()).plusMillis(1);
        return ActionThreads.get().after(left.isNegative() ? Duration.ZERO : left, () -> {
            try {
                close(gate, Decision.expired(Instant.now()));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
    }

    /** Ends the wait: with what is decided, by this or before it; with this itself where it cannot be written down. */
    private void close(Gate gate, Decision end) {
        Decision taken = end;
        try {
            taken = ApprovalAction.of(run()).end(gate.id(), end);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The end of gate " + gate.id() + " could not be written down", e);
            unwritten = end;
        }
        if (waiting != null) {
            waiting.complete(new Answer(taken, List.of()));
        }
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        if (!state.asked()) {
            lines.addAll(answer.question());
        }
        Decision decision = answer.decision();
        if (decision == null) {
            return Look.goesOn(state.asked(null), lines, Duration.ZERO);
        }
        decision.sentence().lines().forEach(lines::add);
        return decision.passes()
                ? Look.succeeded(state.asked(decision), lines)
                : Look.failed(state.asked(decision), lines, decision.sentence());
    }

    @Override
    public void stop(State state) {
        stop(state, "the run was stopped");
    }

    /** Closes the gate, so that nobody decides what nobody waits for; after the deadline as expired. */
    @Override
    public void stop(State state, String reason) {
        close(state.gate(), Decision.aborted(reason, Instant.now()));
    }

    @Override
    public String leftBehind(State state) {
        return "The gate may still look open on the page of the run.";
    }

    /** Why the release ended at the gate. */
    public static final class Ended extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        Ended(String sentence) {
            this.sentence = sentence;
        }

        @Override
        public String getShortDescription() {
            return sentence;
        }
    }

    /**
     * All that is saved of the wait at a gate.
     *
     * @param details what the question is about, line by line
     * @param asked whether the log has the question
     * @param decision null before there is one
     */
    public record State(Gate gate, List<String> details, boolean asked, Decision decision) {

        public State {
            details = new ArrayList<>(details);
        }

        public static State create(Gate gate, List<String> details) {
            return new State(gate, details, false, null);
        }

        State asked(Decision newDecision) {
            return new State(gate, details, true, newDecision);
        }

        /** The gate of a stage while people are waited for there. */
        public static Optional<Gate> waiting(SequenceState state, String stage) {
            State gate = stage.equals(state.stage()) ? state.state(stage, State.class) : null;
            return gate == null || gate.decision() != null ? Optional.empty() : Optional.of(gate.gate());
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Waits at a gate as a part of a longer plan. The gate is an entry on the run; the decision is written there, and looked
 * for there, so that neither a restart nor a crash loses it.
 */
public final class GateAction implements Action<GateState, GateAction.Answer> {

    /** Looking costs nothing but a look into memory. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /**
     * What a look at the gate brings.
     *
     * @param decision null while there is none
     * @param question as the log says it
     */
    public record Answer(Decision decision, List<String> question) {}

    private final ActionContext context;

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
        ApprovalAction approvals = ApprovalAction.of(run);
        // Whoever is told of the gate by the step may be quicker than the step's first look.
        approvals.open(gate, true, List.of());
        return approvals.decide(gate.id(), Decision.of(approve, who, reason, Instant.now()));
    }

    @Override
    public String title() {
        return "The approval";
    }

    /** Nothing is begun but by a look. */
    @Override
    public Optional<GateState> find(GateState state) {
        return Optional.of(state);
    }

    @Override
    public GateState start(GateState state) {
        return state;
    }

    @Override
    public CompletionStage<Answer> ask(GateState state) {
        Run<?, ?> run = context.get(Run.class);
        ApprovalAction approvals = ApprovalAction.of(run);
        try {
            approvals.open(state.gate(), true, state.details());
        } catch (IOException e) {
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The gate could not be saved: " + e + ".", e);
        }
        return CompletableFuture.completedFuture(
                new Answer(approvals.decision(state.gate().id()).orElse(null), GateLines.of(state.gate(), run)));
    }

    @Override
    public Look<GateState> read(GateState state, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        if (!state.asked()) {
            lines.addAll(answer.question());
        }
        Decision decision = answer.decision();
        if (decision == null) {
            return Look.goesOn(state.asked(null), lines, PAUSE);
        }
        decision.sentence().lines().forEach(lines::add);
        return decision.kind() == Kind.APPROVED
                ? Look.succeeded(state.asked(decision), lines)
                : Look.failed(state.asked(decision), lines, decision.sentence());
    }

    /** Closes the gate, so that nobody decides what nobody waits for. */
    @Override
    public void stop(GateState state) {
        Run<?, ?> run = context.get(Run.class);
        try {
            ApprovalAction approvals = ApprovalAction.of(run);
            approvals.open(state.gate(), true, state.details());
            // After the deadline it is closed as expired.
            approvals.decide(state.gate().id(), Decision.aborted("the run was stopped", Instant.now()));
        } catch (IOException e) {
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The gate could not be saved: " + e + ".", e);
        }
    }

    @Override
    public String leftBehind(GateState state) {
        return "The gate may still look open on the page of the run.";
    }
}

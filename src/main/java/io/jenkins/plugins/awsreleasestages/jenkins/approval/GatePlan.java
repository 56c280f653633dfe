package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.time.Duration;
import java.util.Optional;

/** A plan that is a gate, and perhaps a wait before it. */
public interface GatePlan extends ActionPlan {

    /** The name of its stage, by which its state is saved. */
    String GATE = "gate";

    /** The gate has a deadline of its own; this is only for what comes around it. */
    Duration AROUND = Duration.ofMinutes(10);

    /** What people are asked; null where nobody is. */
    GateAction.State asked(ActionContext context);

    /** What policies demand by now, in what is asked or besides. */
    default Optional<GateTerms> demanded(ActionContext context) {
        return Optional.empty();
    }

    /** From the question on, after which nobody can decide. */
    Duration deadline();

    /** Null where nobody was asked. */
    default GateAction.State gateState(SequenceState state) {
        return state.state(GATE, GateAction.State.class);
    }

    @Override
    default Sequence sequence(ActionContext context) {
        return Sequence.of(gate(context));
    }

    default Stage<GateAction.State, GateAction.Answer> gate(ActionContext context) {
        return Stage.of(
                GATE,
                GateAction.State.class,
                state -> asked(context),
                state -> new GateAction(context, () -> demanded(context), null));
    }

    @Override
    default Duration limit() {
        return deadline().plus(AROUND);
    }

    @Override
    default Optional<Gate> gate(SequenceState state) {
        return GateAction.State.waiting(state, GATE);
    }

    @Override
    default Exception failure(SequenceState state, String message) {
        return GateAction.failure(gateState(state), message);
    }

    @Override
    default String describe(SequenceState state) {
        return "waiting for approval";
    }

    /** What it asks about may have changed, and who may say yes. */
    @Override
    default Optional<ActionPlan> again(Object returned) {
        return Optional.of(this);
    }
}

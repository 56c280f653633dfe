package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is saved of the wait at a gate.
 *
 * @param details what the question is about, line by line
 * @param asked whether the log has the question
 * @param decision null before there is one
 */
public record GateState(Gate gate, List<String> details, boolean asked, Decision decision) {

    public GateState {
        details = new ArrayList<>(details);
    }

    public static GateState create(Gate gate, List<String> details) {
        return new GateState(gate, details, false, null);
    }

    GateState asked(Decision newDecision) {
        return new GateState(gate, details, true, newDecision);
    }

    /** The gate of a stage while people are waited for there. */
    public static Optional<Gate> waiting(SequenceState state, String stage) {
        GateState gate = stage.equals(state.stage()) ? state.state(stage, GateState.class) : null;
        return gate == null || gate.decision() != null ? Optional.empty() : Optional.of(gate.gate());
    }
}

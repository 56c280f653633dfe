package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is saved of the wait at a gate.
 *
 * @param details what the question is about, line by line
 * @param asked whether the log has the question
 * @param decision null before there is one
 */
public record GateState(Gate gate, List<String> details, boolean asked, Decision decision) implements Serializable {

    public GateState {
        details = new ArrayList<>(details);
    }

    public static GateState create(Gate gate, List<String> details) {
        return new GateState(gate, details, false, null);
    }

    GateState asked(Decision newDecision) {
        return new GateState(gate, details, true, newDecision);
    }

    /** What was decided, in words; why there is no decision where there is none. */
    public String sentence() {
        return decision == null ? "Nobody has decided." : decision.sentence();
    }
}

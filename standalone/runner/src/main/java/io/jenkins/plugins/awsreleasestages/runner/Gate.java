package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import java.io.IOException;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that waits for a person. */
record Gate(SequenceExecution step, io.jenkins.plugins.awsreleasestages.approval.Gate gate) {

    /** Null when the step waits for something else. */
    static Gate of(StepExecution execution) {
        return execution instanceof SequenceExecution step
                ? step.gate()
                        .filter(gate -> !gate.terms().rules().isEmpty())
                        .map(gate -> new Gate(step, gate))
                        .orElse(null)
                : null;
    }

    /** Line by line; the first is what is asked. */
    List<String> question() {
        return gate.question();
    }

    /** Whether it takes somebody in particular, or several people. */
    boolean isRuled() {
        return gate.terms().rules().stream()
                .anyMatch(rule -> rule.count() > 1 || !rule.approvers().isEmpty());
    }

    /**
     * Decides, unless it was decided before.
     *
     * @return what is decided, by this answer or before it; null where it was approved, and conditions are not met yet
     * @throws IOException nothing was decided, because it could not be saved
     */
    Decision decide(boolean approve, String who, String reason) throws IOException, InterruptedException {
        return GateAction.decide(step.getContext().get(Run.class), gate, approve, who, reason);
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalExecution;
import java.io.IOException;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that waits for a person. */
interface Gate {

    /** Line by line; the first is what is asked. */
    List<String> question();

    /**
     * Decides, unless it was decided before.
     *
     * @return what is decided, by this answer or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    Decision decide(boolean approve, String who, String reason) throws IOException, InterruptedException;

    /** Null when the step waits for something else. */
    static Gate of(StepExecution execution) {
        if (execution instanceof ReleaseApprovalExecution approval) {
            return new Approval(approval);
        }
        return execution instanceof ActionStepExecution step
                ? step.gate().map(gate -> new WithinStep(step, gate)).orElse(null)
                : null;
    }

    /** The plugin's own step. */
    record Approval(ReleaseApprovalExecution step) implements Gate {
        @Override
        public List<String> question() {
            return step.gate().question();
        }

        @Override
        public Decision decide(boolean approve, String who, String reason) throws IOException, InterruptedException {
            return step.decide(approve, who, reason);
        }
    }

    /** A step that asks in the middle of its work. */
    record WithinStep(ActionStepExecution step, io.jenkins.plugins.awsreleasestages.approval.Gate gate)
            implements Gate {
        @Override
        public List<String> question() {
            return gate.question();
        }

        @Override
        public Decision decide(boolean approve, String who, String reason) throws IOException, InterruptedException {
            return GateAction.decide(step.getContext().get(Run.class), gate, approve, who, reason);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalExecution;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that waits for a person. */
interface Gate {

    String question();

    /** Has no effect when it was decided already. */
    void decide(boolean approve, String who, String reason);

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
        public String question() {
            return step.question();
        }

        @Override
        public void decide(boolean approve, String who, String reason) {
            step.decide(approve, who, reason);
        }
    }

    /** A step that asks in the middle of its work. */
    record WithinStep(ActionStepExecution step, io.jenkins.plugins.awsreleasestages.approval.Gate gate)
            implements Gate {
        @Override
        public String question() {
            return gate.question();
        }

        @Override
        public void decide(boolean approve, String who, String reason) {
            try {
                GateAction.decide(step.getContext().get(Run.class), gate, approve, who, reason);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalExecution;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that waits for a person. */
interface Gate {

    String question();

    /** Has no effect when it was decided already. */
    void decide(boolean approve, String who, String reason);

    /** Null when the step waits for something else. */
    static Gate of(StepExecution execution) {
        return execution instanceof ReleaseApprovalExecution approval ? new Approval(approval) : null;
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
}

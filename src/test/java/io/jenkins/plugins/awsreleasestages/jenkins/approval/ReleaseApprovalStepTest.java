package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseApprovalStepTest {

    @Test
    void allThatIsWrongIsSaidBeforeAnybodyIsAsked() {
        ReleaseApprovalStep step = new ReleaseApprovalStep(" ");
        step.setApprovers(List.of("ann", "group:"));
        step.timeoutMinutes = 86401;
        step.onExpiry = "APPROVE";
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessage("releaseApproval: message: what people are asked is missing."
                        + " approvers: 'group:' names nobody; write user:NAME or group:NAME."
                        + " timeoutMinutes: must be 1 to 86400."
                        + " onExpiry: 'APPROVE' is neither REJECT nor FAIL.");
        step.timeoutMinutes = 0;
        assertThatThrownBy(() -> step.start(null)).hasMessageContaining("timeoutMinutes: must be 1 to 86400.");
    }

    /** What nobody has decided in time ends the run for good, unless its step says that others may go on. */
    @ParameterizedTest
    @CsvSource({"REJECT, true", "FAIL, false"})
    void whatNobodyHasDecidedEndsAsTheStepSays(String onExpiry, boolean forGood) {
        Instant asked = Instant.parse("2026-01-01T00:00:00Z");
        Gate gate = new Gate("g", "Ship it?", GateTerms.of(List.of(), 1), asked, asked);
        ReleaseApprovalStep.Plan plan = new ReleaseApprovalStep.Plan(
                "Ship it?", null, 1, null, List.of(), 0, null, null, onExpiry.equals("FAIL"));
        for (Decision decision : List.of(
                Decision.expired(asked),
                new Decision(Decision.Kind.REJECTED, "alice", "no", asked),
                Decision.aborted("stopped", asked))) {
            GateAction.State ended = new GateAction.State(gate, List.of(), true, decision, List.of(), Map.of());
            boolean expected =
                    decision.kind() == Decision.Kind.EXPIRED ? forGood : decision.kind() == Decision.Kind.REJECTED;
            assertThat(isForGood(plan.failure(at(ended), decision.sentence())))
                    .as(decision.sentence())
                    .isEqualTo(expected);
        }
    }

    private static SequenceState at(GateAction.State gate) {
        return new SequenceState(
                Instant.MAX,
                null,
                null,
                List.of(new SequenceState.Ended("gate", gate, true, false, "not passed")),
                null,
                false);
    }

    private static boolean isForGood(Exception failure) {
        return failure instanceof FlowInterruptedException interruption && interruption.isActualInterruption();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseApprovalStepTest {

    @Test
    void allThatIsWrongIsSaidBeforeAnybodyIsAsked() {
        ReleaseApprovalStep step = new ReleaseApprovalStep(" ");
        step.setApprovers(List.of("ann", "group:"));
        step.timeoutMinutes = 86401;
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessage("releaseApproval: message: what people are asked is missing."
                        + " approvers: 'group:' names nobody; write user:NAME or group:NAME."
                        + " timeoutMinutes: must be 1 to 86400.");
        step.timeoutMinutes = 0;
        assertThatThrownBy(() -> step.start(null)).hasMessageContaining("timeoutMinutes: must be 1 to 86400.");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same rules for names as at {@code releaseApproval}. */
class CfnApproversTest {

    private static List<String> problems(String... approvers) {
        CfnDeployStep step = new CfnDeployStep("shop");
        step.template = "template.yaml";
        step.setApprovers(List.of(approvers));
        return step.problems(Expansion.NONE);
    }

    @Test
    void approversAreUsersOrGroups() {
        assertThat(problems("anna", "user:ben", "group:release managers")).isEmpty();
        assertThat(problems("anna", "group:"))
                .containsExactly("approvers: 'group:' names nobody; write user:NAME or group:NAME.");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The same rules for names as at {@code releaseApproval}. */
class CfnApproversTest {

    private static List<String> problems(String... approvers) {
        CfnDeployStep step = new CfnDeployStep("shop");
        step.setTemplate("template.yaml");
        step.setApprovers(List.of(approvers));
        return step.problems(UnaryOperator.identity());
    }

    @Test
    void approversAreUsersOrGroups() {
        assertThat(problems("anna", "user:ben", "group:release managers")).isEmpty();
        assertThat(problems("anna", "group:"))
                .containsExactly("approvers: 'group:' names nobody; write user:NAME or group:NAME.");
    }
}

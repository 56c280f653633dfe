package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeSetResultTest {

    private static final String ARN = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/jenkins-shop-1-abc/2222";
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1111";

    @Test
    void theMapOfCfnChangeSetSaysWhatToExecute() {
        ChangeSetResult result =
                ChangeSetResult.of(Map.of("id", ARN, "stack", "shop", "stackId", STACK, "fingerprint", "f"));
        assertThat(result).isEqualTo(new ChangeSetResult(ARN, "shop", STACK, false, "f", null));
    }

    @Test
    void withoutChangesTheStackIsEnough() {
        ChangeSetResult result = ChangeSetResult.of(Map.of("status", "NO_CHANGES", "stack", "shop", "stackId", STACK));
        assertThat(result.noChanges()).isTrue();
    }

    @Test
    void anArnIsEnough() {
        assertThat(ChangeSetResult.of(" " + ARN + "\n").id()).isEqualTo(ARN);
    }

    @Test
    void anythingElseIsRefusedInWords() {
        assertThatThrownBy(() -> ChangeSetResult.of(null)).hasMessageContaining("give what cfnChangeSet returned");
        assertThatThrownBy(() -> ChangeSetResult.of("shop")).hasMessageContaining("'shop' is not the ARN");
        assertThatThrownBy(() -> ChangeSetResult.of(Map.of("name", "x"))).hasMessageContaining("it has no id");
        assertThatThrownBy(() -> ChangeSetResult.of(Map.of("status", "NO_CHANGES")))
                .hasMessageContaining("it has no stackId");
    }
}

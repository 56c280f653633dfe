package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CfnDeletePlanTest {

    private final CfnDeletePlan plan = new CfnDeletePlan(
            AwsRoleScope.NONE, "shop", new DeleteRequest(List.of(), false, null), Duration.ofHours(1));

    @Test
    void aStackThatIsNotThereIsAsGoodAsDeleted() {
        FoundStack absent = new FoundStack("shop", "eu-west-1", null);
        assertThat(plan.following(absent, new Outcome.Succeeded())).isNull();
        assertThat((Map<?, ?>) plan.result(absent, null))
                .hasToString(
                        "{status=DELETED, existed=false, stack=shop, stackId=null, kept=[], seconds=0, console=null}");
    }

    @Test
    void whatIsDeletedIsExactlyTheStackThatWasFound() {
        FoundStack found = CfnOutputsPlanTest.found("UPDATE_COMPLETE");
        DeleteState deletion = (DeleteState) plan.following(found, new Outcome.Succeeded());
        assertThat(deletion.stackId()).isEqualTo(found.report().id());
        assertThat(deletion.token())
                .isNotEqualTo(((DeleteState) plan.following(found, new Outcome.Succeeded())).token());
        assertThat(plan.following(found, new Outcome.Failed("no"))).isNull();
        assertThat(plan.following(deletion, new Outcome.Succeeded())).isNull();
        assertThat(((Map<?, ?>) plan.result(deletion, null)).keySet())
                .isEqualTo(((Map<?, ?>) plan.result(new FoundStack("shop", "eu-west-1", null), null)).keySet());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        CfnDeleteStep step = new CfnDeleteStep("1_shop");
        step.setRetainResources(List.of("my-queue"));
        step.setForce(true);
        step.setRole("admin");
        assertThat(step.problems(UnaryOperator.identity())).hasSize(4);
    }

    @Test
    void aBuildersFormMayNameVariables() {
        CfnDeleteStep step = new CfnDeleteStep("${STACK}");
        step.setRetainResources(List.of("${KEPT}"));
        assertThat(step.problems(UnaryOperator.identity())).hasSize(2);
        assertThat(step.problems(text ->
                        text == null ? null : text.replace("${STACK}", "shop").replace("${KEPT}", "Queue")))
                .isEmpty();
    }
}

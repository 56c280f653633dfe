package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NoSurroundings;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CfnDeletePlanTest {

    private static final FoundStack ABSENT = new FoundStack("shop", "eu-west-1", null);

    private final CfnDeleteStep.Plan plan = new CfnDeleteStep.Plan(
            AwsRoleScope.NONE, "shop", new DeleteAction.Request(List.of(), false, null), Duration.ofHours(1));

    private AfterStages begin() {
        return AfterStages.of(plan.sequence(new NoSurroundings()));
    }

    @Test
    void aStackThatIsNotThereIsAsGoodAsDeleted() {
        AfterStages end = begin().well("find", ABSENT);
        assertThat(end.next()).isNull();
        assertThat(end.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat((Map<?, ?>) plan.result(end.restored(), null))
                .hasToString(
                        "{status=DELETED, existed=false, stack=shop, stackId=null, kept=[], seconds=0, console=null}");
    }

    @Test
    void whatIsDeletedIsExactlyTheStackThatWasFound() {
        FoundStack found = CfnOutputsPlanTest.found("UPDATE_COMPLETE");
        DeleteAction.State deletion =
                (DeleteAction.State) begin().well("find", found).nextData();
        assertThat(deletion.stackId()).isEqualTo(found.report().id());
        assertThat(deletion.token())
                .isNotEqualTo(((DeleteAction.State) begin().well("find", found).nextData()).token());
        assertThat(begin().failed("find", found, "no").next()).isNull();
        AfterStages end = begin().well("find", found).well("delete", deletion);
        assertThat(end.next()).isNull();
        assertThat(((Map<?, ?>) plan.result(end.restored(), null)).keySet())
                .isEqualTo(((Map<?, ?>) plan.result(begin().well("find", ABSENT).restored(), null)).keySet());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        CfnDeleteStep step = new CfnDeleteStep("1_shop");
        step.setRetainResources(List.of("my-queue"));
        step.force = true;
        step.role = "admin";
        assertThat(step.problems(Expansion.NONE)).hasSize(4);
    }

    @Test
    void aBuildersFormMayNameVariables() {
        CfnDeleteStep step = new CfnDeleteStep("${STACK}");
        step.setRetainResources(List.of("${KEPT}"));
        assertThat(step.problems(Expansion.NONE)).hasSize(2);
        assertThat(step.problems(new Expansion(text ->
                        text == null ? null : text.replace("${STACK}", "shop").replace("${KEPT}", "Queue"))))
                .isEmpty();
    }
}

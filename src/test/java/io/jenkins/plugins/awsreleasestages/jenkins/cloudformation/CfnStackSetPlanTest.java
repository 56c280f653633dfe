package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.CreateStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetAction;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NoSurroundings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CfnStackSetPlanTest {

    private static final FindStackSetAction.State ABSENT =
            new FindStackSetAction.State("guard", "eu-west-1", null, Set.of(), true, List.of());

    private static CfnStackSetStep step() {
        CfnStackSetStep step = new CfnStackSetStep("guard");
        step.setAccounts(List.of("111122223333"));
        step.setRegions(List.of("eu-west-1", "us-east-1"));
        step.setParameters(new HashMap<>(Map.of("Password", "swordfish")));
        return step;
    }

    private static ActionPlan plan(CfnStackSetStep step) {
        assertThat(step.problems(Expansion.NONE)).isEmpty();
        return step.plan(Expansion.NONE);
    }

    private static FindStackSetAction.State found(boolean changed, String region) {
        return new FindStackSetAction.State(
                "guard",
                "eu-west-1",
                "guard:1",
                Set.of("Password"),
                changed,
                List.of(new StackSetAction.Instance("111122223333", region, "", "CURRENT", "")));
    }

    private static AfterStages begin(ActionPlan plan) {
        return AfterStages.of(plan.sequence(new NoSurroundings()));
    }

    /** The set differs, and has a stack in one of two regions. */
    private static AfterStages found(ActionPlan plan) {
        return begin(plan).well("find", found(true, "eu-west-1"));
    }

    @Test
    void oneOperationAfterTheOther() {
        ActionPlan plan = plan(step());
        StackSetAction.State update = (StackSetAction.State) found(plan).nextData();
        assertThat(update.created()).isFalse();
        StackSetAction.State create =
                (StackSetAction.State) found(plan).well("operation 1", update).nextData();
        assertThat(create.operations()).hasSize(2).doesNotHaveDuplicates().startsWith(update.operationId());
        AfterStages end = found(plan).well("operation 1", update).well("operation 2", create);
        assertThat(end.next()).isNull();
        assertThat(found(plan).failed("operation 1", update, "no").next()).isNull();
        assertThat((Map<?, ?>) plan.result(end.restored(), null))
                .extracting("status")
                .isEqualTo("UPDATED");
    }

    @Test
    void aSetThatIsNotThereIsCreatedFirst() {
        ActionPlan plan = plan(step());
        CreateStackSetAction.State creation =
                (CreateStackSetAction.State) begin(plan).well("find", ABSENT).nextData();
        assertThat(creation.token()).startsWith("jenkins-");
        CreateStackSetAction.State created =
                new CreateStackSetAction.State("guard", "eu-west-1", creation.token(), "guard:1");
        AfterStages afterCreation = begin(plan).well("find", ABSENT).well("create", created);
        StackSetAction.State operation = (StackSetAction.State) afterCreation.nextData();
        assertThat(operation.setId()).isEqualTo("guard:1");
        assertThat((Map<?, ?>)
                        plan.result(afterCreation.well("operation 1", operation).restored(), null))
                .extracting("status")
                .isEqualTo("CREATED");
    }

    @Test
    void withoutTargetsASetIsCreatedWithoutStacks() {
        ActionPlan plan = plan(new CfnStackSetStep("guard"));
        CreateStackSetAction.State created = new CreateStackSetAction.State("guard", "eu-west-1", "t", "guard:1");
        AfterStages end = begin(plan).well("find", ABSENT).well("create", created);
        assertThat(end.next()).isNull();
        assertThat((Map<?, ?>) plan.result(end.restored(), null))
                .hasToString(
                        "{status=CREATED, name=guard, id=guard:1, operations=[], instances=[], counts={}, seconds=0,"
                                + " console=https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1"
                                + "#/stacksets/guard%3A1/operations}");
    }

    @Test
    void whereNothingDiffersTheStacksAreReturned() {
        CfnStackSetStep one = step();
        one.setRegions(List.of("eu-west-1"));
        ActionPlan plan = plan(one);
        AfterStages end = begin(plan).well("find", found(false, "eu-west-1"));
        assertThat(end.next()).isNull();
        Map<?, ?> result = (Map<?, ?>) plan.result(end.restored(), null);
        assertThat(result.get("status")).isEqualTo("NO_CHANGES");
        assertThat(result.get("counts")).hasToString("{current=1}");
    }

    @Test
    void aBuildersFormMayNameVariables() {
        CfnStackSetStep step = new CfnStackSetStep("${SET}");
        step.setAccounts(List.of("${ACCOUNT}"));
        step.setRegions(List.of("eu-west-1"));
        assertThat(step.problems(Expansion.NONE)).hasSize(2);
        assertThat(step.problems(new Expansion(text ->
                        text == null ? null : text.replace("${SET}", "guard").replace("${ACCOUNT}", "111122223333"))))
                .isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        CfnStackSetStep step = new CfnStackSetStep("1guard");
        step.template = "a.yaml";
        step.templateUrl = "https://bucket/a.yaml";
        step.administrationRole = "admin";
        step.concurrencyMode = "HARD";
        assertThat(step.problems(Expansion.NONE))
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("administrationRole: 'admin' is not the ARN of a role"));
    }
}

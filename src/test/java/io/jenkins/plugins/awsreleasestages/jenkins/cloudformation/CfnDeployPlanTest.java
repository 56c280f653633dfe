package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FollowedOperation;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PolicyState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSnapshot;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateState;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code cfnDeploy} does next, and what it does after it was stopped. */
class CfnDeployPlanTest {

    private static final Outcome WELL = new Outcome.Succeeded();
    private static final Outcome BADLY = new Outcome.Failed("no");
    private static final String TOKEN = "jenkins-shop-1-abc";
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1111";
    private static final String CHANGE_SET = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/" + TOKEN + "/2";

    private static CfnDeployPlan plan(String replacement, boolean approve) {
        return new CfnDeployPlan(
                AwsRoleScope.NONE,
                new ChangeSetRequest("shop", Map.of(), List.of(), Map.of(), null, null, ChangeSetOptions.standard()),
                new ChangeSetFiles(null, "Resources: {}", null, null, false, null, null, Map.of()),
                null,
                Readiness.waiting(Duration.ofHours(1)),
                new Judgement(ReplacementPolicy.valueOf(replacement), approve, List.of("anna")),
                false,
                Duration.ofHours(12));
    }

    private static ResourceChange queue(String action, String replacement) {
        return new ResourceChange(
                action, "Queue", "q", "AWS::SQS::Queue", replacement, null, List.of(), List.of(), List.of());
    }

    private static final ResourceChange MODIFIED = queue("Modify", "False");
    private static final ResourceChange REPLACED = queue("Modify", "True");

    private static ChangeSetState planned(String policy, ResourceChange... changes) {
        ChangeSetContent content = new ChangeSetContent(
                CHANGE_SET,
                TOKEN,
                "shop",
                STACK,
                "CREATE_COMPLETE",
                "AVAILABLE",
                "",
                Instant.EPOCH,
                null,
                List.of(changes),
                Map.of(),
                List.of(),
                Map.of());
        return change(CHANGE_SET, false, policy, content);
    }

    private static ChangeSetState change(String id, boolean unchanged, String policy, ChangeSetContent content) {
        return new ChangeSetState(
                "shop", TOKEN, "UPDATE", id, STACK, true, true, 0, unchanged, List.of(), policy, content);
    }

    private static <S extends Serializable> Staged<S> at(S work, ChangeSetState change) {
        return new Staged<>(TOKEN, "shop #1", change, null, null, work);
    }

    private static Serializable next(CfnDeployPlan plan, Staged<?> ended) {
        Staged<?> following = (Staged<?>) plan.following(ended, WELL);
        return following == null ? null : following.work();
    }

    private static ReadyState ready() {
        return ReadyState.create(TOKEN, "shop #1", "shop", null, null);
    }

    private static ExecuteState execution(String changeSet) {
        return ExecuteState.create(changeSet, "f", TOKEN, "shop", STACK);
    }

    private static GateState answered(Decision.Kind kind) {
        GateState asked = (GateState) next(plan("ASK", true), at(planned(null, MODIFIED), null));
        return new GateState(asked.gate(), asked.details(), true, new Decision(kind, "anna", "", Instant.EPOCH));
    }

    // ---- what is said of a failure

    @Test
    void aFailureNamesTheStackItsStateAndWhereToLook() {
        CfnDeployPlan plan = plan("ALLOW", false);
        ExecuteState rolledBack = new ExecuteState(
                CHANGE_SET,
                "f",
                TOKEN,
                "shop",
                STACK,
                null,
                "UPDATE_ROLLBACK_COMPLETE",
                List.of(),
                execution(CHANGE_SET).followed(),
                7,
                Map.of());
        assertThat(plan.atTheEnd(at(rolledBack, planned(null, MODIFIED))))
                .containsEntry("stack", "shop UPDATE_ROLLBACK_COMPLETE")
                .containsEntry("link", ConsoleLink.stack(STACK));
        assertThat(plan.atTheEnd(at(planned(null, MODIFIED), null)))
                .containsEntry("stack", "shop")
                .containsEntry("link", ConsoleLink.changeSet(STACK, CHANGE_SET));
        assertThat(plan.atTheEnd(at(ready(), null)))
                .containsEntry("stack", "shop")
                .containsEntry("link", null);
    }

    // ---- what comes next

    @Test
    void aStackThatIsReadyGetsAChangeSetUnderTheStepsName() {
        ChangeSetState making = (ChangeSetState) next(plan("ASK", false), at(ready(), null));
        assertThat(making.name()).isEqualTo(TOKEN);
        assertThat(making.stack()).isEqualTo("shop");
    }

    @ParameterizedTest
    @CsvSource({
        "ASK,   false, False,       ExecuteState",
        "ASK,   true,  False,       GateState",
        "ASK,   false, True,        GateState",
        "ASK,   false, Conditional, GateState",
        "FAIL,  false, False,       ExecuteState",
        "FAIL,  true,  False,       GateState",
        "FAIL,  false, True,        DiscardState",
        "FAIL,  true,  Conditional, DiscardState",
        "ALLOW, false, True,        ExecuteState",
        "ALLOW, true,  True,        GateState"
    })
    void theRuleAndTheWishToBeAskedDecide(String rule, boolean approve, String replacement, String next) {
        Staged<?> made = at(planned(null, queue("Modify", replacement)), null);
        assertThat(next(plan(rule, approve), made).getClass().getSimpleName()).isEqualTo(next);
    }

    @Test
    void whatIsExecutedIsExactlyWhatWasRead() {
        ChangeSetState read = planned(null, MODIFIED);
        ExecuteState execution = (ExecuteState) next(plan("ASK", false), at(read, null));
        assertThat(execution.changeSet()).isEqualTo(CHANGE_SET);
        assertThat(execution.fingerprint()).isEqualTo(read.content().fingerprint());
        assertThat(execution.token()).isEqualTo(TOKEN);
    }

    @Test
    void whereNothingChangesNobodyIsAskedAndNothingIsExecuted() {
        ExecuteState nothing = (ExecuteState) next(plan("FAIL", true), at(change(null, true, null, null), null));
        assertThat(nothing.changeSet()).isNull();
        assertThat(nothing.result()).isEqualTo("NO_CHANGES");
    }

    @Test
    void theQuestionSaysWhatIsLostAndWhoIsAsked() {
        GateState gate = (GateState) next(plan("ASK", false), at(planned(null, REPLACED), null));
        assertThat(gate.gate().message())
                .contains(
                        "Change stack shop? Account 111122223333, region eu-west-1. ",
                        "Queue (AWS::SQS::Queue) is replaced.");
        assertThat(gate.gate().approvers()).containsExactly("anna");
        assertThat(gate.details()).anyMatch(line -> line.contains("Queue"));
    }

    @Test
    void aForbiddenReplacementIsDeletedWithTheReason() {
        DiscardState discard = (DiscardState) next(plan("FAIL", false), at(planned(null, REPLACED), null));
        assertThat(discard.changeSet()).isEqualTo(CHANGE_SET);
        assertThat(discard.madeStack()).isTrue();
        assertThat(discard.why())
                .contains("Stack shop is not changed", "replacement: 'FAIL'", "Queue (AWS::SQS::Queue) is replaced.");
    }

    @Test
    void afterTheApprovalTheStackIsWaitedForAgainAndThenTheSameIsExecuted() {
        ChangeSetState read = planned(null, REPLACED);
        CfnDeployPlan plan = plan("ASK", false);
        ReadyState again = (ReadyState) next(plan, at(answered(Decision.Kind.APPROVED), read));
        assertThat(again.changeSet()).isEqualTo(CHANGE_SET);
        ExecuteState execution = (ExecuteState) next(plan, at(again, read));
        assertThat(execution.fingerprint()).isEqualTo(read.content().fingerprint());
    }

    @Test
    void aRejectionDeletesTheChangeSetAndEndsTheStepWithWhoAndWhy() {
        Staged<?> following =
                (Staged<?>) plan("ASK", true).following(at(answered(Decision.Kind.REJECTED), planned(null)), BADLY);
        assertThat(((DiscardState) following.work()).why()).isEqualTo("Rejected by anna");
    }

    @Test
    void whatEndsBadlyHasNothingAfterIt() {
        ChangeSetState read = planned(null, MODIFIED);
        for (Staged<?> ended : List.<Staged<?>>of(at(ready(), null), at(read, null), at(execution(CHANGE_SET), read))) {
            assertThat(plan("ASK", false).following(ended, BADLY)).isNull();
        }
    }

    @Test
    void theStackPolicyIsSetOnceTheExecutionHasEndedWell() {
        CfnDeployPlan plan = plan("ASK", false);
        Staged<?> executed = at(execution(CHANGE_SET), planned("{}", MODIFIED));
        Staged<?> last = (Staged<?>) plan.following(executed, WELL);
        assertThat(last.work()).isEqualTo(new PolicyState("shop", STACK, "{}"));
        assertThat(StackPlan.executed(last).changeSet()).isEqualTo(CHANGE_SET);
        assertThat(plan.following(last, WELL)).isNull();
        assertThat(plan.following(executed, BADLY)).isNull();
    }

    @Test
    void withoutAPolicyOrAnExecutionNoPolicyIsSet() {
        assertThat(next(plan("ASK", false), at(execution(CHANGE_SET), planned(null, MODIFIED))))
                .isNull();
        assertThat(next(plan("ASK", false), at(execution(null), change(null, true, "{}", null))))
                .isNull();
    }

    // ---- after a stop

    private static Serializable afterStop(Staged<?> ended, boolean started) {
        Staged<?> following = (Staged<?>) plan("ASK", false).afterStop(ended, started);
        return following == null ? null : following.work();
    }

    @Test
    void aStopBeforeTheExecutionDeletesTheChangeSet() {
        ChangeSetState read = planned(null, MODIFIED);
        ReadyState again = ReadyState.create(TOKEN, "shop #1", "shop", STACK, CHANGE_SET);
        for (Staged<?> stopped :
                List.<Staged<?>>of(at(read, null), at(answered(Decision.Kind.ABORTED), read), at(again, read))) {
            DiscardState discard = (DiscardState) afterStop(stopped, true);
            assertThat(discard.changeSet()).isEqualTo(CHANGE_SET);
            assertThat(discard.why()).isNull();
        }
        assertThat(afterStop(at(execution(CHANGE_SET), read), false)).isInstanceOf(DiscardState.class);
    }

    @Test
    void aStopDuringTheExecutionLeavesTheChangeSetToIt() {
        ChangeSetState read = planned("{}", MODIFIED);
        assertThat(afterStop(at(execution(CHANGE_SET), read), true)).isNull();
        Staged<?> policy = at(new PolicyState("shop", STACK, "{}"), read);
        assertThat(afterStop(policy.done(execution(CHANGE_SET)), true)).isNull();
    }

    @Test
    void whereThereIsNoChangeSetNothingIsDeleted() {
        assertThat(afterStop(at(ready(), null), true)).isNull();
        assertThat(afterStop(at(execution(null), change(null, true, null, null)), false))
                .isNull();
    }

    @Test
    void aStopWhileTheChangeSetIsDeletedDoesNotDeleteItAgain() {
        ChangeSetState read = planned(null, MODIFIED);
        assertThat(afterStop(at(DiscardState.of(read, "why"), read), true)).isNull();
    }

    // ---- where nothing changes

    /** Which is known from the change set that the same step has made. */
    @Test
    void thatNothingChangesIsSaidOnce() {
        Staged<ExecuteState> unchanged = at(execution(null), change(null, true, null, null));
        assertThat(linesOfUnchanged(plan("ASK", false), unchanged)).isEmpty();
        CfnExecutePlan alone = new CfnExecutePlan(
                AwsRoleScope.NONE,
                ChangeSetResult.of("NO_CHANGES " + STACK),
                Duration.ofHours(1),
                false,
                Duration.ofHours(12));
        assertThat(linesOfUnchanged(alone, at(execution(null), null)))
                .containsExactly("Stack shop has no changes; nothing is executed.");
    }

    @SuppressWarnings("unchecked")
    private static List<String> linesOfUnchanged(StackPlan plan, Staged<ExecuteState> staged) {
        Action<Staged<ExecuteState>, ExecuteAnswer> reading =
                (Action<Staged<ExecuteState>, ExecuteAnswer>) plan.action(staged, null);
        StackSnapshot stack = new StackSnapshot(
                STACK, "shop", "UPDATE_COMPLETE", "", Instant.EPOCH, false, Set.of(), Map.of("Url", "https://x"));
        ExecuteAnswer answer = new ExecuteAnswer(stack, new FollowedOperation.NewEvents(List.of(), false), "");
        Look<Staged<ExecuteState>> look = reading.read(staged, answer, Instant.EPOCH);
        assertThat(look.state().work().outputs()).containsKey("Url");
        return look.lines();
    }
}

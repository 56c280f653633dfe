package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PolicyAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.RecheckAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.NoSurroundings;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code cfnDeploy} does next, and what it does after it was stopped. */
class CfnDeployPlanTest {

    private static final String TOKEN = "jenkins-shop-1-abc";
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1111";
    private static final String CHANGE_SET = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/" + TOKEN + "/2";

    private static CfnDeployStep.Plan plan(String replacement, boolean approve) {
        return new CfnDeployStep.Plan(
                AwsRoleScope.NONE,
                new StackChange(
                        StackChange.SealedRequest.of(new ChangeSetRequest(
                                "shop", Map.of(), List.of(), Map.of(), null, null, ChangeSetOptions.standard())),
                        new ChangeSetFiles(null, "Resources: {}", null, null, false, null, null, Map.of()),
                        null,
                        PrepareStackAction.Preparation.waiting(Duration.ofHours(1)),
                        new StackChange.Conditions(
                                ReplacementPolicy.valueOf(replacement),
                                approve,
                                null,
                                GateTerms.of(List.of("anna"), 1)),
                        false),
                Duration.ofHours(12));
    }

    private static ResourceChange queue(String action, String replacement) {
        return new ResourceChange(
                action, "Queue", "q", "AWS::SQS::Queue", replacement, null, List.of(), List.of(), List.of());
    }

    private static final ResourceChange MODIFIED = queue("Modify", "False");
    private static final ResourceChange REPLACED = queue("Modify", "True");

    private static ChangeSetAction.State planned(String policy, ResourceChange... changes) {
        return plannedAs(CHANGE_SET, policy, changes);
    }

    private static ChangeSetAction.State plannedAs(String id, String policy, ResourceChange... changes) {
        ChangeSetContent content = new ChangeSetContent(
                id,
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
        return change(id, false, policy, content);
    }

    private static ChangeSetAction.State change(String id, boolean unchanged, String policy, ChangeSetContent content) {
        return new ChangeSetAction.State(
                "shop", TOKEN, "UPDATE", id, STACK, true, true, 0, unchanged, List.of(), policy, content);
    }

    private static AfterStages begin(ActionPlan plan) {
        return AfterStages.of(plan.sequence(new NoSurroundings()));
    }

    private static AfterStages ready(ActionPlan plan) {
        return begin(plan).well("ready", ready());
    }

    /** With the change set made. */
    private static AfterStages made(ActionPlan plan, ChangeSetAction.State change) {
        return ready(plan).well("changeSet", change);
    }

    private static PrepareStackAction.State ready() {
        return PrepareStackAction.State.create(TOKEN, "shop #1", "shop", null, null);
    }

    private static ExecuteAction.State execution(String changeSet) {
        return ExecuteAction.State.create(changeSet, "f", TOKEN, "shop", STACK);
    }

    private static GateAction.State answered(Decision.Kind kind) {
        GateAction.State asked = (GateAction.State)
                made(plan("ASK", true), planned(null, MODIFIED)).nextData();
        return new GateAction.State(
                asked.gate(),
                asked.details(),
                true,
                new Decision(kind, "anna", "", Instant.EPOCH),
                List.of(),
                Map.of());
    }

    // ---- what is said of a failure

    @Test
    void aFailureNamesTheStackItsStateAndWhereToLook() {
        CfnDeployStep.Plan plan = plan("ALLOW", false);
        ExecuteAction.State rolledBack = new ExecuteAction.State(
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
        AfterStages executed = made(plan, planned(null, MODIFIED)).failed("execute", rolledBack, "no");
        assertThat(plan.atTheEnd(executed.restored()))
                .containsEntry("stack", "shop UPDATE_ROLLBACK_COMPLETE")
                .containsEntry("link", ConsoleLink.stack(STACK));
        AfterStages made = ready(plan).failed("changeSet", planned(null, MODIFIED), "no");
        assertThat(plan.atTheEnd(made.restored()))
                .containsEntry("stack", "shop")
                .containsEntry("link", ConsoleLink.changeSet(STACK, CHANGE_SET));
        AfterStages ready = begin(plan).failed("ready", ready(), "no");
        assertThat(plan.atTheEnd(ready.restored()))
                .containsEntry("stack", "shop")
                .containsEntry("link", null);
    }

    // ---- what comes next

    @Test
    void aStackThatIsReadyGetsAChangeSetUnderTheStepsName() {
        ChangeSetAction.State making =
                (ChangeSetAction.State) ready(plan("ASK", false)).nextData();
        assertThat(making.name()).isEqualTo(TOKEN);
        assertThat(making.stack()).isEqualTo("shop");
    }

    @ParameterizedTest
    @CsvSource({
        "ASK,   false, False,       ExecuteAction",
        "ASK,   true,  False,       GateAction",
        "ASK,   false, True,        GateAction",
        "ASK,   false, Conditional, GateAction",
        "FAIL,  false, False,       ExecuteAction",
        "FAIL,  true,  False,       GateAction",
        "FAIL,  false, True,        DiscardAction",
        "FAIL,  true,  Conditional, DiscardAction",
        "ALLOW, false, True,        ExecuteAction",
        "ALLOW, true,  True,        GateAction"
    })
    void theRuleAndTheWishToBeAskedDecide(String rule, boolean approve, String replacement, String next) {
        AfterStages made = made(plan(rule, approve), planned(null, queue("Modify", replacement)));
        assertThat(made.nextData().getClass().getEnclosingClass().getSimpleName())
                .isEqualTo(next);
    }

    @Test
    void whatIsExecutedIsExactlyWhatWasRead() {
        ChangeSetAction.State read = planned(null, MODIFIED);
        ExecuteAction.State execution =
                (ExecuteAction.State) made(plan("ASK", false), read).nextData();
        assertThat(execution.changeSet()).isEqualTo(CHANGE_SET);
        assertThat(execution.fingerprint()).isEqualTo(read.content().fingerprint());
        assertThat(execution.token()).isEqualTo(TOKEN);
    }

    @Test
    void whereNothingChangesNobodyIsAskedAndNothingIsExecuted() {
        AfterStages made = made(plan("FAIL", true), change(null, true, null, null));
        assertThat(made.next()).isEqualTo("unchanged");
        ExecuteAction.State nothing = (ExecuteAction.State) made.nextData();
        assertThat(nothing.changeSet()).isNull();
        assertThat(nothing.result()).isEqualTo("NO_CHANGES");
    }

    @Test
    void theQuestionSaysWhatIsLostAndWhoIsAsked() {
        GateAction.State gate = (GateAction.State)
                made(plan("ASK", false), planned(null, REPLACED)).nextData();
        assertThat(gate.gate().message())
                .contains(
                        "Change stack shop? Account 111122223333, region eu-west-1. ",
                        "Queue (AWS::SQS::Queue) is replaced.");
        assertThat(gate.gate().terms().rules().get(0).approvers()).containsExactly("anna");
        assertThat(gate.details()).anyMatch(line -> line.contains("Queue"));
    }

    @Test
    void aForbiddenReplacementIsDeletedWithTheReason() {
        AfterStages made = made(plan("FAIL", false), planned(null, REPLACED));
        DiscardAction.State discard = (DiscardAction.State) made.nextData();
        assertThat(discard.changeSet()).isEqualTo(CHANGE_SET);
        assertThat(discard.madeStack()).isTrue();
        assertThat(((Outcome.Failed) made.outcome()).message())
                .contains("Stack shop is not changed", "replacement: 'FAIL'", "Queue (AWS::SQS::Queue) is replaced.");
    }

    @Test
    void afterTheApprovalTheStackIsWaitedForAgainAndThenTheSameIsExecuted() {
        ChangeSetAction.State read = planned(null, REPLACED);
        AfterStages approved = made(plan("ASK", false), read).well("gate", answered(Decision.Kind.APPROVED));
        PrepareStackAction.State again = (PrepareStackAction.State) approved.nextData();
        assertThat(again.changeSet()).isEqualTo(CHANGE_SET);
        ExecuteAction.State execution = (ExecuteAction.State)
                approved.well("turn", again).well("recheck", recheck(null)).nextData();
        assertThat(execution.fingerprint()).isEqualTo(read.content().fingerprint());
    }

    @Test
    void aRejectionDeletesTheChangeSetAndEndsTheStepWithWhoAndWhy() {
        CfnDeployStep.Plan plan = plan("ASK", true);
        ChangeSetAction.State read = planned(null);
        GateAction.State rejected = answered(Decision.Kind.REJECTED);
        Action<GateAction.State, GateAction.Answer> gate = made(plan, read).action("gate", rejected);
        Look<GateAction.State> look =
                gate.read(rejected, new GateAction.Answer(null, rejected.decision(), List.of()), Instant.EPOCH);
        String why = ((Look.Failed) look.verdict()).message();
        AfterStages after = made(plan, read).failed("gate", look.state(), why);
        assertThat(after.nextData()).isEqualTo(DiscardAction.State.of(read));
        assertThat(after.outcome()).isEqualTo(new Outcome.Failed("Rejected by anna"));
        after.well("discard", DiscardAction.State.of(read));
        assertThat(after.next()).isNull();
        assertThat(after.outcome()).isEqualTo(new Outcome.Failed("Rejected by anna"));
        assertThat(plan.failure(after.restored(), "Rejected by anna"))
                .as("retry does not ask again")
                .isInstanceOf(FlowInterruptedException.class);
    }

    // ---- when what people were asked about cannot happen any more

    private static final String CHANGE_SET_2 = CHANGE_SET.replace("/2", "/3");

    private static RecheckAction.State recheck(String outdated) {
        return new RecheckAction.State(CHANGE_SET, TOKEN, STACK, false, outdated);
    }

    /** Another change set was made, in the second round. */
    private static AfterStages madeAnew(AfterStages outdated, ChangeSetAction.State change) {
        return outdated.well("outdated", DiscardAction.State.of(planned(null, REPLACED)))
                .well("round 2 ready", ready())
                .well("round 2 changeSet", change);
    }

    private static AfterStages approved() {
        return made(plan("ASK", true), planned(null, REPLACED)).well("gate", answered(Decision.Kind.APPROVED));
    }

    private static AfterStages approvedInVain() {
        return approved().well("turn", ready()).well("recheck", recheck("the stack was changed"));
    }

    private static AfterStages withdrawn() {
        return made(plan("ASK", true), planned(null, REPLACED)).well("gate", answered(Decision.Kind.WITHDRAWN));
    }

    @Test
    void whatWasApprovedIsLookedAtOnceMoreBeforeItIsExecuted() {
        AfterStages turn = approved().well("turn", ready());
        assertThat(turn.nextData()).isEqualTo(recheck(null));
        assertThat(turn.well("recheck", recheck(null)).next()).isEqualTo("execute");
    }

    @Test
    void whatCannotHappenAnyMoreIsDeletedMadeAnewAndAskedAnew() {
        for (AfterStages outdated : List.of(approvedInVain(), withdrawn())) {
            assertThat(outdated.next()).isEqualTo("outdated");
            assertThat(outdated.nextData()).isEqualTo(DiscardAction.State.of(planned(null, REPLACED)));
            outdated.well("outdated", DiscardAction.State.of(planned(null, REPLACED)));
            outdated.well("round 2 ready", ready());
            ChangeSetAction.State making = (ChangeSetAction.State) outdated.nextData();
            assertThat(making.id()).isNull();
            outdated.well("round 2 changeSet", planned(null, MODIFIED));
            assertThat(outdated.next()).isEqualTo("round 2 gate");
            GateAction.State asked = (GateAction.State) outdated.nextData();
            assertThat(asked.gate().message())
                    .startsWith("Asked anew, because the stack has changed meanwhile. Change");
            assertThat(asked.decision()).isNull();
        }
    }

    @Test
    void whatWasApprovedInVainIsNeverExecuted() {
        AfterStages anew = madeAnew(approvedInVain(), plannedAs(CHANGE_SET_2, null, MODIFIED))
                .well("round 2 gate", answered(Decision.Kind.APPROVED))
                .well("round 2 turn", ready())
                .well("round 2 recheck", new RecheckAction.State(CHANGE_SET_2, TOKEN, STACK, false, null));
        ExecuteAction.State execution = (ExecuteAction.State) anew.nextData();
        assertThat(anew.next()).isEqualTo("round 2 execute");
        assertThat(execution.changeSet()).isEqualTo(CHANGE_SET_2);
        anew.well("round 2 execute", execution);
        assertThat(anew.next()).isNull();
        assertThat(((Map<?, ?>) plan("ASK", true).result(anew.restored(), new NoSurroundings())).get("changeSet"))
                .isEqualTo(CHANGE_SET_2);
    }

    @Test
    void wheneverThatHappensAStopLeavesNoChangeSetBehind() {
        AfterStages inFirst = approvedInVain().justStopped();
        assertThat(inFirst.nextData()).isEqualTo(DiscardAction.State.of(planned(null, REPLACED)));
        AfterStages inSecond =
                madeAnew(withdrawn(), plannedAs(CHANGE_SET_2, null, MODIFIED)).justStopped();
        assertThat(inSecond.next()).isEqualTo("round 2 discard");
        assertThat(((DiscardAction.State) inSecond.nextData()).changeSet()).isEqualTo(CHANGE_SET_2);
    }

    @Test
    void aRejectionOfTheSecondQuestionEndsTheStep() {
        CfnDeployStep.Plan plan = plan("ASK", true);
        AfterStages rejected = madeAnew(withdrawn(), plannedAs(CHANGE_SET_2, null, MODIFIED))
                .failed("round 2 gate", answered(Decision.Kind.REJECTED), "Rejected by anna");
        assertThat(rejected.next()).isEqualTo("round 2 discard");
        assertThat(plan.failure(rejected.restored(), "Rejected by anna")).isInstanceOf(FlowInterruptedException.class);
    }

    @Test
    void whereOthersHaveDoneTheSameNobodyIsAskedAnew() {
        AfterStages anew = madeAnew(approvedInVain(), change(null, true, null, null));
        assertThat(anew.next()).isEqualTo("round 2 unchanged");
    }

    @Test
    void nobodyIsAskedForEver() {
        AfterStages after = withdrawn();
        for (int round = 2; round <= 10; round++) {
            String stage = "round " + round + " ";
            String before = round == 2 ? "" : "round " + (round - 1) + " ";
            after.well(before + "outdated", DiscardAction.State.of(planned(null, REPLACED)))
                    .well(stage + "ready", ready())
                    .well(stage + "changeSet", planned(null, REPLACED))
                    .well(stage + "gate", answered(Decision.Kind.WITHDRAWN));
        }
        after.well("round 10 outdated", DiscardAction.State.of(planned(null, REPLACED)));
        assertThat(after.next()).isNull();
        assertThat(((Outcome.Failed) after.outcome()).message())
                .contains("Stack shop was changed by others again and again", "10 times");
    }

    @Test
    void whatEndsBadlyHasNothingAfterIt() {
        ChangeSetAction.State read = planned(null, MODIFIED);
        CfnDeployStep.Plan plan = plan("ASK", false);
        assertThat(begin(plan).failed("ready", ready(), "no").next()).isNull();
        assertThat(ready(plan).failed("changeSet", read, "no").next()).isNull();
        assertThat(made(plan, read)
                        .failed("execute", execution(CHANGE_SET), "no")
                        .next())
                .isNull();
    }

    @Test
    void theStackPolicyIsSetOnceTheExecutionHasEndedWell() {
        AfterStages made = made(plan("ASK", false), planned("{}", MODIFIED));
        AfterStages last = made.well("execute", execution(CHANGE_SET));
        Object policy = last.nextData();
        assertThat(policy).isEqualTo(new PolicyAction.State("shop", STACK, "{}"));
        last.well("policy", policy);
        assertThat(StackStages.of("shop").executed(last.restored()).changeSet()).isEqualTo(CHANGE_SET);
        assertThat(last.next()).isNull();
        assertThat(made(plan("ASK", false), planned("{}", MODIFIED))
                        .failed("execute", execution(CHANGE_SET), "no")
                        .next())
                .isNull();
    }

    @Test
    void withoutAPolicyOrAnExecutionNoPolicyIsSet() {
        CfnDeployStep.Plan plan = plan("ASK", false);
        assertThat(made(plan, planned(null, MODIFIED))
                        .well("execute", execution(CHANGE_SET))
                        .next())
                .isNull();
        assertThat(made(plan, change(null, true, "{}", null))
                        .well("unchanged", execution(null))
                        .next())
                .isNull();
    }

    // ---- after a stop

    @Test
    void aStopBeforeTheExecutionDeletesTheChangeSet() {
        ChangeSetAction.State read = planned(null, MODIFIED);
        PrepareStackAction.State again = PrepareStackAction.State.create(TOKEN, "shop #1", "shop", STACK, CHANGE_SET);
        CfnDeployStep.Plan plan = plan("ASK", false);
        GateAction.State approved = answered(Decision.Kind.APPROVED);
        for (AfterStages stopped : List.of(
                ready(plan).stopped("changeSet", read, true),
                made(plan, read).justStopped(),
                made(plan, read).stopped("gate", answered(Decision.Kind.ABORTED), true),
                made(plan, read).well("gate", approved).justStopped(),
                made(plan, read).well("gate", approved).stopped("turn", again, true),
                made(plan, read).stopped("execute", execution(CHANGE_SET), false))) {
            DiscardAction.State discard = (DiscardAction.State) stopped.nextData();
            assertThat(discard.changeSet()).isEqualTo(CHANGE_SET);
            assertThat(stopped.well("discard", discard).next()).isNull();
            assertThat(stopped.outcome()).isEqualTo(new Outcome.Stopped("stopped", false));
        }
    }

    @Test
    void aStopDuringTheExecutionLeavesTheChangeSetToIt() {
        ChangeSetAction.State read = planned("{}", MODIFIED);
        CfnDeployStep.Plan plan = plan("ASK", false);
        assertThat(made(plan, read)
                        .stopped("execute", execution(CHANGE_SET), true)
                        .next())
                .isNull();
        AfterStages executed = made(plan, read).well("execute", execution(CHANGE_SET));
        assertThat(executed.stopped("policy", new PolicyAction.State("shop", STACK, "{}"), true)
                        .next())
                .isNull();
        AfterStages justExecuted = made(plan, read).well("execute", execution(CHANGE_SET));
        assertThat(justExecuted.justStopped().next()).isNull();
    }

    @Test
    void whereThereIsNoChangeSetNothingIsDeleted() {
        CfnDeployStep.Plan plan = plan("ASK", false);
        assertThat(begin(plan).stopped("ready", ready(), true).next()).isNull();
        assertThat(made(plan, change(null, true, null, null))
                        .stopped("unchanged", execution(null), false)
                        .next())
                .isNull();
    }

    @Test
    void aStopWhileTheChangeSetIsDeletedDoesNotDeleteItAgain() {
        ChangeSetAction.State read = planned(null, MODIFIED);
        AfterStages rejected =
                made(plan("ASK", false), read).failed("gate", answered(Decision.Kind.REJECTED), "Rejected by anna");
        assertThat(rejected.stopped("discard", DiscardAction.State.of(read), true)
                        .next())
                .isNull();
    }

    // ---- where nothing changes

    /** Which is known from the change set that the same step has made. */
    @Test
    void thatNothingChangesIsSaidOnce() {
        assertThat(linesOfUnchanged(made(plan("ASK", false), change(null, true, null, null))))
                .isEmpty();
        CfnExecuteStep.Plan alone = new CfnExecuteStep.Plan(
                AwsRoleScope.NONE,
                ChangeSetResult.of("NO_CHANGES " + STACK),
                Duration.ofHours(1),
                false,
                Duration.ofHours(12));
        assertThat(linesOfUnchanged(begin(alone))).containsExactly("Stack shop has no changes; nothing is executed.");
    }

    private static List<String> linesOfUnchanged(AfterStages before) {
        ExecuteAction.State read = new ExecuteAction.State(
                null,
                "f",
                TOKEN,
                "shop",
                STACK,
                null,
                "UPDATE_COMPLETE",
                List.of(),
                execution(null).followed(),
                0,
                Map.of("Url", "https://x"));
        Action<ExecuteAction.State, Call.Made> reading = before.action("unchanged", read);
        Look<ExecuteAction.State> look = reading.read(read, Call.Made.MADE, Instant.EPOCH);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.state().outputs()).containsKey("Url");
        return look.lines();
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetChangeTest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle.Then;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StackSetActionTest {

    private static final String TEMPLATE = """
        Parameters:
          Stage: {Type: String, Default: test}
          Size: {Type: String, Default: large}
        Resources:
          Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Stage}}
        """;

    private static final List<String> ACCOUNTS = List.of("111111111111", "222222222222");
    private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1");
    private static final StackSetRequest.Preferences QUICK =
            new StackSetRequest.Preferences(null, null, 5, null, List.of(), "PARALLEL", "SOFT_FAILURE_TOLERANCE");
    private static final StackSetRequest FOUR = preferring(QUICK);

    private final AnyState it = new AnyState();
    private final List<String> log = new ArrayList<>();
    private String template = TEMPLATE;

    @AfterEach
    void close() {
        it.close();
    }

    private static StackSetRequest preferring(StackSetRequest.Preferences preferences) {
        return request(ACCOUNTS, List.of(), REGIONS, preferences);
    }

    private FindStackSetAction.State found(StackSetRequest request) {
        Driven<FindStackSetAction.State, Call.Made> driven = it.time.run(
                new FindStackSetAction(() -> it.session, request, () -> template),
                FindStackSetAction.State.create("guard"));
        log.addAll(driven.log);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        return driven.data();
    }

    private CreateStackSetAction.State created(StackSetRequest request, FindStackSetAction.State absent) {
        Driven<CreateStackSetAction.State, Call.Made> driven = it.time.run(
                new CreateStackSetAction(() -> it.session, request, () -> template),
                CreateStackSetAction.State.create(absent, "jenkins-" + UUID.randomUUID()));
        log.addAll(driven.log);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        return driven.data();
    }

    private StackSetAction.State toDo(StackSetRequest request) {
        FindStackSetAction.State found = found(request);
        CreateStackSetAction.State created = found.exists() ? null : created(request, found);
        return StackSetAction.State.first(
                found,
                created,
                StackSetChange.plan(created == null ? found : null, request),
                "jenkins-" + UUID.randomUUID());
    }

    private StackSetAction acting(StackSetRequest request) {
        return new StackSetAction(() -> it.session, request, () -> template);
    }

    private Driven<StackSetAction.State, StackSetAction.Answer> deploy(StackSetRequest request) {
        Driven<StackSetAction.State, StackSetAction.Answer> driven = it.time.run(acting(request), toDo(request));
        log.addAll(driven.log);
        while (driven.outcome instanceof Outcome.Succeeded
                && !driven.data().after().isEmpty()) {
            driven = it.time.run(acting(request), driven.data().next("jenkins-" + UUID.randomUUID()));
            log.addAll(driven.log);
        }
        return driven;
    }

    private static List<String> statuses(Driven<StackSetAction.State, StackSetAction.Answer> driven) {
        return driven.data().results().stream()
                .map(one -> one.place() + " " + one.status())
                .toList();
    }

    @Test
    void aSetAndItsStacksAreCreatedAndEachIsTold() {
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(FOUR);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(statuses(driven))
                .containsExactlyInAnyOrder(
                        "111111111111 in eu-central-1 SUCCEEDED",
                        "111111111111 in eu-west-1 SUCCEEDED",
                        "222222222222 in eu-central-1 SUCCEEDED",
                        "222222222222 in eu-west-1 SUCCEEDED");
        assertThat(log)
                .startsWith("There is no stack set guard in eu-west-1 yet.", "Stack set guard is created.")
                .anyMatch(line -> line.matches("  guard   4/4  succeeded  \\d{12} in eu-\\w+-1"))
                .anyMatch(line ->
                        line.matches("Stack set guard: creation of stacks SUCCEEDED after \\d+ s, 4 succeeded\\."));
        assertThat(it.aws.count("CreateStackSet")).isEqualTo(1);
        assertThat(it.aws.count("CreateStackInstances")).isEqualTo(1);
    }

    @Test
    void anotherTemplateUpdatesTheSetAndANewRegionGetsItsStacks() {
        deploy(request(ACCOUNTS, List.of(), List.of("eu-west-1"), QUICK));
        template = TEMPLATE.replace("!Ref Stage", "!Sub 'of ${Stage}'");
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(FOUR);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().operations()).hasSize(2);
        assertThat(driven.data().results())
                .hasSize(4)
                .allMatch(one -> one.status().equals("SUCCEEDED"));
        assertThat(log)
                .contains("Stack set guard has 2 stacks; update: 111111111111, 222222222222 in eu-west-1; creation of"
                        + " stacks: 111111111111, 222222222222 in eu-central-1.");
        assertThat(it.aws.calls("UpdateStackSet")).singleElement().satisfies(call -> {
            assertThat(call.parameter("Parameters.member.1.UsePreviousValue")).isEqualTo("true");
            assertThat(call.parameter("Regions.member.1")).isEqualTo("eu-west-1");
        });
    }

    @Test
    void nothingIsDoneWhenNothingDiffers() {
        deploy(FOUR);
        log.clear();
        FindStackSetAction.State found = found(FOUR);
        assertThat(StackSetChange.plan(found, FOUR)).isEmpty();
        assertThat(log).containsExactly("Stack set guard has 4 stacks; nothing changes.");
        assertThat(it.aws.count("UpdateStackSet")).isZero();
    }

    @Test
    void overridesReachTheStacksAndNoneIsPrinted() {
        deploy(FOUR);
        StackSetRequest overridden = FOUR.with(Map.of(), Map.of("Size", "tiny-swordfish"));
        assertThat(deploy(overridden).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.aws.calls("UpdateStackInstances"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameter("ParameterOverrides.member.1.ParameterValue"))
                        .isEqualTo("tiny-swordfish"));
        assertThat(log.toString()).doesNotContain("swordfish");
    }

    @Test
    void unitsAreDeployedTo() {
        it.aws.organizationalUnit("ou-ab12-cdefgh34", "111111111111", "333333333333");
        Driven<StackSetAction.State, StackSetAction.Answer> driven =
                deploy(request(List.of(), List.of("ou-ab12-cdefgh34"), List.of("eu-west-1"), QUICK));
        assertThat(driven.data().results())
                .hasSize(2)
                .allMatch(one ->
                        one.unit().equals("ou-ab12-cdefgh34") && one.status().equals("SUCCEEDED"));
    }

    private void failing() {
        StackSetRequest request = request(List.of("999999999999"), List.of(), List.of("eu-west-1"), QUICK);
        deploy(request);
        it.aws.stackSetFails("guard", "111111111111", "eu-central-1", "Account 111111111111 should have\n a role");
        log.clear();
    }

    @Test
    void aFailureNamesTheFirstStacksThatFailedAndWhy() {
        failing();
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(preferring(new StackSetRequest.Preferences(
                null, null, 1, null, List.of("eu-central-1", "eu-west-1"), null, null)));
        assertThat(driven.failure())
                .startsWith("Stack set guard: the creation of stacks of 111111111111, 222222222222 in eu-central-1,"
                        + " eu-west-1 failed. 111111111111 in eu-central-1: Account 111111111111 should have a role."
                        + " In all: 3 cancelled, 1 failed.")
                .contains("Look at: https://eu-west-1.console.aws.amazon.com/cloudformation/", "#/stacksets/guard%3A");
        assertThat(driven.log)
                .anyMatch(line -> line.contains(
                        "failed     111111111111 in eu-central-1: Account 111111111111 should" + " have a role"))
                .filteredOn(line -> line.contains("cancelled  "))
                .hasSize(1);
        assertThat(statuses(driven)).contains("111111111111 in eu-central-1 FAILED");
    }

    @Test
    void aToleratedFailureIsASuccessThatSaysSo() {
        failing();
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(preferring(
                new StackSetRequest.Preferences(1, null, 2, null, List.of(), "PARALLEL", "SOFT_FAILURE_TOLERANCE")));
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .anyMatch(line -> line.contains("SUCCEEDED after") && line.contains("1 failed, 3 succeeded"));
        assertThat(it.aws.calls("CreateStackInstances").get(1).parameter("OperationPreferences.FailureToleranceCount"))
                .isEqualTo("1");
    }

    @Test
    void anotherOperationIsWaitedForAndNamed() {
        deploy(request(ACCOUNTS, List.of(), List.of("eu-west-1"), QUICK));
        StackSetAction.State state = toDo(FOUR);
        it.session
                .cloudFormation()
                .detectStackSetDrift(r -> r.stackSetName("guard").operationId("by-anna"));
        Driven<StackSetAction.State, StackSetAction.Answer> driven = it.time.run(acting(FOUR), state);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0))
                .contains("Stack set guard is busy with another operation. Operation by-anna (DETECT_DRIFT) is RUNNING")
                .contains("Trying again");
    }

    @Test
    void anAbortStopsTheOperation() {
        StackSetAction.State state = toDo(preferring(StackSetRequest.Preferences.none()));
        it.aws.stackSetSeconds(20);
        Driven<StackSetAction.State, StackSetAction.Answer> driven = it.time.stopped(
                acting(FOUR), state, (now, lines) -> now.data().status().equals("RUNNING"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(it.aws.count("StopStackSetOperation")).isEqualTo(1);
        assertThat(driven.end.then()).isIn(Then.STOP, Then.TELL_AND_STOP);
        assertThat(driven.data().status()).isIn("STOPPED", "STOPPING");
    }

    @Test
    void somebodyElsesStopIsAFailureThatSaysSo() {
        it.aws.stackSetSeconds(20);
        StackSetAction.State state = toDo(FOUR);
        Driven<StackSetAction.State, StackSetAction.Answer> driven =
                it.time.stopped(acting(FOUR), state, (now, lines) -> {
                    if (now.data().status().equals("RUNNING") && it.aws.count("StopStackSetOperation") == 0) {
                        it.session
                                .cloudFormation()
                                .stopStackSetOperation(r -> r.stackSetName("guard")
                                        .operationId(now.data().operationId()));
                    }
                    return false;
                });
        assertThat(driven.failure()).contains(" was stopped by somebody. ");
    }

    static Stream<Arguments> faults() {
        return AnyState.faults(
                "DescribeStackSet",
                "CreateStackSet",
                "CreateStackInstances",
                "DescribeStackSetOperation",
                "ListStackSetOperationResults");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOutAndThereIsOneOperation(
            String name, String operation, Consumer<LookAlikeFault> fault, String words) {
        it.fault(operation, fault, name);
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(FOUR);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(operations()).isEqualTo(1);
    }

    static Stream<Arguments> faultsOfUpdates() {
        return AnyState.faults("UpdateStackSet", "ListStackInstances", "GetTemplateSummary");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfUpdates")
    void whatPassesIsWaitedOutAndThereIsOneUpdate(
            String name, String operation, Consumer<LookAlikeFault> fault, String words) {
        deploy(FOUR);
        template = TEMPLATE.replace("!Ref Stage", "!Sub 'of ${Stage}'");
        it.fault(operation, fault, name);
        Driven<StackSetAction.State, StackSetAction.Answer> driven = deploy(FOUR);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(operations()).isEqualTo(2);
    }

    private int operations() {
        return it.session
                .cloudFormation()
                .listStackSetOperations(r -> r.stackSetName("guard"))
                .summaries()
                .size();
    }

    @Test
    void aRestartAtAnyMomentBeginsOneOperation() {
        Driven<StackSetAction.State, StackSetAction.Answer> first = deploy(FOUR);
        assertThat(first.saved).hasSizeGreaterThanOrEqualTo(2);
        for (ActionState<StackSetAction.State> moment : first.saved) {
            Driven<StackSetAction.State, StackSetAction.Answer> again = it.time.resume(acting(FOUR), moment);
            assertThat(again.data().results()).isEqualTo(first.data().results());
        }
        assertThat(it.aws.count("CreateStackInstances")).isEqualTo(1);
    }

    @Test
    void aCreationAskedForTwiceIsOne() {
        FindStackSetAction.State absent = found(FOUR);
        it.aws.fault("CreateStackSet").resetAfter();
        created(FOUR, absent);
        assertThat(it.aws.calls("CreateStackSet"))
                .hasSize(2)
                .extracting(call -> call.parameter("ClientRequestToken"))
                .containsOnly(it.aws.calls("CreateStackSet").get(0).parameter("ClientRequestToken"));
        assertThat(it.session.cloudFormation().listStackSets(r -> {}).summaries())
                .hasSize(1);
    }

    private String refused(StackSetRequest request, UnaryOperator<String> of) {
        template = of.apply(template);
        return it.time
                .run(
                        new FindStackSetAction(() -> it.session, request, () -> template),
                        FindStackSetAction.State.create("guard"))
                .failure();
    }

    @Test
    void aNewSetNeedsATemplate() {
        assertThat(refused(FOUR, before -> null))
                .startsWith("There is no stack set guard in eu-west-1 yet: say template or templateUrl.");
    }

    @Test
    void aLargeTemplateIsRefusedWithTheWayOut() {
        assertThat(refused(FOUR, before -> before + "#".repeat(52_000)))
                .contains("CloudFormation takes at most 51200 in a request")
                .contains("templateUrl");
    }

    @Test
    void theTemplateIsNotChangedForStacksThatAreNotThere() {
        deploy(request(List.of("999999999999"), List.of(), List.of("eu-west-1"), QUICK));
        assertThat(refused(FOUR, before -> before.replace("!Ref Stage", "changed")))
                .contains("none of the stacks that are named exists yet");
        assertThat(it.aws.count("UpdateStackSet")).isZero();
    }

    @Test
    void accessDeniedIsOneClearFailure() {
        StackSetAction.State state = toDo(FOUR);
        it.aws.fault("CreateStackInstances").denyAccess();
        assertThat(it.time.run(acting(FOUR), state).failure())
                .startsWith("The creation of stacks of stack set guard failed: AWS says: ")
                .contains("not authorized to perform: cloudformation:CreateStackInstances");
    }

    @Test
    void withoutATemplateTheSetKeepsItsOwn() {
        deploy(FOUR);
        template = null;
        StackSetRequest other = FOUR.with(Map.of("Stage", "prod"), Map.of());
        assertThat(deploy(other).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.aws.calls("UpdateStackSet")).singleElement().satisfies(call -> {
            assertThat(call.parameters())
                    .containsEntry("UsePreviousTemplate", "true")
                    .containsEntry("Parameters.member.1.ParameterValue", "prod")
                    .containsEntry("Parameters.member.2.ParameterKey", "Size")
                    .containsEntry("Parameters.member.2.UsePreviousValue", "true")
                    .doesNotContainKeys("TemplateBody", "Parameters.member.3.ParameterKey");
        });
    }

    @Test
    void aParameterThatTheNewTemplateDoesNotDeclareIsNotKept() {
        deploy(FOUR);
        template = TEMPLATE.replace("  Size: {Type: String, Default: large}\n", "");
        assertThat(deploy(FOUR).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.aws.calls("UpdateStackSet")).singleElement().satisfies(call -> {
            assertThat(call.parameters())
                    .containsEntry("TemplateBody", template)
                    .containsEntry("Parameters.member.1.ParameterKey", "Stage")
                    .containsEntry("Accounts.member.2", "222222222222")
                    .doesNotContainKeys("UsePreviousTemplate", "Parameters.member.2.ParameterKey");
        });
    }

    @Test
    void anOperationThatAwsHasAlreadyIsOurs() {
        StackSetAction.State state = toDo(FOUR);
        it.aws
                .fault("CreateStackInstances")
                .meanwhile(() -> acting(FOUR).start(state))
                .error(409, "OperationIdAlreadyExistsException", "it exists");
        assertThat(acting(FOUR).start(state)).isEqualTo(state);
        assertThat(operations()).isEqualTo(1);
        StackSetAction.State next = toDo(FOUR.with(Map.of("Stage", "prod"), Map.of()));
        it.aws.fault("UpdateStackSet").error(409, "OperationIdAlreadyExistsException", "it exists");
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> acting(FOUR).start(next)))
                .hasMessageContaining("it exists");
    }

    @Test
    void anOperationWhoseSetIsGoneIsNotWaitedFor() {
        StackSetAction.State state = acting(FOUR).start(toDo(FOUR));
        it.aws.fault("DescribeStackSetOperation").error(404, "OperationNotFoundException", "no such operation");
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> acting(FOUR).ask(state)))
                .hasMessage("Operation " + state.operationId()
                        + " of stack set guard is not there any more: somebody has deleted the stack set.");
    }

    @Test
    void whatHasEndedNeedsNoStop() {
        StackSetAction.State state = acting(FOUR).start(toDo(FOUR));
        it.aws.fault("StopStackSetOperation").error(400, "InvalidOperationException", "it has ended");
        acting(FOUR).stop(state);
        it.aws.fault("StopStackSetOperation").denyAccess();
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> acting(FOUR).stop(state)))
                .hasMessageStartingWith("Stopping operation " + state.operationId() + " of stack set guard failed");
    }

    // ---- what a look comes to

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static StackSetAction.State running() {
        StackSetChange change =
                new StackSetChange(StackSetChange.Kind.CREATE_INSTANCES, ACCOUNTS, List.of(), List.of("eu-west-1"));
        FindStackSetAction.State found =
                new FindStackSetAction.State("guard", "eu-west-1", "guard:1", Set.of(), false, List.of());
        return StackSetAction.State.first(found, null, List.of(change), "op-1");
    }

    private static StackSetAction.Instance instance(int account, String status, String reason) {
        return new StackSetAction.Instance(String.valueOf(account).repeat(12), "eu-west-1", "", status, reason);
    }

    private static StackSetAction.Answer answer(String status, StackSetAction.Instance... instances) {
        return new StackSetAction.Answer(status, "", List.of(instances));
    }

    private Look<StackSetAction.State> look(StackSetAction.State state, int seconds, StackSetAction.Answer answer) {
        return acting(FOUR).read(state, answer, NOW.plusSeconds(seconds));
    }

    @Test
    void aLogThatIsSilentForAMinuteSaysHowItStands() {
        StackSetAction.Answer half =
                answer("RUNNING", instance(1, "SUCCEEDED", ""), instance(2, "RUNNING", ""), instance(3, "PENDING", ""));
        Look<StackSetAction.State> first = look(running(), 0, half);
        assertThat(first.lines())
                .containsExactly(
                        "Stack set guard, creation of stacks: 111111111111, 222222222222 in eu-west-1 (operation op-1).",
                        "  guard   1/3  succeeded  111111111111 in eu-west-1");
        Look<StackSetAction.State> quiet = look(first.state(), 59, half);
        assertThat(quiet.lines()).isEmpty();
        Look<StackSetAction.State> reminder = look(quiet.state(), 60, half);
        assertThat(reminder.lines())
                .containsExactly("Stack set guard: RUNNING, 1 of 3 stacks, at work on 222222222222 in eu-west-1.");
        assertThat(look(reminder.state(), 61, half).lines()).isEmpty();
        Look<StackSetAction.State> news = look(
                reminder.state(), 130, answer("RUNNING", instance(1, "SUCCEEDED", ""), instance(2, "SUCCEEDED", "")));
        assertThat(news.lines()).containsExactly("  guard   2/2  succeeded  222222222222 in eu-west-1");
        assertThat(look(news.state(), 190, answer("QUEUED", instance(3, "PENDING", "")))
                        .lines())
                .containsExactly("Stack set guard: QUEUED, 0 of 1 stacks.");
        Look<StackSetAction.State> end = look(news.state(), 200, answer("SUCCEEDED"));
        assertThat(end.lines())
                .containsExactly("Stack set guard: creation of stacks SUCCEEDED after 3 min 20 s, no stacks.");
        assertThat(end.state().seconds()).isEqualTo(200);
        assertThat(news.state().seconds()).isZero();
    }

    private String failure(StackSetAction.Answer answer) {
        return ((Look.Failed) look(running(), 0, answer).verdict()).message();
    }

    @Test
    void ofManyFailuresTheFirstThreeAreNamed() {
        StackSetAction.Instance[] failed = IntStream.rangeClosed(1, 4)
                .mapToObj(account -> instance(account, "FAILED", account == 1 ? "" : "no " + account))
                .toArray(StackSetAction.Instance[]::new);
        assertThat(failure(answer("FAILED", failed)))
                .contains(" failed. 111111111111 in eu-west-1: AWS gives no reason. 222222222222 in eu-west-1: no 2."
                        + " 333333333333 in eu-west-1: no 3. And 1 more. In all: 4 failed.");
        assertThat(failure(answer("FAILED", Arrays.copyOf(failed, 3)))).doesNotContain("more.");
    }

    @Test
    void whereNoStackHasFailedAwssReasonIsSaid() {
        assertThat(failure(new StackSetAction.Answer("FAILED", "No such unit", List.of())))
                .contains(" failed. No such unit. In all: no stacks.");
        assertThat(failure(new StackSetAction.Answer("FAILED", "No such unit", List.of(instance(1, "FAILED", "no.")))))
                .contains(" failed. 111111111111 in eu-west-1: no. In all: 1 failed.")
                .doesNotContain("unit");
        assertThat(failure(answer("FAILED"))).contains(" failed.  In all: no stacks.");
    }

    @Test
    void whatIsLeftBehindIsNamedAsItWasSeen() {
        assertThat(acting(FOUR).title()).isEqualTo("The operation on stack set guard");
        assertThat(acting(FOUR).leftBehind(running()))
                .startsWith("Operation op-1 of stack set guard was last seen in an unknown state; ");
        assertThat(acting(FOUR).leftBehind(look(running(), 0, answer("RUNNING")).state()))
                .startsWith("Operation op-1 of stack set guard was last seen in RUNNING; ")
                .contains(" Look at: https://");
    }
}

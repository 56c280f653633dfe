package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Change sets and executions in states that the emulator cannot be brought into. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OnLookAlikeTest {

    private static final String CHILD = """
        Resources:
          Rule:
            Type: AWS::Events::Rule
            Properties: {ScheduleExpression: rate(1 day)}
          Bucket:
            Type: AWS::S3::Bucket
            Metadata: {LookAlike: {Fails: 'shop-logs already exists', Seconds: 2}}
            Properties: {BucketName: shop-logs}
        """;

    private static final String PARENT = """
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Metadata: {LookAlike: {Seconds: 60}}
          Storage:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: 'https://s3.eu-central-1.amazonaws.com/templates/child.yaml'}
        """;

    private final Deployed shop = new Deployed();

    @AfterEach
    void close() {
        shop.close();
    }

    private Driven<ExecuteAction.State, ExecuteAction.Answer> deploy(String template) {
        return shop.execute(shop.plan("shop", request -> without(request), Deployed.text(template))
                .data());
    }

    private static ChangeSetRequest without(ChangeSetRequest request) {
        return new ChangeSetRequest(
                request.stack(), Map.of(), List.of("CAPABILITY_AUTO_EXPAND"), Map.of(), null, null, request.options());
    }

    // ---- what is executed

    @Test
    void theFirstCauseIsFoundInsideOfANestedStack() {
        shop.aws.template("https://s3.eu-central-1.amazonaws.com/templates/child.yaml", CHILD);
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = deploy(PARENT);
        assertThat(driven.failure())
                .startsWith("Stack shop was not created: Storage → Bucket (AWS::S3::Bucket) CREATE_FAILED: shop-logs"
                        + " already exists")
                .contains("ROLLBACK_COMPLETE");
        assertThat(driven.log)
                .anyMatch(
                        line -> line.contains("failed   Storage (AWS::CloudFormation::Stack): Bucket (AWS::S3::Bucket)"
                                + " CREATE_FAILED: shop-logs already exists"));
        assertThat(driven.log.toString()).doesNotContainIgnoringCase("cancelled");
    }

    @Test
    void eventsOfManyPagesAreAllRead() {
        shop.aws.pageSize(5);
        shop.stack("shop").pastEvents(300);
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.execute(shop.plan("shop", Deployed.TEMPLATE).data());
        assertThat(driven.data().result()).isEqualTo("UPDATED");
        assertThat(driven.log)
                .anyMatch(line -> line.contains("1/2  updated  "))
                .anyMatch(line -> line.contains("2/2  updated  "))
                .noneMatch(line -> line.contains("Past"));
    }

    @Test
    void aChangeSetOfAStackThatSomebodyChangedIsOutdated() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        stack.updatedByStranger();
        assertThat(shop.execute(planned).failure())
                .contains("is outdated: the stack was changed after it had been created. Run cfnChangeSet again");
        assertThat(shop.aws.count("ExecuteChangeSet")).isZero();
    }

    @Test
    void aChangeSetThatSomebodyDeletedIsRefused() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        stack.changeSetsDeletedByStranger();
        assertThat(shop.execute(planned).failure()).contains("does not exist any more");
    }

    private Driven<RecheckAction.State, Call.Made> recheck(ChangeSetAction.State planned) {
        return recheck(planned, false);
    }

    private Driven<RecheckAction.State, Call.Made> recheck(ChangeSetAction.State planned, boolean drifted) {
        return shop.clock.run(
                new RecheckAction(() -> shop.session, "shop"),
                new RecheckAction.State(planned.id(), planned.name(), planned.stackId(), drifted, null));
    }

    private void detectDrift() {
        shop.clock.run(new DriftAction(() -> shop.session, "shop", false, false), DriftAction.State.create("shop"));
    }

    private PrepareStackAction.State ready() {
        PrepareStackAction.State state = Deployed.toBeReady("shop");
        PrepareStackAction.State now = shop.clock.run(shop.ready("shop"), state).data();
        shop.turns.release(state.token());
        return now;
    }

    @Test
    void driftThatIsFoundMeanwhileWithdrawsTheApproval() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        stack.resource("Queue").drifted("VisibilityTimeout", "60");
        assertThat(recheck(planned).data().outdated())
                .as("nobody has looked for it")
                .isNull();
        detectDrift();
        assertThat(recheck(planned).log)
                .containsExactly("The approval of change set " + planned.name()
                        + " is withdrawn: a drift detection has found since then that somebody changed the stack by"
                        + " hand.");
        assertThat(recheck(planned, true).data().outdated()).as("people knew").isNull();
    }

    @Test
    void aStackThatIsReadyTellsWhetherItHasDrifted() {
        StackInAnyState stack = shop.stack("shop");
        assertThat(ready().drifted()).isFalse();
        stack.resource("Queue").drifted("VisibilityTimeout", "60");
        detectDrift();
        assertThat(ready().drifted()).isTrue();
    }

    @Test
    void whatWasApprovedIsLookedAtOnceMore() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        assertThat(recheck(planned).log).isEmpty();
        shop.aws.fault("DescribeChangeSet").throttle();
        assertThat(recheck(planned).data().outdated()).isNull();
        stack.updatedByStranger();
        Driven<RecheckAction.State, Call.Made> changed = recheck(planned);
        assertThat(changed.outcome).as("the next change set is asked about").isEqualTo(new Outcome.Succeeded());
        assertThat(changed.log)
                .containsExactly("The approval of change set " + planned.name()
                        + " is withdrawn: the stack was changed after the change set had been created.");
        stack.changeSetsDeletedByStranger();
        assertThat(recheck(planned).data().outdated())
                .isEqualTo("the change set was deleted, or another one of the stack was executed");
    }

    @Test
    void whatMayNotBeLookedAtOnceMoreIsNotExecuted() {
        shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.aws.fault("DescribeChangeSet").denyAccess();
        assertThat(recheck(planned).failure()).contains("not authorized to perform: cloudformation:DescribeChangeSet");
    }

    @Test
    void aStackThatSomebodyDeletesMeanwhileIsSaidToBeGone() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(100);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.clock.stopped(shop.executing(planned, false), Deployed.toExecute(planned), (state, log) -> {
                    if (state.data().status().equals("UPDATE_IN_PROGRESS")) {
                        stack.deletedByStranger();
                    }
                    return false;
                });
        assertThat(driven.failure()).startsWith("Stack shop was deleted by somebody while change set");
    }

    @Test
    void anAlarmRollsBackAndTheLogSaysWhich() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(50);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        boolean[] rung = {false};
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.clock.stopped(shop.executing(planned, false), Deployed.toExecute(planned), (state, log) -> {
                    if (!rung[0] && state.data().status().equals("UPDATE_IN_PROGRESS")) {
                        rung[0] = true;
                        stack.failNow("Rollback trigger 5xx went into ALARM");
                    }
                    return false;
                });
        assertThat(driven.failure())
                .startsWith("Stack shop was not updated: ")
                .contains("Rollback trigger 5xx went into ALARM")
                .contains("The stack is in UPDATE_ROLLBACK_COMPLETE: it is rolled back to what it was.");
    }

    @Test
    void aRollbackThatFailsTooSaysHowToGoOn() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Topic").fails("No more topics").seconds(5);
        stack.resource("Queue").failsRollback("The queue is gone");
        assertThat(shop.execute(shop.plan("shop", Deployed.TEMPLATE).data()).failure())
                .startsWith("Stack shop was not updated: Topic (AWS::SNS::Topic) UPDATE_FAILED: No more topics.")
                .contains("UPDATE_ROLLBACK_FAILED")
                .contains("continueRollback: true");
    }

    @Test
    void onFailureDeleteLeavesNothingAndTellsTheCause() {
        String failing = CHILD.replace("Seconds: 2", "Seconds: 3");
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan(
                "shop",
                request -> without(Deployed.with(options -> {
                            options.onFailure = "DELETE";
                            return options;
                        })
                        .apply(request)),
                Deployed.text(failing));
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned.data());
        assertThat(driven.failure())
                .startsWith("Stack shop was not created: Bucket (AWS::S3::Bucket) CREATE_FAILED: shop-logs already"
                        + " exists. The stack is deleted again");
        assertThat(shop.aws.exists("shop")).isFalse();
    }

    @Test
    void onAbortTheUpdateIsCancelled() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(60);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.clock.stopped(
                shop.executing(planned, false),
                Deployed.toExecute(planned),
                (state, log) -> state.data().status().equals("UPDATE_IN_PROGRESS"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(shop.aws.count("CancelUpdateStack")).isEqualTo(1);
        assertThat(shop.aws.calls("CancelUpdateStack").get(0).parameters())
                .containsEntry("ClientRequestToken", planned.name() + "-cancel");
    }

    @Test
    void anExecutionThatHasBegunIsFoundAndNotBegunAgain() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        ExecuteAction action = shop.executing(planned, false);
        ExecuteAction.State before = Deployed.toExecute(planned);
        assertThat(action.find(before)).isEmpty();
        ExecuteAction.State begun = action.start(before);
        assertThat(begun.stackId()).isEqualTo(stack.id());
        assertThat(action.find(before)).contains(begun);
        assertThat(action.start(before)).isEqualTo(begun);
        assertThat(shop.aws.count("ExecuteChangeSet")).isEqualTo(1);
    }

    @Test
    void anExecutionWhoseStackIsGoneIsFoundByItsEvents() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        ChangeSetAction.State other = shop.plan("shop", Deployed.TEMPLATE).data();
        ExecuteAction action = shop.executing(planned, false);
        ExecuteAction.State before = Deployed.toExecute(planned);
        action.start(before);
        stack.deletedByStranger();
        assertThat(action.find(before)).map(ExecuteAction.State::stackId).contains(stack.id());
        assertThat(action.find(Deployed.toExecute(other))).isEmpty();
        assertThat(action.find(ExecuteAction.State.create(planned.id(), null, planned.name(), "shop", null)))
                .as("nobody knows which stack it was")
                .isEmpty();
    }

    @Test
    void anExecutionWhoseAnswerIsLostIsFollowed() {
        shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.aws.fault("ExecuteChangeSet").resetAfter();
        assertThat(shop.execute(planned).data().result()).isEqualTo("UPDATED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidChangeSetStatus", "TokenAlreadyExists", "AccessDenied"})
    void anExecutionThatAwsRefusesIsNotTakenForOurs(String code) {
        shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.aws.fault("ExecuteChangeSet").error(400, code, "not now");
        assertThat(shop.execute(planned).failure()).contains("Executing change set", "not now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidChangeSetStatus", "TokenAlreadyExists"})
    void anExecutionThatAwsHasBegunAlreadyIsFollowed(String code) {
        shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.aws
                .fault("ExecuteChangeSet")
                .meanwhile(() -> shop.session
                        .cloudFormation()
                        .executeChangeSet(r -> r.changeSetName(planned.id()).clientRequestToken(planned.name())))
                .error(400, code, "it is being executed");
        assertThat(shop.execute(planned).data().result()).isEqualTo("UPDATED");
    }

    @Test
    void leftAloneOnAbortTheUpdateGoesOn() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(60);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.clock.stopped(
                shop.executing(planned, true),
                Deployed.toExecute(planned),
                (state, log) -> state.data().status().equals("UPDATE_IN_PROGRESS"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.log)
                .anyMatch(line -> line.startsWith(
                        "Stack shop was last seen in UPDATE_IN_PROGRESS and goes on by itself. Look at: https://"));
        assertThat(shop.aws.count("CancelUpdateStack")).isZero();
        assertThat(stack.status()).isEqualTo("UPDATE_IN_PROGRESS");
    }

    // ---- what is planned

    @Test
    void aLargeTemplateGoesThroughTheStoreOnce() {
        String large = Deployed.TEMPLATE + "# " + "x".repeat(60_000);
        for (String stack : List.of("shop-1", "shop-2")) {
            Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan(
                    stack,
                    Deployed.with(options -> {
                        options.store = "s3://templates/of-shop";
                        return options;
                    }),
                    Deployed.text(large));
            assertThat(planned.outcome).as(planned.log.toString()).isEqualTo(new Outcome.Succeeded());
            assertThat(planned.log)
                    .anyMatch(line -> line.startsWith("The template is too large for a request and goes"
                            + " through https://s3.eu-west-1.amazonaws.com/templates/of-shop/templates/"));
        }
        assertThat(shop.aws.count("PutObject")).isEqualTo(1);
    }

    @Test
    void aTemplateThatIsTooLargeForAwsIsRefused() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned =
                shop.plan("shop", Deployed.TEMPLATE + "# " + "x".repeat(1 << 20));
        assertThat(planned.failure())
                .contains("CloudFormation takes at most 1048576")
                .contains("nested stack");
        assertThat(shop.aws.count("CreateChangeSet")).isZero();
    }

    @Test
    void aTemplateThatIsNoneIsRefusedWithThePlace() {
        assertThat(shop.plan("shop", "Resources:\n  Queue: {Type: [}\n").failure())
                .startsWith("template: template.yaml, line 2, column 18: ");
        assertThat(shop.aws.count("CreateChangeSet")).isZero();
    }

    @Test
    void aTemplateInS3AndThePreviousOne() {
        shop.aws.object("templates", "shop.yaml", Deployed.TEMPLATE.getBytes(StandardCharsets.UTF_8));
        String url = "https://s3.eu-west-1.amazonaws.com/templates/shop.yaml";
        ChangeSetAction.State first = shop.plan(
                        "shop", request -> request, ChangeSetInput.of(new ChangeSetInput.TemplateSource.Url(url)))
                .data();
        assertThat(shop.execute(first).data().result()).isEqualTo("CREATED");
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> again = shop.plan(
                "shop",
                request -> new ChangeSetRequest("shop", Map.of("Wait", "7"), List.of(), Map.of(), null, null),
                ChangeSetInput.of(new ChangeSetInput.TemplateSource.Previous()));
        assertThat(shop.execute(again.data()).data().result()).isEqualTo("UPDATED");
        assertThat(shop.aws.stack("shop").parameters()).containsEntry("Wait", "7");
    }

    @Test
    void parametersKeepTheirValueUnlessToldOtherwise() {
        shop.aws.stack("shop").template(Deployed.TEMPLATE, Map.of("Wait", "5"));
        assertThat(shop.plan("shop", DeployedWithTag::request, Deployed.text(Deployed.TEMPLATE)).log)
                .contains("Parameters that are not given keep their previous value: Wait.");
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> reset = shop.plan(
                "shop",
                request -> Deployed.with(options -> {
                            options.keepPrevious = false;
                            return options;
                        })
                        .apply(DeployedWithTag.request(request)),
                Deployed.text(Deployed.TEMPLATE));
        assertThat(reset.data().content().parameters()).containsEntry("Wait", "1");
        assertThat(reset.log).noneMatch(line -> line.contains("keep their previous value"));
    }

    /** No parameters, so that what is not given is decided. */
    private static final class DeployedWithTag {
        static ChangeSetRequest request(ChangeSetRequest request) {
            return new ChangeSetRequest(
                    request.stack(), Map.of(), List.of(), Map.of("team", "shop"), null, null, request.options());
        }
    }

    @Test
    void whatTheTemplateDoesNotDeclareIsNamed() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan(
                "shop",
                request -> new ChangeSetRequest("shop", Map.of("Wiat", "2"), List.of(), Map.of(), null, null),
                Deployed.text(Deployed.TEMPLATE));
        assertThat(planned.failure())
                .contains("the template has no Wiat; it has Wait")
                .contains("Nothing was started");
    }

    @Test
    void aFilesValuesTagsAndPolicyAreTakenAndTheStepsWin() {
        ChangeSetInput input = new ChangeSetInput(
                new ChangeSetInput.TemplateSource.Text("template.yaml", Deployed.TEMPLATE),
                Map.of("Wait", "9"),
                Set.of(),
                Map.of("team", "shop", "stage", "prod"),
                "{\"Statement\": []}");
        ChangeSetAction.State planned = shop.plan(
                        "shop",
                        request -> new ChangeSetRequest(
                                "shop", Map.of("Wait", "3"), List.of(), Map.of("stage", "test"), null, null),
                        input)
                .data();
        assertThat(planned.stackPolicy()).isEqualTo("{\"Statement\": []}");
        assertThat(planned.content().parameters()).containsEntry("Wait", "3");
        assertThat(planned.content().tags()).isEqualTo(Map.of("team", "shop", "stage", "test"));
    }

    @Test
    void everythingElseThatWasSaidReachesAws() {
        String role = "arn:aws:iam::123456789012:role/deploy";
        ChangeSetAction.State planned = shop.plan(
                        "shop",
                        request -> new ChangeSetRequest(
                                "shop",
                                request.parameters(),
                                List.of("CAPABILITY_IAM"),
                                Map.of(),
                                role,
                                null,
                                everything()),
                        Deployed.text(Deployed.TEMPLATE))
                .data();
        Map<String, String> sent = shop.aws.calls("CreateChangeSet").get(0).parameters();
        assertThat(sent)
                .containsEntry("RoleARN", role)
                .containsEntry("NotificationARNs.member.1", "arn:aws:sns:eu-west-1:123456789012:deployments")
                .containsEntry(
                        "RollbackConfiguration.RollbackTriggers.member.1.Arn",
                        "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:5xx")
                .containsEntry("RollbackConfiguration.MonitoringTimeInMinutes", "10")
                .containsEntry("IncludeNestedStacks", "true")
                .containsEntry("OnStackFailure", "DO_NOTHING")
                .containsEntry("ImportExistingResources", "true")
                .containsEntry("Capabilities.member.1", "CAPABILITY_IAM")
                .containsEntry("ClientToken", planned.name());
        shop.execute(planned);
        assertThat(shop.aws.calls("ExecuteChangeSet").get(0).parameters()).doesNotContainKey("DisableRollback");
    }

    private static ChangeSetOptions everything() {
        Deployed.Options options = new Deployed.Options();
        options.topics = List.of("arn:aws:sns:eu-west-1:123456789012:deployments");
        options.alarms = List.of("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:5xx");
        options.monitoring = 10;
        options.onFailure = "DO_NOTHING";
        options.importExisting = true;
        assertThat(options.build().problems()).isEmpty();
        return options.build();
    }

    @Test
    void driftIsRevertedWhereThatIsSaid() {
        shop.stack("shop").resource("Queue").drifted("VisibilityTimeout", "99");
        ChangeSetAction.State planned = shop.plan(
                        "shop",
                        request -> Deployed.with(options -> {
                                    options.revertDrift = true;
                                    return options;
                                })
                                .apply(request),
                        Deployed.text(Deployed.TEMPLATE))
                .data();
        assertThat(shop.aws.calls("CreateChangeSet").get(0).parameters())
                .containsEntry("DeploymentMode", "REVERT_DRIFT");
        assertThat(planned.content().changes()).isNotEmpty();
    }

    @Test
    void anExistingResourceIsImported() {
        shop.stack("shop");
        String template = Deployed.TEMPLATE.replace(
                "Outputs:",
                "  Logs: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, Properties: {BucketName: shop-logs}}\nOutputs:");
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan(
                "shop",
                request -> new ChangeSetRequest(
                        "shop",
                        Map.of("Wait", "1"),
                        List.of(),
                        Map.of(),
                        null,
                        null,
                        Deployed.with(options -> {
                                    options.imports = List.of(new ChangeSetOptions.ImportedResource(
                                            "AWS::S3::Bucket", "Logs", Map.of("BucketName", "shop-logs")));
                                    return options;
                                })
                                .apply(request)
                                .options()),
                Deployed.text(template));
        assertThat(planned.log).anyMatch(line -> line.contains("+  Logs  AWS::S3::Bucket  imported"));
        assertThat(shop.execute(planned.data()).data().result()).isEqualTo("IMPORTED");
    }

    @Test
    void aShellLeftOverByAnotherIsUsedAndSaidSo() {
        shop.aws.stack("shop").status("REVIEW_IN_PROGRESS");
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan("shop", Deployed.TEMPLATE);
        assertThat(planned.log)
                .anyMatch(line -> line.contains(
                        "it is in REVIEW_IN_PROGRESS, left over from a change set that was never executed"));
        assertThat(planned.data().madeStack()).isFalse();
        assertThat(shop.execute(planned.data()).data().result()).isEqualTo("CREATED");
    }

    @Test
    void allPagesOfAChangeSetAreRead() {
        shop.aws.changesAPage(1);
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan("shop", Deployed.TEMPLATE);
        assertThat(planned.data().content().changes()).hasSize(2);
        assertThat(planned.log).contains("  2 to add.");
    }

    // ---- what nobody executes

    @Test
    void aDiscardedChangeSetTakesItsEmptyStackWithIt() {
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        Driven<DiscardAction.State, Call.Made> driven =
                shop.clock.run(new DiscardAction(() -> shop.session, "shop"), DiscardAction.State.of(planned));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .containsExactly("Change set " + planned.name() + " is deleted, and the empty stack shop with it.");
        assertThat(shop.aws.exists("shop")).isFalse();
    }

    @Test
    void aDiscardedChangeSetOfARealStackLeavesTheStack() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        Driven<DiscardAction.State, Call.Made> driven =
                shop.clock.run(new DiscardAction(() -> shop.session, "shop"), DiscardAction.State.of(planned));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(stack.changeSets()).isEmpty();
        assertThat(stack.status()).isEqualTo("CREATE_COMPLETE");
        assertThat(shop.aws.count("DeleteStack")).isZero();
    }

    @Test
    void aStackPolicyIsSetOnceTheStackIsThere() {
        StackInAnyState stack = shop.stack("shop");
        PolicyAction.State state = new PolicyAction.State("shop", stack.id(), "{\"Statement\": []}");
        Driven<PolicyAction.State, Call.Made> driven =
                shop.clock.run(new PolicyAction(() -> shop.session, "shop"), state);
        assertThat(driven.log).containsExactly("The stack policy is set.");
        assertThat(stack.policy()).isEqualTo("{\"Statement\": []}");
        for (ActionState<PolicyAction.State> moment : driven.saved) {
            assertThat(shop.clock.resume(new PolicyAction(() -> shop.session, "shop"), moment).outcome)
                    .isEqualTo(new Outcome.Succeeded());
        }
    }

    @Test
    void aDiscardedChangeSetThatMayNotBeDeletedIsNamed() {
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        DiscardAction discarding = new DiscardAction(() -> shop.session, "shop");
        assertThat(discarding.title()).isEqualTo("Deleting the change set for stack shop");
        shop.aws.fault("DeleteChangeSet").times(4).throttle();
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> discarding.make(DiscardAction.State.of(planned)))
                        .kind())
                .isEqualTo(RemoteFailure.Kind.THROTTLED);
        shop.aws.clearFaults();
        shop.aws.fault("DeleteChangeSet").denyAccess();
        Driven<DiscardAction.State, Call.Made> driven = shop.clock.run(discarding, DiscardAction.State.of(planned));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .singleElement()
                .asString()
                .startsWith("Change set " + planned.name() + " of stack shop may stay behind;")
                .contains("not authorized to perform: cloudformation:DeleteChangeSet");
    }

    @Test
    void aDiscardedChangeSetLeavesAStackThatHasAnother() {
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.plan("shop", Deployed.TEMPLATE);
        Driven<DiscardAction.State, Call.Made> driven =
                shop.clock.run(new DiscardAction(() -> shop.session, "shop"), DiscardAction.State.of(planned));
        assertThat(driven.log)
                .containsExactly("Change set " + planned.name()
                        + " is deleted. Stack shop stays: it is not empty any more," + " or has another change set.");
        assertThat(shop.aws.exists("shop")).isTrue();
    }

    @Test
    void aStackWithoutChangesIsReadForItsOutputs() {
        StackInAnyState stack = shop.stack("shop");
        ExecuteAction.State state = ExecuteAction.State.create(null, null, "token", "shop", stack.id());
        UnchangedAction unchanged = new UnchangedAction(() -> shop.session, "shop", false);
        assertThat(unchanged.title()).isEqualTo("Reading the outputs of stack shop");
        assertThat(unchanged.leftBehind(state)).isEqualTo("Nothing was started.");
        ExecuteAction.State read = unchanged.make(state);
        assertThat(read.status()).isEqualTo("CREATE_COMPLETE");
        assertThat(read.outputs()).containsOnlyKeys("Url");
        assertThat(read.result()).isEqualTo("NO_CHANGES");
        assertThat(unchanged.lines(read)).containsExactly("Stack shop has no changes; nothing is executed.");
        assertThat(new UnchangedAction(() -> shop.session, "shop", true).lines(read))
                .isEmpty();
        stack.deletedByStranger();
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> unchanged.make(state)))
                .hasMessage("Stack shop does not exist any more.");
    }

    @Test
    void aStackPolicyThatMayNotBeSetIsSaidToBeTheOnlyThingMissing() {
        PolicyAction policy = new PolicyAction(() -> shop.session, "shop");
        assertThat(policy.title()).isEqualTo("The policy of stack shop");
        PolicyAction.State state =
                new PolicyAction.State("shop", shop.stack("shop").id(), "{}");
        assertThat(policy.leftBehind(state)).isEqualTo("Stack shop is deployed; its policy may not be set.");
        shop.aws.fault("SetStackPolicy").denyAccess();
        assertThat(shop.clock.run(policy, state).failure())
                .startsWith("Setting the policy of stack shop, which is deployed, failed: AWS says: ");
    }

    // ---- who comes in between

    private static String busy(StackInAnyState stack) {
        return "Stack:" + stack.id() + " is in UPDATE_IN_PROGRESS state and can not be updated.";
    }

    @Test
    void whoComesInBetweenTheLookAndTheChangeSetIsWaitedFor() {
        String busy = busy(shop.stack("shop"));
        shop.aws.fault("CreateChangeSet").error(400, "ValidationError", busy);
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan("shop", Deployed.TEMPLATE);
        assertThat(planned.outcome).as(planned.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(planned.log.get(0)).contains(busy, "Trying again");
        assertThat(shop.aws.stack("shop").changeSets()).hasSize(1);
    }

    @Test
    void whoComesInBetweenTheLookAndTheExecutionIsWaitedFor() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        shop.aws.fault("ExecuteChangeSet").error(400, "ValidationError", busy(stack));
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).contains(busy(stack), "Trying again");
        assertThat(stack.begun("UPDATE_IN_PROGRESS")).isEqualTo(1);
    }

    @Test
    void aStackThatIsBusyWhenItsChangeSetIsToBeExecutedIsWaitedForAndTheLogSaysWho() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        stack.busy("UPDATE_IN_PROGRESS", 20, "UPDATE_COMPLETE");
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0))
                .startsWith("Stack shop is in UPDATE_IN_PROGRESS: another operation is under way. It began at ")
                .contains(", as Console-");
    }

    // ---- what cannot be cancelled

    private Driven<ExecuteAction.State, ExecuteAction.Answer> abortedIn(String status) {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(10_000);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        boolean[] came = {false};
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.clock.stopped(shop.executing(planned, false), Deployed.toExecute(planned), (state, log) -> {
                    if (!came[0] && state.data().status().equals("UPDATE_IN_PROGRESS")) {
                        came[0] = true;
                        stack.busy(status, 10_000, "UPDATE_COMPLETE");
                    }
                    return state.data().status().equals(status);
                });
        assertThat(shop.aws.count("CancelUpdateStack")).isZero();
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        return driven;
    }

    @Test
    void anUpdateThatOnlyCleansUpIsNotCancelledAndTheLogSaysSo() {
        assertThat(abortedIn("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS").log)
                .contains("AWS cannot cancel the update of stack shop any more: the new resources are in place.");
    }

    @Test
    void anImportCannotBeCancelledAndTheLogSaysSo() {
        assertThat(abortedIn("IMPORT_IN_PROGRESS").log)
                .contains("AWS cannot cancel an import: stack shop goes on importing.");
    }

    @Test
    void aRollbackThatHasBegunIsFollowedOnAbort() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(20);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        boolean[] failed = {false};
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.clock.stopped(shop.executing(planned, false), Deployed.toExecute(planned), (state, log) -> {
                    if (!failed[0] && state.data().status().equals("UPDATE_IN_PROGRESS")) {
                        failed[0] = true;
                        stack.failNow("Rollback trigger 5xx went into ALARM");
                    }
                    return state.data().status().equals("UPDATE_ROLLBACK_IN_PROGRESS");
                });
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(shop.aws.count("CancelUpdateStack")).isZero();
        assertThat(driven.log).anyMatch(line -> line.startsWith("Stack shop: UPDATE_ROLLBACK_COMPLETE after "));
    }

    @Test
    void whatSomebodyElseCancelsIsFollowedToTheEndOfItsRollback() {
        StackInAnyState stack = shop.stack("shop");
        stack.resource("Queue").seconds(20);
        ChangeSetAction.State planned = shop.plan("shop", Deployed.TEMPLATE).data();
        boolean[] cancelled = {false};
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.clock.stopped(shop.executing(planned, false), Deployed.toExecute(planned), (state, log) -> {
                    if (!cancelled[0] && state.data().status().equals("UPDATE_IN_PROGRESS")) {
                        cancelled[0] = true;
                        shop.session
                                .cloudFormation()
                                .cancelUpdateStack(
                                        r -> r.stackName("shop").clientRequestToken("Console-CancelUpdateStack-1"));
                    }
                    return false;
                });
        assertThat(driven.failure())
                .startsWith("Stack shop was not updated: somebody has cancelled it (User Initiated). ")
                .contains("The stack is in UPDATE_ROLLBACK_COMPLETE: it is rolled back to what it was.");
        assertThat(driven.log).contains("Rolling back stack shop: User Initiated");
    }
}

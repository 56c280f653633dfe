package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeFault;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DriftActionTest {

    private final AnyState it = new AnyState();
    private final StackInAnyState shop = it.aws.stack("shop").template(AnyState.SHOP);

    @AfterEach
    void close() {
        it.close();
    }

    private DriftAction detecting(boolean failOnDrift, boolean showValues) {
        return new DriftAction(() -> it.session, "shop", failOnDrift, showValues);
    }

    private Driven<DriftAction.State, DriftAction.Answer> detect() {
        return it.time.run(detecting(false, true), DriftAction.State.create("shop"));
    }

    private void drift() {
        shop.resource("Queue").drifted("VisibilityTimeout", "99");
        shop.resource("Topic").deletedOutside();
    }

    @Test
    void whatSomebodyChangedByHandIsShownAsExpectedAndActual() {
        drift();
        Driven<DriftAction.State, DriftAction.Answer> driven = detect();
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().report().status()).isEqualTo("DRIFTED");
        assertThat(driven.log)
                .startsWith(
                        "Looking for drift in stack shop.",
                        "Stack shop: DRIFTED. Of 2 resources that AWS could check, 2 differ from the template"
                                + " (expected → actual):",
                        "  ~  Queue  AWS::SQS::Queue",
                        "        VisibilityTimeout: 30 → 99",
                        "  -  Topic  AWS::SNS::Topic  deleted outside of CloudFormation")
                .last()
                .asString()
                .contains("/drifts?stackId=");
        assertThat(it.aws.count("DetectStackDrift")).isEqualTo(1);
    }

    @Test
    void whatIsAsItShouldBeIsASuccess() {
        Driven<DriftAction.State, DriftAction.Answer> driven =
                it.time.run(detecting(true, true), DriftAction.State.create("shop"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().report().status()).isEqualTo("IN_SYNC");
        assertThat(driven.log)
                .contains("Stack shop: IN_SYNC. Of 2 resources that AWS could check, none differs from the template.");
    }

    @Test
    void driftCanBeAFailureThatNamesTheFirst() {
        drift();
        assertThat(it.time
                        .run(detecting(true, true), DriftAction.State.create("shop"))
                        .failure())
                .startsWith(
                        "Stack shop is not what its template says: Queue (AWS::SQS::Queue) VisibilityTimeout: 30 → 99."
                                + " And 1 more.")
                .contains("Look at: https://");
    }

    @Test
    void valuesCanBeKeptOut() {
        drift();
        Driven<DriftAction.State, DriftAction.Answer> driven =
                it.time.run(detecting(false, false), DriftAction.State.create("shop"));
        assertThat(driven.log).contains("        VisibilityTimeout: differs (values not shown)");
        assertThat(driven.data().report().drifted().get(0).differences().get(0).actual())
                .isNull();
    }

    @Test
    void manyResourcesOnManyPagesAreAllRead() {
        it.aws.pageSize(1);
        drift();
        assertThat(detect().data().report().drifted()).hasSize(2);
        assertThat(it.aws.count("DescribeStackResourceDrifts")).isEqualTo(2);
    }

    @Test
    void aDetectionThatFailsSaysWhyAndShowsWhatItFound() {
        drift();
        shop.driftDetectionFails("Failed to detect drift on resource [Other]");
        Driven<DriftAction.State, DriftAction.Answer> driven = detect();
        assertThat(driven.failure())
                .startsWith("Drift detection of stack shop did not come to its end. AWS says: Failed to detect drift on"
                        + " resource [Other] What it found until then is above.");
        assertThat(driven.log).contains("        VisibilityTimeout: 30 → 99");
    }

    @Test
    void aBusyStackAndSomebodyElsesDetectionAreWaitedFor() {
        shop.busy("UPDATE_IN_PROGRESS", 5, "UPDATE_COMPLETE");
        Driven<DriftAction.State, DriftAction.Answer> driven = detect();
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).contains("is in UPDATE_IN_PROGRESS: another operation is under way");
        it.aws
                .fault("DetectStackDrift")
                .error(400, "ValidationError", "Drift detection is already in progress for stack [shop].");
        driven = detect();
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).contains("already in progress", "Trying again");
    }

    @Test
    void whoComesInBetweenTheLookAndTheDetectionIsWaitedFor() {
        it.aws
                .fault("DetectStackDrift")
                .error(
                        400,
                        "ValidationError",
                        "Stack:" + shop.id()
                                + " is in UPDATE_IN_PROGRESS state and drift detection cannot be performed.");
        Driven<DriftAction.State, DriftAction.Answer> driven = detect();
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).contains("is in UPDATE_IN_PROGRESS state", "Trying again");
    }

    @Test
    void aStackThatIsNotThereIsAClearFailure() {
        shop.deletedByStranger();
        assertThat(detect().failure()).isEqualTo("There is no stack shop in eu-west-1.");
        assertThat(it.aws.count("DetectStackDrift")).isZero();
    }

    static Stream<Arguments> faults() {
        return AnyState.faults(
                "DetectStackDrift",
                "DescribeStackDriftDetectionStatus",
                "DescribeStackResourceDrifts",
                "ListStackResources");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOut(String name, String operation, Consumer<LookAlikeFault> fault, String words) {
        drift();
        it.fault(operation, fault, name);
        Driven<DriftAction.State, DriftAction.Answer> driven = detect();
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(driven.data().report().drifted()).hasSize(2);
    }

    @Test
    void aRestartOnceTheDetectionHasBegunBeginsNoOther() {
        drift();
        Driven<DriftAction.State, DriftAction.Answer> first = detect();
        for (ActionState<DriftAction.State> moment : first.saved.subList(1, first.saved.size())) {
            Driven<DriftAction.State, DriftAction.Answer> again = it.time.resume(detecting(false, true), moment);
            assertThat(again.data().report()).isEqualTo(first.data().report());
        }
        assertThat(it.aws.count("DetectStackDrift")).isEqualTo(1);
    }

    @Test
    void withoutTheRightToListResourcesWhatWasCheckedIsShown() {
        drift();
        it.aws.fault("ListStackResources").always().denyAccess();
        assertThat(detect().data().report().drifted()).hasSize(2);
    }

    @Test
    void whoAbortsIsToldThatItEndsByItself() {
        it.aws.driftSeconds(300);
        Driven<DriftAction.State, DriftAction.Answer> driven =
                it.time.stopped(detecting(false, true), DriftAction.State.create("shop"), (state, log) -> true);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(driven.log).contains("AWS cannot cancel a drift detection; it changes nothing.");
    }

    @Test
    void whatAwsDoesNotCheckIsNamed() {
        DriftReport report = new DriftReport(
                "IN_SYNC",
                List.of(
                        resource("Queue", "AWS::SQS::Queue", "IN_SYNC", ""),
                        resource("Hook", "Custom::Hook", "NOT_CHECKED", ""),
                        resource("Key", "AWS::KMS::Key", "UNKNOWN", "Access denied"),
                        resource("Inner", "AWS::CloudFormation::Stack", "NOT_CHECKED", "")));
        assertThat(report.lines("shop"))
                .containsExactly(
                        "Stack shop: IN_SYNC. Of 1 resource that AWS could check, none differs from the template.",
                        "  AWS did not check: Hook (Custom::Hook), Key (AWS::KMS::Key: Access denied).",
                        "  AWS does not look into nested stacks; run cfnDrift on each: Inner phys-Inner");
    }

    private static DriftReport.ResourceDrift resource(String id, String type, String status, String reason) {
        return new DriftReport.ResourceDrift(id, "phys-" + id, type, status, reason, List.of());
    }

    @Test
    void whatIsNotThereOnOneSideIsSaid() {
        assertThat(DriftReport.ResourceDrift.Property.of("/Tags/0", "ADD", "null", "{\"Key\":\"team\"}", true)
                        .lines())
                .containsExactly("Tags.0: (none) → {\"Key\":\"team\"}");
        assertThat(DriftReport.ResourceDrift.Property.of("/Tags/0", "REMOVE", "x", "null", true)
                        .lines())
                .containsExactly("Tags.0: x → (none)");
    }

    @Test
    void whatMayBeSecretIsNeverShown() {
        List<DriftReport.ResourceDrift.Property> secret = List.of(
                DriftReport.ResourceDrift.Property.of("/MasterUserPassword", "NOT_EQUAL", "a", "b", true),
                DriftReport.ResourceDrift.Property.of("/Environment/Variables/API_TOKEN", "NOT_EQUAL", "a", "b", true),
                DriftReport.ResourceDrift.Property.of(
                        "/ContainerDefinitions/0/Environment/3/Value", "NOT_EQUAL", "a", "b", true),
                DriftReport.ResourceDrift.Property.of("/UserData", "NOT_EQUAL", "a", "b", true),
                DriftReport.ResourceDrift.Property.of(
                        "/Environment", "NOT_EQUAL", "{\"DB_PASSWORD\":\"x\"}", "{}", true),
                DriftReport.ResourceDrift.Property.of(
                        "/Environment", "NOT_EQUAL", "[]", "[{\"Name\":\"DB_PASSWORD\",\"Value\":\"x\"}]", true),
                DriftReport.ResourceDrift.Property.of("/Command", "NOT_EQUAL", "run", "run DB_PASSWORD=x", true));
        assertThat(secret).allSatisfy(drift -> {
            assertThat(drift.hidden()).isTrue();
            assertThat(drift.expected()).isNull();
            assertThat(drift.actual()).isNull();
            assertThat(drift.lines().get(0)).endsWith("differs (values not shown)");
        });
        assertThat(List.of("/AuthorizationType", "/Environment/Variables/STAGE", "/KeyName", "/Timeout"))
                .allSatisfy(path -> assertThat(DriftReport.ResourceDrift.Property.of(path, "NOT_EQUAL", "a", "b", true)
                                .hidden())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ValidationError", "OperationInProgressException"})
    void aRestartBeforeTheAnswerWaitsForTheDetectionThatIsUnderWay(String code) {
        drift();
        it.aws.driftSeconds(30);
        Driven<DriftAction.State, DriftAction.Answer> first =
                it.time.stopped(detecting(false, true), DriftAction.State.create("shop"), (state, log) -> true);
        assertThat(first.saved.get(0).data().detection()).isNull();
        it.aws
                .fault("DetectStackDrift")
                .error(400, code, "Drift detection is already in progress for stack [" + shop.id() + "].");
        Driven<DriftAction.State, DriftAction.Answer> again =
                it.time.resume(detecting(false, true), first.saved.get(0));
        assertThat(again.outcome).as(again.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(again.data().report().drifted()).hasSize(2);
        assertThat(again.log.get(0)).contains("already in progress", "Trying again");
    }
}

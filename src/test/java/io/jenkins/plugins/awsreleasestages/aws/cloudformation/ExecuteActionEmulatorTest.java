package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle.Then;
import io.jenkins.plugins.awsreleasestages.engine.OnDisk;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Signal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Executions against the emulator, through a network that fails: what a user would see. */
class ExecuteActionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private static final String EXECUTE = "CloudFormation.ExecuteChangeSet";
    private static final String STACK = "CloudFormation.DescribeStacks";
    private static final String EVENTS = "CloudFormation.DescribeStackEvents";

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(AWS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private Map<String, String> changed() {
        return Map.of("Name", shop.stack, "Wait", "3");
    }

    @Test
    void aStackIsCreatedAndItsOutputsAreThere() {
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.execute(shop.plan(shop.parameters()).data());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().result()).isEqualTo("CREATED");
        assertThat(driven.data().outputs().get("QueueUrl")).endsWith("/" + shop.stack);
        assertThat(driven.log)
                .anyMatch(line ->
                        line.matches("  " + shop.stack + "   [123]/3  created  Queue \\(AWS::SQS::Queue\\) in \\d s"))
                .anyMatch(line -> line.matches("Stack " + shop.stack + ": CREATE_COMPLETE after \\d+ s\\."));
        assertThat(shop.begun("CREATE_IN_PROGRESS")).isEqualTo(1);
    }

    @Test
    void anUpdateIsFollowedThroughItsCleanup() {
        shop.deployed();
        ChangeSetAction.State planned =
                shop.plan(Map.of("Name", shop.stack + "-2")).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.data().result()).isEqualTo("UPDATED");
        assertThat(driven.log)
                .contains("The new resources of stack " + shop.stack
                        + " are in place; removing what is no longer needed.")
                .anyMatch(line -> line.contains("deleted  Queue"));
        assertThat(shop.status()).isEqualTo("UPDATE_COMPLETE");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Shop.fault("throttled", EXECUTE, f -> f.nth(1).throttle(), "Rate exceeded"),
                Shop.fault("500", EXECUTE, f -> f.nth(1).failInternally(), "internal error"),
                Shop.fault("lost on the way", EXECUTE, f -> f.nth(1).resetBeforeForwarding(), "got no answer from AWS"),
                Shop.fault("answer lost", EXECUTE, f -> f.nth(1).resetAfterForwarding(), "got no answer from AWS"),
                Shop.fault("expired token", EXECUTE, f -> f.nth(1).expireToken(), "expired"),
                Shop.fault("hang", EXECUTE, f -> f.nth(1).hang(), "got no answer from AWS"),
                Shop.fault("looks throttled", STACK, f -> f.first(6).throttle(), "Rate exceeded"),
                Shop.fault("look reset", STACK, f -> f.nth(3).resetAfterForwarding(), "got no answer from AWS"),
                Shop.fault("look with an expired token", STACK, f -> f.nth(3).expireToken(), "expired"),
                Shop.fault("events 500", EVENTS, f -> f.first(2).failInternally(), "internal error"),
                Shop.fault("events throttled", EVENTS, f -> f.first(5).throttle(), "Rate exceeded"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOutAndThereIsOneExecution(
            String name, String operation, Consumer<Fault> fault, String words) {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        shop.proxy.reset();
        shop.fault(operation, fault, name);
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.outcome).as(String.join("\n", driven.log)).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(shop.begun("CREATE_IN_PROGRESS")).isEqualTo(1);
        assertThat(shop.proxy.calls(EXECUTE))
                .extracting("token")
                .containsOnly(driven.data().token());
    }

    @Test
    void whereTheAnswerIsLostTheRequestIsNotSentAgain() {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        shop.proxy.on(EXECUTE).nth(1).resetAfterForwarding();
        assertThat(shop.execute(planned).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.proxy.count(EXECUTE)).isEqualTo(1);
        assertThat(shop.proxy.calls(EXECUTE).get(0).body()).contains("DisableRollback=false");
    }

    @Test
    void accessDeniedIsOneClearFailure() {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        shop.proxy.on(EXECUTE).denyAccess();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.failure())
                .startsWith("Executing change set " + planned.name() + " failed: AWS says: ")
                .contains("AccessDenied");
        assertThat(shop.status()).isEqualTo("REVIEW_IN_PROGRESS");
    }

    @Test
    void withoutTheRightToReadEventsTheStackAloneIsFollowed() {
        shop.deployed();
        ChangeSetAction.State planned = shop.plan(changed()).data();
        shop.proxy.on(EVENTS).denyAccess();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.data().result()).isEqualTo("UPDATED");
        assertThat(driven.log.stream().filter(line -> line.contains("DescribeStackEvents is denied")))
                .hasSize(1);
        assertThat(shop.proxy.count(EVENTS)).isEqualTo(1);
    }

    @Test
    void aRestartAtAnyMomentExecutesOnce() {
        shop.deployed();
        ChangeSetAction.State planned = shop.plan(changed()).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> first = shop.execute(planned);
        assertThat(first.saved).hasSizeGreaterThanOrEqualTo(2);
        for (ActionState<ExecuteAction.State> moment : first.saved) {
            Driven<ExecuteAction.State, ExecuteAction.Answer> again =
                    shop.time.resume(shop.executing(planned), OnDisk.andBack(moment));
            assertThat(again.outcome).isEqualTo(new Outcome.Succeeded());
            assertThat(again.data().outputs()).isEqualTo(first.data().outputs());
        }
        assertThat(shop.proxy.count(EXECUTE)).isEqualTo(1);
        assertThat(OnDisk.andBack(first.last)).isEqualTo(first.last);
        assertThat(OnDisk.andBack(planned)).isEqualTo(planned);
    }

    @Test
    void aFailedUpdateIsFollowedToTheEndOfTheRollbackAndTheFirstCauseComesFirst() {
        shop.deployed();
        ChangeSetAction.State planned =
                shop.plan(changed(), Map.of(), shop.failingTemplate()).data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(planned);
        assertThat(driven.failure())
                .startsWith("Stack " + shop.stack + " was not updated: Bucket (AWS::S3::Bucket) CREATE_FAILED: ")
                .contains("The stack is in UPDATE_ROLLBACK_COMPLETE: it is rolled back to what it was.")
                .contains("Look at: https://eu-west-1.console.aws.amazon.com/cloudformation/");
        assertThat(driven.log).anyMatch(line -> line.startsWith("Rolling back stack " + shop.stack + ": "));
        assertThat(driven.log)
                .as("who aborts reads no error, but the log")
                .anyMatch(line -> line.startsWith("Stack " + shop.stack + ": UPDATE_ROLLBACK_COMPLETE after "));
        assertThat(driven.log.toString()).doesNotContain("cancelled");
        assertThat(shop.status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
    }

    @Test
    void aFailedCreationLeavesAStackThatCanOnlyBeDeleted() {
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.execute(
                shop.plan(shop.parameters(), Map.of(), shop.failingTemplate()).data());
        assertThat(driven.failure())
                .startsWith("Stack " + shop.stack + " was not created: Bucket (AWS::S3::Bucket) CREATE_FAILED: ")
                .contains("The stack is in ROLLBACK_COMPLETE");
    }

    @Test
    void oneThatWasExecutedIsRefused() {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        shop.execute(planned);
        assertThat(shop.execute(planned).failure())
                .contains("has already been executed (EXECUTE_COMPLETE). Run cfnChangeSet again");
        assertThat(shop.proxy.count(EXECUTE)).isEqualTo(1);
    }

    @Test
    void oneThatWasDeletedIsRefused() {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        shop.direct.deleteChangeSet(r -> r.changeSetName(planned.id()));
        assertThat(shop.execute(planned).failure())
                .contains("does not exist any more")
                .contains("Run cfnChangeSet");
        assertThat(shop.proxy.count(EXECUTE)).isZero();
    }

    @Test
    void oneThatIsNotWhatWasReadIsRefused() {
        ChangeSetAction.State planned = shop.plan(shop.parameters()).data();
        ExecuteAction.State state = ExecuteAction.State.create(
                planned.id(), "0".repeat(64), "jenkins-1", planned.stack(), planned.stackId());
        assertThat(shop.time.run(shop.executing(planned), state).failure())
                .contains("is not what was read")
                .contains("Nothing was executed");
        assertThat(shop.proxy.count(EXECUTE)).isZero();
    }

    @Test
    void eventsOnManyPagesAreAllTold() {
        AWS.settings("{\"eventPageSize\": 2}");
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.execute(shop.plan(shop.parameters()).data());
        assertThat(driven.log.stream().filter(line -> line.contains("created  ")))
                .hasSize(3);
    }

    @Test
    void anAbortedUpdateIsCancelledAndItsRollbackFollowed() {
        shop.deployed();
        ChangeSetAction.State planned = shop.plan(changed(), Map.of("emulator:seconds", "200"), Shop.TEMPLATE)
                .data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.time.stopped(
                shop.executing(planned),
                Shop.toExecute(planned),
                (state, log) -> state.data().status().equals("UPDATE_IN_PROGRESS"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(shop.proxy.count("CloudFormation.CancelUpdateStack")).isEqualTo(1);
        assertThat(driven.log).anyMatch(line -> line.startsWith("Rolling back stack " + shop.stack + ": "));
        assertThat(driven.end.then()).isIn(Then.STOP, Then.TELL_AND_STOP);
    }

    @Test
    void anAbortedCreationGoesOnAndTheLogSaysSo() {
        ChangeSetAction.State planned = shop.plan(shop.parameters(), Map.of("emulator:seconds", "300"), Shop.TEMPLATE)
                .data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.time.stopped(shop.executing(planned), Shop.toExecute(planned), (state, log) -> true);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(driven.end.signal()).isEqualTo(Signal.GRACE_OVER);
        assertThat(driven.log)
                .anyMatch(line -> line.startsWith("AWS cannot cancel the creation of a stack"))
                .anyMatch(
                        line -> line.contains("was last seen in CREATE_IN_PROGRESS and goes on by itself. Look at: "));
    }

    @Test
    void aStackDeletedMeanwhileIsAClearFailure() {
        ChangeSetAction.State planned = shop.plan(shop.parameters(), Map.of("emulator:seconds", "300"), Shop.TEMPLATE)
                .data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                shop.time.stopped(shop.executing(planned), Shop.toExecute(planned), (state, log) -> {
                    if (state.data().status().equals("CREATE_IN_PROGRESS")) {
                        shop.direct.deleteStack(r -> r.stackName(shop.stack));
                    }
                    return false;
                });
        assertThat(driven.failure()).startsWith("Stack " + shop.stack + " was deleted by somebody while change set");
    }

    @Test
    void theLogOfAReleaseReadsWell() {
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned =
                shop.plan(Map.of("Name", shop.stack + "-2", "Wait", "9"));
        Driven<ExecuteAction.State, ExecuteAction.Answer> executed = shop.execute(planned.data());
        List<String> log =
                Stream.concat(planned.log.stream(), executed.log.stream()).toList();
        assertThat(log).allSatisfy(line -> assertThat(line).doesNotContain("null", "\n"));
    }
}

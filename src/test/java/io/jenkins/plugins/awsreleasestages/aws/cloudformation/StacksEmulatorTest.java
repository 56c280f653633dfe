package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The states of a stack that the emulated account can be brought into, as users meet them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StacksEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private Shop shop;
    private AwsSession session;

    @BeforeEach
    void open() {
        shop = new Shop(AWS);
        session = Driven.session(shop.proxy.endpoint());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private FoundStack found() {
        return shop.time
                .run(
                        new FindStackAction(() -> session, shop.stack, true, found -> List.of()),
                        FoundStack.create(shop.stack))
                .data();
    }

    @Test
    void theOutputsAreThoseOfTheResources() {
        shop.deployed();
        assertThat(found().report().outputs().get("QueueUrl")).endsWith("/" + shop.stack);
    }

    @Test
    void theStackIsDeletedOnceWhenTheAnswerIsLost() {
        shop.deployed();
        DeleteAction.State state = DeleteAction.State.create(found(), "jenkins-" + shop.stack);
        shop.proxy.on("CloudFormation.DeleteStack").nth(1).resetAfterForwarding();
        Driven<DeleteAction.State, DeleteAction.Answer> driven = shop.time.run(shop.deleting(), state);
        assertThat(driven.outcome).as(String.join("\n", driven.log)).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.exists()).isFalse();
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isEqualTo(1);
    }

    private static final PrepareStackAction.Preparation WAITING =
            PrepareStackAction.Preparation.waiting(Duration.ofMinutes(30));
    private static final PrepareStackAction.Preparation RECREATING =
            new PrepareStackAction.Preparation(true, true, List.of(), Duration.ofMinutes(30));

    private Map<String, String> changed() {
        return Map.of("Name", shop.stack, "Wait", "3");
    }

    /** Somebody else's update, which takes some time. */
    private void beginUpdate(String seconds) {
        ChangeSetAction.State theirs = shop.plan(changed(), Map.of("emulator:seconds", seconds), Shop.TEMPLATE)
                .data();
        shop.direct.executeChangeSet(r -> r.changeSetName(theirs.id()).clientRequestToken("Console-anna"));
        shop.proxy.reset();
    }

    private long changing() {
        return Stream.of("CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "CancelUpdateStack")
                .mapToLong(operation -> shop.proxy.count("CloudFormation." + operation))
                .sum();
    }

    @Test
    void aStackThatIsNotThereIsCreatedAndNothingIsAskedForBefore() {
        assertThat(shop.meet(WAITING).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(changing()).isZero();
        assertThat(shop.plan(shop.parameters()).data().type()).isEqualTo("CREATE");
    }

    @Test
    void anEmptyStackThatWasLeftOverIsTakenAndSaidSo() {
        shop.plan(shop.parameters());
        assertThat(shop.status()).isEqualTo("REVIEW_IN_PROGRESS");
        assertThat(shop.meet(WAITING).outcome).isEqualTo(new Outcome.Succeeded());
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.plan(shop.parameters());
        assertThat(planned.log.get(0))
                .contains("REVIEW_IN_PROGRESS, left over from a change set that was never executed");
        assertThat(planned.data().madeStack()).isFalse();
        assertThat(shop.execute(planned.data()).data().result()).isEqualTo("CREATED");
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isZero();
    }

    @Test
    void whatNeverWorkedIsDeletedOnlyWhereThatIsSaid() {
        shop.execute(
                shop.plan(shop.parameters(), Map.of(), shop.failingTemplate()).data());
        assertThat(shop.status()).isEqualTo("ROLLBACK_COMPLETE");
        shop.proxy.reset();
        assertThat(shop.meet(WAITING).failure())
                .startsWith("Stack " + shop.stack + " is in ROLLBACK_COMPLETE and takes no change set: its creation")
                .contains("recreate: true deletes it and creates it anew.", "Look at: https://");
        assertThat(changing()).isZero();
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> recreated = shop.meet(RECREATING);
        assertThat(recreated.outcome).as(recreated.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(recreated.log)
                .containsExactly(
                        "Stack " + shop.stack
                                + " is in ROLLBACK_COMPLETE: it is deleted, to be created anew (recreate: true).",
                        "Stack " + shop.stack + " is deleted.");
        assertThat(shop.exists()).isFalse();
        assertThat(shop.execute(shop.plan(shop.parameters()).data()).data().result())
                .isEqualTo("CREATED");
    }

    @Test
    void recreateLeavesAStackThatWorks() {
        shop.deployed();
        assertThat(shop.meet(RECREATING).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.status()).isEqualTo("CREATE_COMPLETE");
        assertThat(changing()).isZero();
    }

    @Test
    void anOperationOfSomebodyElseIsWaitedForAndTheLogSaysWhose() {
        shop.deployed();
        beginUpdate("30");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = shop.meet(WAITING);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0))
                .startsWith("Waiting for its turn: stack " + shop.stack + " is in UPDATE_IN_PROGRESS since 20")
                .endsWith(", started as Console-anna.");
        assertThat(shop.status()).isEqualTo("UPDATE_COMPLETE");
        assertThat(changing()).isZero();
    }

    @Test
    void waitingHasALimitAndThenSaysWhoHadTheStack() {
        shop.deployed();
        beginUpdate("200");
        assertThat(shop.meet(PrepareStackAction.Preparation.waiting(Duration.ofSeconds(10)))
                        .failure())
                .startsWith("Stack " + shop.stack + " did not become free within 10 s: stack " + shop.stack
                        + " is in UPDATE_IN_PROGRESS since ")
                .contains("started as Console-anna", "Nothing was started", "busyMinutes");
        assertThat(changing()).isZero();
    }

    @Test
    void aStackThatIsDeletedWhileItIsWaitedForIsCreatedAnew() {
        shop.deployed();
        beginUpdate("200");
        PrepareStackAction.State state =
                PrepareStackAction.State.create("jenkins-1", "shop #1", shop.stack, null, null);
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven =
                shop.time.stopped(shop.ready(WAITING), state, (now, log) -> {
                    if (now.data().said().contains("UPDATE_IN_PROGRESS") && shop.exists()) {
                        shop.direct.deleteStack(r -> r.stackName(shop.stack));
                    }
                    return false;
                });
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.plan(shop.parameters()).data().type()).isEqualTo("CREATE");
    }

    @Test
    void aChangeSetWhoseStackSomebodyDeletedIsRefused() {
        shop.deployed();
        ChangeSetAction.State planned = shop.plan(changed()).data();
        shop.direct.deleteStack(r -> r.stackName(shop.stack));
        assertThat(shop.execute(planned).failure())
                .startsWith("Stack " + shop.stack + " was deleted by somebody, and change set " + planned.name())
                .contains("Nothing was executed. Run cfnChangeSet again");
        assertThat(shop.proxy.count("CloudFormation.ExecuteChangeSet")).isZero();
    }

    @Test
    void aChangeSetThatSomebodyDeletesWhileItIsMadeIsSaidToBeGone() {
        AWS.settings("{\"changeSetSeconds\": 30}");
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven =
                shop.time.stopped(shop.planning(changed(), Map.of(), Shop.TEMPLATE), shop.fresh(), (state, log) -> {
                    if (state.data().seen()) {
                        shop.direct.deleteChangeSet(
                                r -> r.changeSetName(state.data().id()));
                    }
                    return false;
                });
        assertThat(driven.failure()).endsWith(" is not there any more: somebody has deleted it. Run the step again.");
        assertThat(shop.status()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void aProtectedStackIsNotDeleted() {
        shop.direct.createStack(r -> r.stackName(shop.stack)
                .enableTerminationProtection(true)
                .templateBody("Resources: {Queue: {Type: AWS::SQS::Queue}}"));
        assertThat(shop.delete().failure())
                .startsWith("Stack " + shop.stack + " is protected: its termination protection is on")
                .contains("Nothing was deleted");
        assertThat(shop.exists()).isTrue();
        assertThat(changing()).isZero();
    }

    @Test
    void leftAloneOnAbortTheUpdateGoesOn() {
        shop.deployed();
        ChangeSetAction.State planned = shop.plan(changed(), Map.of("emulator:seconds", "50"), Shop.TEMPLATE)
                .data();
        Driven<ExecuteAction.State, ExecuteAction.Answer> driven = shop.time.stopped(
                shop.executing(planned, true),
                Shop.toExecute(planned),
                (state, log) -> state.data().status().equals("UPDATE_IN_PROGRESS"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(shop.proxy.count("CloudFormation.CancelUpdateStack")).isZero();
        assertThat(driven.log)
                .anyMatch(
                        line -> line.contains("was last seen in UPDATE_IN_PROGRESS and goes on by itself. Look at: "));
        assertThat(shop.meet(WAITING).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.status()).isEqualTo("UPDATE_COMPLETE");
    }

    /** One job after the other; neither fails because of the other. */
    @Test
    void twoJobsThatDeployTheSameStackTakeTurns() throws Exception {
        shop.close();
        shop = new Shop(AWS, new SkippedTime(StacksEmulatorTest::soThatTheOtherCanWork));
        ExecutorService controller = Executors.newFixedThreadPool(2);
        try {
            Future<List<String>> one = controller.submit(() -> deployed("shop #1", "2"));
            Future<List<String>> other = controller.submit(() -> deployed("catalogue #7", "3"));
            List<String> logs =
                    Stream.concat(one.get().stream(), other.get().stream()).toList();
            assertThat(logs)
                    .anyMatch(line -> line.matches(
                            "Waiting for its turn: (shop #1|catalogue #7) works on stack " + shop.stack + "\\."))
                    .noneMatch(line -> line.contains("Trying again"));
        } finally {
            controller.shutdownNow();
        }
        assertThat(shop.begun("CREATE_IN_PROGRESS")).isEqualTo(1);
        assertThat(shop.begun("UPDATE_IN_PROGRESS")).isEqualTo(1);
        assertThat(shop.status()).isEqualTo("UPDATE_COMPLETE");
    }

    private static Instant soThatTheOtherCanWork(Duration time) {
        try {
            Thread.sleep(time.dividedBy(100).toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return AWS.letPass(time);
    }

    private List<String> deployed(String job, String wait) {
        PrepareStackAction.State turn = PrepareStackAction.State.create("jenkins-" + wait, job, shop.stack, null, null);
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> ready = shop.time.run(shop.ready(WAITING), turn);
        assertThat(ready.outcome).as(ready.failure()).isEqualTo(new Outcome.Succeeded());
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned =
                shop.plan(Map.of("Name", shop.stack, "Wait", wait));
        Driven<ExecuteAction.State, ExecuteAction.Answer> executed = shop.execute(planned.data());
        shop.turns.release(turn.token());
        assertThat(executed.outcome).as(executed.failure()).isEqualTo(new Outcome.Succeeded());
        return Stream.of(ready.log, planned.log, executed.log)
                .flatMap(List::stream)
                .toList();
    }

    /** Two controllers know nothing of each other. */
    @Test
    void ofTwoChangeSetsOneIsExecutedAndTheOtherRefused() {
        shop.deployed();
        ChangeSetAction.State mine = shop.plan(changed()).data();
        ChangeSetAction.State theirs =
                shop.plan(Map.of("Name", shop.stack, "Wait", "5")).data();
        assertThat(shop.execute(theirs).data().result()).isEqualTo("UPDATED");
        assertThat(shop.execute(mine).failure())
                .startsWith("The change set " + mine.name() + " does not exist any more")
                .contains(
                        "another change set of the stack was executed, which deletes all others. Nothing was executed");
        assertThat(shop.begun("UPDATE_IN_PROGRESS")).isEqualTo(1);
    }

    @Test
    void anEmptyStackThatSomebodyElseIsAboutToFillIsLeft() {
        ChangeSetAction.State mine = shop.plan(shop.parameters()).data();
        ChangeSetAction.State theirs = shop.plan(shop.parameters()).data();
        assertThat(mine.madeStack()).isTrue();
        Driven<DiscardAction.State, Call.Made> driven =
                shop.time.run(new DiscardAction(() -> session, shop.stack), DiscardAction.State.of(mine));
        assertThat(driven.log)
                .containsExactly("Change set " + mine.name() + " is deleted. Stack " + shop.stack
                        + " stays: it is not empty any more, or has another change set.");
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isZero();
        assertThat(shop.execute(theirs).data().result()).isEqualTo("CREATED");
    }
}

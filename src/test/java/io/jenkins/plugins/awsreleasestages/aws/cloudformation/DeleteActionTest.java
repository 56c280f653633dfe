package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Signal;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeFault;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.util.List;
import java.util.UUID;
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
class DeleteActionTest {

    private static final DeleteAction.Request WHOLE = new DeleteAction.Request(List.of(), false, null);
    private static final DeleteAction.Request FORCED = new DeleteAction.Request(List.of(), true, null);

    private final AnyState it = new AnyState();
    private final StackInAnyState shop = it.aws.stack("shop").template(AnyState.SHOP);

    @AfterEach
    void close() {
        it.close();
    }

    private DeleteAction deleting(DeleteAction.Request request) {
        return deleting("shop", request);
    }

    private DeleteAction deleting(String stack, DeleteAction.Request request) {
        return new DeleteAction(() -> it.session, stack, request, it.turns, () -> "shop #2");
    }

    private DeleteAction.State fresh() {
        StackReport report = StackReport.of(Stacks.find(it.session, shop.id()).orElseThrow());
        it.aws.forgetCalls();
        return DeleteAction.State.create(new FoundStack("shop", "eu-west-1", report), "jenkins-" + UUID.randomUUID());
    }

    private Driven<DeleteAction.State, DeleteAction.Answer> delete(DeleteAction.Request request) {
        DeleteAction.State state = fresh();
        try {
            return it.time.run(deleting(request), state);
        } finally {
            it.turns.release(state.token());
        }
    }

    @Test
    void aStackIsDeletedAndEachResourceIsTold() {
        Driven<DeleteAction.State, DeleteAction.Answer> driven = delete(WHOLE);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.isDeleted()).isTrue();
        assertThat(driven.log.get(0)).isEqualTo("Deleting stack shop with 2 resources.");
        assertThat(driven.log)
                .anyMatch(line -> line.matches("  shop   [12]/2  deleted  Queue \\(AWS::SQS::Queue\\).*"))
                .anyMatch(line -> line.matches("Stack shop: DELETE_COMPLETE after \\d+ s\\."));
        assertThat(it.aws.count("DeleteStack")).isEqualTo(1);
        assertThat(it.aws.calls("DeleteStack").get(0).parameter("StackName")).isEqualTo(shop.id());
    }

    @Test
    void anotherStackOfTheSameNameIsNotTouched() {
        DeleteAction.State state = fresh();
        shop.deletedByStranger();
        String successor = it.aws.stack("shop").template(AnyState.SHOP).id();
        Driven<DeleteAction.State, DeleteAction.Answer> driven = it.time.run(deleting(WHOLE), state);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).contains("Stack shop was deleted by somebody else meanwhile.");
        assertThat(it.aws.exists(successor)).isTrue();
        assertThat(it.aws.count("DeleteStack")).isZero();
    }

    @Test
    void whatItsPolicyRetainsIsNamed() {
        it.aws.stack("kept").template("""
            Resources:
              Table: {Type: AWS::DynamoDB::Table, DeletionPolicy: Retain}
              Topic: {Type: AWS::SNS::Topic}
            """);
        StackReport report = StackReport.of(Stacks.find(it.session, "kept").orElseThrow());
        Driven<DeleteAction.State, DeleteAction.Answer> driven = it.time.run(
                deleting("kept", WHOLE),
                DeleteAction.State.create(new FoundStack("kept", "eu-west-1", report), "jenkins-1"));
        assertThat(driven.data().kept()).containsExactly("Table");
        assertThat(driven.log).contains("These stay in the account: Table.");
    }

    @Test
    void aProtectedStackIsNotTouched() {
        shop.protect();
        assertThat(delete(WHOLE).failure())
                .startsWith("Stack shop is protected: its termination protection is on")
                .contains("Nothing was deleted", "--no-enable-termination-protection --stack-name shop");
        assertThat(it.aws.count("DeleteStack")).isZero();
        assertThat(it.aws.exists("shop")).isTrue();
    }

    @Test
    void aFailureSaysWhatCouldNotBeDeletedAndWhatToDo() {
        shop.resource("Queue").failsDelete("The queue is in use");
        Driven<DeleteAction.State, DeleteAction.Answer> driven = delete(WHOLE);
        assertThat(driven.failure())
                .startsWith("Stack shop was not deleted: Queue (AWS::SQS::Queue) DELETE_FAILED: The queue is in use.")
                .contains(
                        "These could not be deleted: Queue.", "retainResources: ['Queue']", "force: true", "Look at: ");
        assertThat(shop.status()).isEqualTo("DELETE_FAILED");
    }

    @Test
    void whatCouldNotBeDeletedCanBeRetained() {
        shop.resource("Queue").failsDelete("The queue is in use");
        delete(WHOLE);
        Driven<DeleteAction.State, DeleteAction.Answer> driven =
                delete(new DeleteAction.Request(List.of("Queue"), false, null));
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).contains("These stay in the account, no longer part of a stack: Queue.");
        assertThat(shop.isDeleted()).isTrue();
    }

    @Test
    void whatCouldNotBeDeletedCanBeForced() {
        shop.resource("Queue").failsDelete("The queue is in use");
        delete(WHOLE);
        assertThat(delete(FORCED).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.aws.calls("DeleteStack").get(0).parameter("DeletionMode")).isEqualTo("FORCE_DELETE_STACK");
        assertThat(shop.isDeleted()).isTrue();
    }

    @Test
    void failingAgainIsToldByTheNewAttemptAndNotByTheOld() {
        shop.resource("Queue").failsDelete("The queue is in use");
        delete(WHOLE);
        shop.resource("Queue").failsDelete("Still in use");
        assertThat(delete(WHOLE).failure()).contains("DELETE_FAILED: Still in use.");
    }

    @Test
    void retainingIsRefusedWhereAwsWouldDeleteAllTheSame() {
        assertThat(delete(new DeleteAction.Request(List.of("Queue"), false, null))
                        .failure())
                .contains("would be deleted whole, Queue included. Nothing was deleted.", "DeletionPolicy: Retain");
        assertThat(delete(FORCED).failure()).startsWith("force: AWS takes it only when a deletion has failed.");
        assertThat(it.aws.count("DeleteStack")).isZero();
        assertThat(it.aws.exists("shop")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"})
    void aBusyStackIsWaitedFor(String status) {
        shop.busy(status, 5, "UPDATE_COMPLETE");
        Driven<DeleteAction.State, DeleteAction.Answer> driven = delete(WHOLE);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0))
                .contains(
                        "Stack shop is in " + status + ": another operation is under way. It began at ",
                        ", as Console-");
        assertThat(it.aws.count("DeleteStack")).isEqualTo(1);
    }

    @Test
    void whatBecomesBusyInTheLastMomentIsWaitedForToo() {
        it.aws
                .fault("DeleteStack")
                .error(400, "ValidationError", "Stack [shop] cannot be deleted while in status UPDATE_IN_PROGRESS");
        Driven<DeleteAction.State, DeleteAction.Answer> driven = delete(WHOLE);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).contains("cannot be deleted while in status", "Trying again");
    }

    @Test
    void stepsOfOneControllerTakeTurns() {
        PrepareStackAction.State deploying =
                PrepareStackAction.State.create("jenkins-1", "shop #1", "shop", null, null);
        it.time.run(
                new PrepareStackAction(
                        () -> it.session,
                        it.turns,
                        PrepareStackAction.Preparation.waiting(java.time.Duration.ofMinutes(1)),
                        "shop"),
                deploying);
        DeleteAction.State state = fresh();
        Driven<DeleteAction.State, DeleteAction.Answer> waiting = it.time.resume(
                deleting(WHOLE), ActionState.create(state, java.time.Instant.now(), java.time.Duration.ofSeconds(20)));
        assertThat(waiting.outcome).isEqualTo(new Outcome.Stopped("the time limit has passed", true));
        assertThat(waiting.log.get(0)).startsWith("Waiting for its turn: shop #1 works on stack shop. Trying again");
        assertThat(it.aws.count("DeleteStack")).isZero();
        it.turns.release(deploying.token());
        assertThat(it.time.run(deleting(WHOLE), state).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.turns.take("jenkins-3", "shop #3", StackTurns.keys(it.session, "shop", state.stackId())))
                .as("the plan lets go of it, once all is over")
                .contains("shop #2");
    }

    @Test
    void somebodyElsesDeletionIsFollowed() {
        DeleteAction.State state = fresh();
        shop.deletionBegunByStranger();
        Driven<DeleteAction.State, DeleteAction.Answer> driven = it.time.run(deleting(WHOLE), state);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .contains("Somebody else is deleting stack shop already; that is followed.")
                .anyMatch(line -> line.contains("deleted  Queue"));
        assertThat(it.aws.count("DeleteStack")).isZero();
    }

    static Stream<Arguments> faults() {
        return AnyState.faults("DeleteStack", "DescribeStacks", "DescribeStackEvents", "ListStackResources");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOutAndThereIsOneDeletion(
            String name, String operation, Consumer<LookAlikeFault> fault, String words) {
        DeleteAction.State state = fresh();
        it.fault(operation, fault, name);
        Driven<DeleteAction.State, DeleteAction.Answer> driven = it.time.run(deleting(WHOLE), state);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(shop.begun("DELETE_IN_PROGRESS")).isEqualTo(1);
        assertThat(it.aws.calls("DeleteStack"))
                .allMatch(call -> state.token().equals(call.parameter("ClientRequestToken")));
    }

    @Test
    void whereTheAnswerIsLostTheRequestIsNotSentAgain() {
        DeleteAction.State state = fresh();
        it.aws.fault("DeleteStack").resetAfter();
        assertThat(it.time.run(deleting(WHOLE), state).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(it.aws.count("DeleteStack")).isEqualTo(1);
    }

    @Test
    void aRestartAtAnyMomentDeletesOnce() {
        Driven<DeleteAction.State, DeleteAction.Answer> first = delete(WHOLE);
        assertThat(first.saved).hasSizeGreaterThanOrEqualTo(2);
        for (ActionState<DeleteAction.State> moment : first.saved) {
            assertThat(it.time.resume(deleting(WHOLE), moment).outcome).isEqualTo(new Outcome.Succeeded());
        }
        assertThat(it.aws.count("DeleteStack")).isEqualTo(1);
    }

    @Test
    void aRestartAfterAFailureFindsTheFailure() {
        shop.resource("Queue").failsDelete("The queue is in use");
        Driven<DeleteAction.State, DeleteAction.Answer> first = delete(WHOLE);
        for (ActionState<DeleteAction.State> moment : first.saved) {
            assertThat(it.time.resume(deleting(WHOLE), moment).failure()).contains("The queue is in use");
        }
        assertThat(it.aws.count("DeleteStack")).isEqualTo(1);
    }

    @Test
    void anAbortedDeletionGoesOnAndTheLogSaysSo() {
        shop.resource("Queue").seconds(150);
        Driven<DeleteAction.State, DeleteAction.Answer> driven =
                it.time.stopped(deleting(WHOLE), fresh(), (state, log) -> true);
        assertThat(driven.end.signal()).isEqualTo(Signal.GRACE_OVER);
        assertThat(driven.log)
                .contains("AWS cannot cancel a deletion: stack shop goes on being deleted.")
                .anyMatch(line ->
                        line.contains("was last seen in DELETE_IN_PROGRESS and goes on being deleted. Look at: "));
        assertThat(shop.status()).isEqualTo("DELETE_IN_PROGRESS");
    }

    @Test
    void whoAbortsWhileItWaitsItsTurnDeletesNothing() {
        shop.busy("UPDATE_IN_PROGRESS", 1000, "UPDATE_COMPLETE");
        DeleteAction.State state = fresh();
        Driven<DeleteAction.State, DeleteAction.Answer> driven = it.time.resume(
                deleting(WHOLE), ActionState.create(state, java.time.Instant.now(), java.time.Duration.ofSeconds(20)));
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("the time limit has passed", true));
        assertThat(it.aws.count("DeleteStack")).isZero();
    }

    @Test
    void withoutTheRightToReadEventsTheStackAloneIsFollowed() {
        it.aws.fault("DescribeStackEvents").always().denyAccess();
        Driven<DeleteAction.State, DeleteAction.Answer> driven = delete(WHOLE);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .filteredOn(line -> line.contains("DescribeStackEvents is denied"))
                .hasSize(1);
    }

    @Test
    void accessDeniedIsOneClearFailure() {
        it.aws.fault("DeleteStack").denyAccess();
        assertThat(delete(WHOLE).failure())
                .startsWith("Deleting stack shop failed: AWS says: ")
                .contains("not authorized to perform: cloudformation:DeleteStack");
        assertThat(it.aws.exists("shop")).isTrue();
    }

    @Test
    void whatIsWrongWithTheRequestIsSaidAtOnce() {
        assertThat(new DeleteAction.Request(List.of("my-queue"), true, null).problems())
                .containsExactly(
                        "retainResources: 'my-queue' is not the logical id of a resource: letters and digits only.",
                        "retainResources and force: say one of them.");
    }
}

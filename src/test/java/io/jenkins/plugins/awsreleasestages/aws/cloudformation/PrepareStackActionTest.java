package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state in which a stack can be met before a change set is made for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PrepareStackActionTest {

    private static final Duration BUSY = Duration.ofMinutes(5);

    private final Deployed shop = new Deployed();

    @AfterEach
    void close() {
        shop.close();
    }

    private static PrepareStackAction.Preparation recreating() {
        return new PrepareStackAction.Preparation(true, false, List.of(), BUSY);
    }

    private static PrepareStackAction.Preparation continuing(String... skipped) {
        return new PrepareStackAction.Preparation(false, true, List.of(skipped), BUSY);
    }

    private Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven(
            PrepareStackAction.Preparation preparation) {
        PrepareStackAction.State state = Deployed.toBeReady("shop");
        try {
            return shop.clock.run(shop.ready("shop", preparation), state);
        } finally {
            shop.turns.release(state.token());
        }
    }

    private Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven() {
        return driven(PrepareStackAction.Preparation.waiting(BUSY));
    }

    @Test
    void aStackThatIsNotThereIsReady() {
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = driven();
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE_COMPLETE",
                "UPDATE_COMPLETE",
                "IMPORT_COMPLETE",
                "UPDATE_ROLLBACK_COMPLETE",
                "IMPORT_ROLLBACK_COMPLETE",
                "CREATE_FAILED",
                "UPDATE_FAILED",
                "REVIEW_IN_PROGRESS"
            })
    void fromTheseAnOperationLeads(String status) {
        shop.stack("shop").status(status);
        assertThat(driven().outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.aws.stack("shop").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE_IN_PROGRESS",
                "UPDATE_IN_PROGRESS",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                "IMPORT_IN_PROGRESS",
                "IMPORT_ROLLBACK_IN_PROGRESS"
            })
    void anotherOperationIsWaitedForAndNamed(String status) {
        shop.stack("shop").busy(status, 30, "UPDATE_COMPLETE");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = driven();
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).hasSize(1);
        assertThat(driven.log.get(0))
                .startsWith("Waiting for its turn: stack shop is in " + status + " since 20")
                .contains(", started as Console-");
    }

    @Test
    void waitingForAnotherOperationHasALimit() {
        shop.stack("shop").busy("UPDATE_IN_PROGRESS", 3600, "UPDATE_COMPLETE");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven =
                driven(PrepareStackAction.Preparation.waiting(Duration.ofSeconds(1)));
        assertThat(driven.failure())
                .startsWith("Stack shop did not become free within 1 s: stack shop is in UPDATE_IN_PROGRESS since ")
                .contains("started as Console-")
                .contains("busyMinutes");
    }

    @Test
    void twoStepsOfOneControllerTakeTurns() {
        shop.stack("shop");
        PrepareStackAction.State first = Deployed.toBeReady("shop");
        assertThat(shop.clock.run(shop.ready("shop"), first).outcome).isEqualTo(new Outcome.Succeeded());
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> second =
                driven(PrepareStackAction.Preparation.waiting(Duration.ofSeconds(1)));
        assertThat(second.failure()).contains("shop #1 works on stack shop");
        shop.turns.release(first.token());
        assertThat(driven().outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void whoeverTakesLongKeepsItsTurn() {
        shop.stack("shop");
        shop.aws.changeSetSeconds(10);
        PrepareStackAction.State turn = Deployed.toBeReady("shop");
        shop.clock.run(shop.ready("shop"), turn);
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> planned = shop.clock.stopped(
                shop.planning("shop", request -> request, Deployed.text(Deployed.TEMPLATE)),
                ChangeSetAction.State.create("shop", turn.token()),
                (state, log) -> {
                    shop.time.pass(Duration.ofMinutes(6));
                    return false;
                });
        assertThat(planned.outcome).as(planned.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.time.now()).isAfter(FakeTime.START.plus(Duration.ofMinutes(12)));
        assertThat(driven(PrepareStackAction.Preparation.waiting(Duration.ofSeconds(1)))
                        .failure())
                .contains("shop #1 works on stack shop");
    }

    @Test
    void whoWaitsCanBeAbortedAtOnce() {
        shop.stack("shop").busy("UPDATE_IN_PROGRESS", 3600, "UPDATE_COMPLETE");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven =
                shop.clock.stopped(shop.ready("shop"), Deployed.toBeReady("shop"), (state, log) -> true);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.log).contains("Nothing was started.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED"})
    void whatNeverWorkedIsDeletedOnlyWhenThatIsSaid(String status) {
        String id = shop.stack("shop").status(status).id();
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> refused = driven();
        assertThat(refused.failure())
                .startsWith("Stack shop is in " + status + " and takes no change set: its creation failed")
                .contains("recreate: true deletes it");
        assertThat(shop.aws.count("DeleteStack")).isZero();
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> recreated = driven(recreating());
        assertThat(recreated.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(recreated.log)
                .containsExactly(
                        "Stack shop is in " + status + ": it is deleted, to be created anew (recreate: true).",
                        "Stack shop is deleted.");
        assertThat(shop.aws.stack(id).isDeleted()).isTrue();
        assertThat(shop.aws.exists("shop")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_FAILED"})
    void recreateNeverDeletesAStackThatWorked(String status) {
        shop.stack("shop").status(status);
        driven(recreating());
        assertThat(shop.aws.count("DeleteStack")).isZero();
        assertThat(shop.aws.exists("shop")).isTrue();
    }

    @Test
    void aProtectedStackIsNotRecreated() {
        shop.stack("shop").status("ROLLBACK_COMPLETE").protect();
        assertThat(driven(recreating()).failure())
                .contains("cannot be recreated: it is protected from deletion")
                .contains("termination protection");
        assertThat(shop.aws.exists("shop")).isTrue();
    }

    @Test
    void aDeletionThatFailsSaysWhy() {
        shop.stack("shop").status("ROLLBACK_COMPLETE").resource("Queue").failsDelete("The queue is in use");
        assertThat(driven(recreating()).failure())
                .startsWith("Stack shop could not be deleted: ")
                .contains("Queue");
    }

    @Test
    void aStackThatSomebodyFailedToDeleteIsLeftAlone() {
        shop.stack("shop").status("DELETE_FAILED");
        assertThat(driven(recreating()).failure()).contains("Finish the deletion");
    }

    @Test
    void aFailedRollbackSaysWhatIsStuckAndWhatToDo() {
        shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = driven();
        assertThat(driven.failure())
                .contains("Stack shop is in UPDATE_ROLLBACK_FAILED")
                .contains("continueRollback: true")
                .contains("Queue (The old role is gone)")
                .contains("resourcesToSkip: ['Queue']");
        assertThat(shop.aws.count("ContinueUpdateRollback")).isZero();
    }

    @Test
    void aFailedRollbackIsContinuedWithoutWhatIsSkipped() {
        shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = driven(continuing("Queue"));
        assertThat(driven.outcome).as(String.join("\n", driven.log)).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .contains("Stack shop is in UPDATE_ROLLBACK_FAILED: its rollback is continued, skipping Queue.")
                .contains("Stack shop is rolled back: UPDATE_ROLLBACK_COMPLETE.");
        assertThat(shop.aws.count("ContinueUpdateRollback")).isEqualTo(1);
    }

    @Test
    void aRollbackThatFailsAgainSaysWhatIsStuck() {
        shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        assertThat(driven(continuing()).failure())
                .startsWith("The rollback of stack shop failed again.")
                .contains("Queue (The old role is gone)");
        assertThat(shop.aws.count("ContinueUpdateRollback")).isEqualTo(1);
    }

    @Test
    void aRestartAtAnyMomentContinuesTheRollbackOnce() {
        shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> first = driven(continuing("Queue"));
        for (ActionState<PrepareStackAction.State> moment : first.saved) {
            assertThat(shop.clock.resume(shop.ready("shop", continuing("Queue")), moment).outcome)
                    .isEqualTo(new Outcome.Succeeded());
        }
        assertThat(shop.aws.stack("shop").begun("UPDATE_ROLLBACK_IN_PROGRESS")).isEqualTo(1);
    }

    @Test
    void throttlingDecidesNothing() {
        shop.stack("shop").status("ROLLBACK_COMPLETE");
        shop.aws.fault("DescribeStacks").times(3).throttle();
        shop.aws.fault("DeleteStack").times(2).throttle();
        assertThat(driven(recreating()).outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void whatASkippedResourceLooksLikeIsChecked() {
        assertThat(new PrepareStackAction.Preparation(false, false, List.of("Queue"), BUSY).problems())
                .containsExactly("resourcesToSkip: goes with continueRollback: true.");
        assertThat(continuing("no such id").problems()).hasSize(1);
        assertThat(continuing("Queue", "shop-Nested-1ABC.Queue").problems()).isEmpty();
    }

    // ---- who comes in between

    private Driven<PrepareStackAction.State, PrepareStackAction.Answer> whileContinued(Runnable meanwhile) {
        StackInAnyState stack = shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        stack.resource("Queue").seconds(10_000).failsRollback(null);
        boolean[] done = {false};
        return shop.clock.stopped(shop.ready("shop", continuing()), Deployed.toBeReady("shop"), (state, log) -> {
            if (!done[0] && state.data().repairSent()) {
                done[0] = true;
                meanwhile.run();
            }
            return false;
        });
    }

    @Test
    void whoeverBringsTheStackOutOfItsStateMeanwhileIsWelcome() {
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven =
                whileContinued(() -> shop.aws.stack("shop").status("UPDATE_COMPLETE"));
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void whoTriesToDeleteTheStackMeanwhileLeavesItInAStateThatIsRefused() {
        assertThat(whileContinued(() -> shop.aws.stack("shop").status("DELETE_FAILED"))
                        .failure())
                .startsWith("Stack shop is in DELETE_FAILED and takes no change set: ");
    }

    @Test
    void aRollbackThatFailsInSomebodyElsesHandIsAFailureToo() {
        assertThat(whileContinued(() -> shop.aws
                                .stack("shop")
                                .busy("UPDATE_ROLLBACK_IN_PROGRESS", 10, "UPDATE_ROLLBACK_FAILED"))
                        .failure())
                .startsWith("The rollback of stack shop failed again.");
    }

    @Test
    void whoDeletesTheStackMeanwhileIsNamedAsTheReason() {
        assertThat(whileContinued(() -> shop.aws.stack("shop").deletedByStranger())
                        .failure())
                .isEqualTo("Stack shop was deleted by somebody while it was rolled back.");
    }

    @Test
    void whatBecomesBusyInTheLastMomentIsWaitedFor() {
        StackInAnyState stack = shop.stack("shop").stuckInRollback("The old role is gone", "Queue");
        shop.aws
                .fault("ContinueUpdateRollback")
                .error(
                        400,
                        "ValidationError",
                        "Stack:" + stack.id() + " is in UPDATE_ROLLBACK_IN_PROGRESS state and can not continue");
        Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven = driven(continuing("Queue"));
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        stack.status("ROLLBACK_COMPLETE");
        shop.aws
                .fault("DeleteStack")
                .error(400, "ValidationError", "Stack [shop] cannot be deleted while in status UPDATE_IN_PROGRESS");
        driven = driven(recreating());
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
    }
}

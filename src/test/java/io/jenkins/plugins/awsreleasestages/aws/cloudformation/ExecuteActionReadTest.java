package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.CREATED;
import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.ID;
import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.STACK_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a look at a stack comes to, without AWS. */
class ExecuteActionReadTest {

    private static final Instant NOW = CREATED.plusSeconds(30);

    private final ExecuteAction action = action(false);

    private static ExecuteAction action(boolean leavesOnAbort) {
        return new ExecuteAction(
                () -> {
                    throw new AssertionError("reading asks nothing");
                },
                ID,
                new StackTurns(Clock.systemUTC()),
                leavesOnAbort);
    }

    private final ExecuteAction.State started = ExecuteAction.State.create(ID, null, "jenkins-1", "shop", STACK_ID)
            .started("shop", STACK_ID, CREATED, 2, List.of("Executing."));

    private static final FollowedOperation.NewEvents DENIED = new FollowedOperation.NewEvents(List.of(), true);

    private static FollowedOperation.NewEvents news(StackEvent... events) {
        return new FollowedOperation.NewEvents(List.of(events), false);
    }

    private static Stacks.Snapshot stack(String status) {
        return new Stacks.Snapshot(
                STACK_ID, "shop", status, "AWS's reason", CREATED, false, Set.of(), Map.of("Url", "https://x"), false);
    }

    private static StackEvent event(String id, String physical, String type, String status, String reason) {
        return new StackEvent(
                status + id, CREATED.plusSeconds(1), STACK_ID, id, physical, type, status, reason, "", null);
    }

    private static StackEvent ofStack(String status) {
        return event("shop", STACK_ID, "AWS::CloudFormation::Stack", status, "");
    }

    private Look<ExecuteAction.State> look(String status, StackEvent... events) {
        return action.read(started, new ExecuteAction.Answer(stack(status), news(events), ""), NOW);
    }

    @ParameterizedTest
    @CsvSource({"CREATE_COMPLETE,CREATED", "UPDATE_COMPLETE,UPDATED", "IMPORT_COMPLETE,IMPORTED"})
    void threeStatesAreSuccessAndBringTheOutputs(String status, String result) {
        Look<ExecuteAction.State> look = look(status, ofStack(status));
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.state().result()).isEqualTo(result);
        assertThat(look.state().outputs()).containsEntry("Url", "https://x");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "REVIEW_IN_PROGRESS",
        "A_STATE_FROM_THE_FUTURE"
    })
    void otherStatesGoOn(String status) {
        assertThat(look(status, ofStack(status)).verdict()).isInstanceOf(Look.GoesOn.class);
    }

    @Test
    void theStateBeforeTheOperationIsNotItsEnd() {
        assertThat(look("UPDATE_COMPLETE").verdict()).isInstanceOf(Look.GoesOn.class);
        ExecuteAction.Answer executing =
                new ExecuteAction.Answer(stack("UPDATE_COMPLETE"), DENIED, "EXECUTE_IN_PROGRESS");
        assertThat(action.read(started, executing, NOW).verdict()).isInstanceOf(Look.GoesOn.class);
        ExecuteAction.Answer executed = new ExecuteAction.Answer(stack("UPDATE_COMPLETE"), DENIED, "EXECUTE_COMPLETE");
        assertThat(action.read(started, executed, NOW).verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aFailureNamesTheFirstCauseThenTheStateThenWhereToLook() {
        Look<ExecuteAction.State> look = look(
                "UPDATE_ROLLBACK_COMPLETE",
                event("Table", "t", "AWS::DynamoDB::Table", "UPDATE_FAILED", "No capacity"),
                ofStack("UPDATE_ROLLBACK_IN_PROGRESS"),
                ofStack("UPDATE_ROLLBACK_COMPLETE"));
        assertThat(((Look.Failed) look.verdict()).message())
                .isEqualTo("Stack shop was not updated: Table (AWS::DynamoDB::Table) UPDATE_FAILED: No capacity."
                        + " The stack is in UPDATE_ROLLBACK_COMPLETE: it is rolled back to what it was. Look at: "
                        + ConsoleLink.stack(STACK_ID));
        assertThat(look.lines())
                .as("who aborts reads no error, but the log")
                .anyMatch(line -> line.startsWith("Stack shop: UPDATE_ROLLBACK_COMPLETE after "));
    }

    @Test
    void oneThatIsLeftToItselfIsSaidToBeInTheStateThatWasJustSeen() {
        ExecuteAction leaving = action(true);
        assertThat(leaving.onStop(started)).isEqualTo(Action.OnStop.LOOK_ONCE);
        Look<ExecuteAction.State> look =
                leaving.read(started, new ExecuteAction.Answer(stack("UPDATE_IN_PROGRESS"), news(), ""), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.GoesOn.class);
        assertThat(leaving.leftBehind(look.state()))
                .isEqualTo("Stack shop was last seen in UPDATE_IN_PROGRESS and goes on by itself. Look at: "
                        + ConsoleLink.stack(STACK_ID));
    }

    @Test
    void withoutEventsAwsReasonIsTheCause() {
        ExecuteAction.Answer answer = new ExecuteAction.Answer(stack("ROLLBACK_COMPLETE"), DENIED, "EXECUTE_FAILED");
        Look<ExecuteAction.State> look = action.read(started, answer, NOW);
        assertThat(((Look.Failed) look.verdict()).message())
                .startsWith("Stack shop was not created: AWS's reason. The stack is in ROLLBACK_COMPLETE: its creation")
                .contains("It can only be deleted");
        assertThat(look.lines()).anyMatch(line -> line.contains("cloudformation:DescribeStackEvents is denied"));
    }

    @Test
    void thatEventsAreDeniedIsSaidOnce() {
        ExecuteAction.Answer answer = new ExecuteAction.Answer(stack("UPDATE_IN_PROGRESS"), DENIED, "");
        Look<ExecuteAction.State> first = action.read(started, answer, NOW);
        assertThat(first.lines()).hasSize(2);
        assertThat(action.read(first.state(), answer, NOW.plusSeconds(3)).lines())
                .isEmpty();
    }

    @Test
    void aStackDeletedMeanwhileIsAClearFailure() {
        for (Stacks.Snapshot gone : new Stacks.Snapshot[] {null, stack("DELETE_COMPLETE")}) {
            Look<ExecuteAction.State> look = action.read(started, new ExecuteAction.Answer(gone, news(), ""), NOW);
            assertThat(((Look.Failed) look.verdict()).message())
                    .isEqualTo("Stack shop was deleted by somebody while change set jenkins-shop-1-abc was being"
                            + " executed.");
        }
    }

    @Test
    void looksSlowDownAndTheLogIsNeverSilentForLong() {
        ExecuteAction.State state = started;
        Instant now = NOW;
        int lines = 0;
        Duration last = Duration.ZERO;
        while (now.isBefore(NOW.plus(Duration.ofMinutes(10)))) {
            Look<ExecuteAction.State> look =
                    action.read(state, new ExecuteAction.Answer(stack("UPDATE_IN_PROGRESS"), news(), ""), now);
            lines += look.lines().size();
            Duration next = ((Look.GoesOn) look.verdict()).next();
            assertThat(next)
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(15))
                    .isGreaterThanOrEqualTo(last);
            last = next;
            state = look.state();
            now = now.plus(next);
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(15));
        assertThat(lines).isBetween(8, 11);
    }

    private static StackEvent borne(String token, String status, boolean ofStack) {
        return new StackEvent(
                token + status,
                CREATED.plusSeconds(1),
                STACK_ID,
                ofStack ? "shop" : "Queue",
                ofStack ? STACK_ID : "q",
                ofStack ? "AWS::CloudFormation::Stack" : "AWS::SQS::Queue",
                status,
                "",
                token,
                null);
    }

    private List<String> ours(ExecuteAction.State state, StackEvent... events) {
        return ExecuteAction.ofOperation(state, List.of(events)).stream()
                .map(StackEvent::id)
                .toList();
    }

    @Test
    void anotherOperationsEventsAreNotToldAsOurs() {
        assertThat(ours(
                        started,
                        borne("theirs", "UPDATE_IN_PROGRESS", true),
                        borne("theirs", "UPDATE_FAILED", false),
                        borne("theirs", "UPDATE_ROLLBACK_COMPLETE", true),
                        borne("jenkins-1", "UPDATE_IN_PROGRESS", true),
                        borne("jenkins-1", "UPDATE_COMPLETE", false),
                        borne("jenkins-1", "UPDATE_COMPLETE", true),
                        borne("later", "UPDATE_IN_PROGRESS", true),
                        borne("later", "UPDATE_FAILED", false)))
                .containsExactly("jenkins-1UPDATE_IN_PROGRESS", "jenkins-1UPDATE_COMPLETE", "jenkins-1UPDATE_COMPLETE");
    }

    @Test
    void whoeverCancelsOurOperationIsPartOfIt() {
        assertThat(ours(
                        started,
                        borne("jenkins-1", "UPDATE_IN_PROGRESS", true),
                        borne("anna", "UPDATE_ROLLBACK_IN_PROGRESS", true),
                        borne("anna", "UPDATE_COMPLETE", false),
                        borne("anna", "UPDATE_ROLLBACK_COMPLETE", true)))
                .hasSize(4);
        assertThat(ours(
                        started,
                        borne("jenkins-1", "CREATE_IN_PROGRESS", true),
                        borne("anna", "DELETE_IN_PROGRESS", true),
                        borne("anna", "DELETE_COMPLETE", false)))
                .as("who deletes the stack begins something else")
                .containsExactly("jenkins-1CREATE_IN_PROGRESS");
        assertThat(ours(started, borne("jenkins-1", "DELETE_IN_PROGRESS", true)))
                .hasSize(1);
    }

    @Test
    void whatBearsNoTokenIsTold() {
        assertThat(ours(started, borne("", "UPDATE_IN_PROGRESS", false), borne("", "REVIEW_IN_PROGRESS", true)))
                .containsExactly("UPDATE_IN_PROGRESS");
    }

    @Test
    void aLaterLookGoesOnInTheOperation() {
        ExecuteAction.State further = look("UPDATE_IN_PROGRESS", borne("jenkins-1", "UPDATE_IN_PROGRESS", true))
                .state();
        assertThat(ours(further, borne("anna", "UPDATE_COMPLETE", false))).hasSize(1);
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationProgressTest {

    private static final Instant START = ChangeSetContentTest.CREATED;
    private static final String STACK = "AWS::CloudFormation::Stack";

    private final List<StackEvent> events = new ArrayList<>();

    private void resource(int second, String id, String status, String reason) {
        add(second, id, "phys-" + id, "AWS::SQS::Queue", status, reason);
    }

    private void stack(int second, String status, String reason) {
        add(second, "shop", ChangeSetContentTest.STACK_ID, STACK, status, reason);
    }

    private void add(int second, String id, String physical, String type, String status, String reason) {
        events.add(new StackEvent(
                "e" + events.size(),
                START.plusSeconds(second),
                ChangeSetContentTest.STACK_ID,
                id,
                physical,
                type,
                status,
                reason,
                "t",
                null));
    }

    private OperationProgress.Told told(int total) {
        return OperationProgress.create(total).with(events);
    }

    @Test
    void oneLineAResourceWithItsDuration() {
        stack(0, "UPDATE_IN_PROGRESS", "User Initiated");
        resource(1, "A", "CREATE_IN_PROGRESS", "");
        resource(2, "A", "CREATE_IN_PROGRESS", "Resource creation Initiated");
        resource(2, "B", "UPDATE_IN_PROGRESS", "");
        resource(5, "A", "CREATE_COMPLETE", "");
        resource(80, "B", "UPDATE_COMPLETE", "");
        stack(81, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "");
        resource(82, "Old", "DELETE_IN_PROGRESS", "");
        resource(83, "Old", "DELETE_COMPLETE", "");
        stack(84, "UPDATE_COMPLETE", "");
        OperationProgress.Told told = told(3);
        assertThat(told.lines())
                .containsExactly(
                        "  shop   1/3  created  A (AWS::SQS::Queue) in 4 s",
                        "  shop   2/3  updated  B (AWS::SQS::Queue) in 1 min 18 s",
                        "The new resources of stack shop are in place; removing what is no longer needed.",
                        "  shop        deleted  Old (AWS::SQS::Queue) in 1 s");
        assertThat(told.progress().stackStatus()).isEqualTo("UPDATE_COMPLETE");
        assertThat(told.progress().cause()).isNull();
        assertThat(told.progress().lastEvent()).isEqualTo("e9");
    }

    @Test
    void theFirstCauseIsTheEarliestFailureThatWasNotMerelyCancelled() {
        stack(0, "UPDATE_IN_PROGRESS", "");
        resource(1, "A", "UPDATE_IN_PROGRESS", "");
        resource(1, "B", "UPDATE_IN_PROGRESS", "");
        resource(2, "A", "UPDATE_FAILED", "Resource update cancelled");
        resource(3, "B", "UPDATE_FAILED", "Queue does\n\u001b[1mnot like it");
        resource(4, "C", "CREATE_FAILED", "Resource creation cancelled");
        resource(4, "D", "CREATE_FAILED", "Something later");
        stack(5, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [A, B].");
        resource(6, "A", "UPDATE_IN_PROGRESS", "");
        resource(8, "A", "UPDATE_COMPLETE", "");
        stack(9, "UPDATE_ROLLBACK_COMPLETE", "");
        OperationProgress.Told told = told(4);
        assertThat(told.progress().cause()).isEqualTo("B (AWS::SQS::Queue) UPDATE_FAILED: Queue does [1mnot like it");
        assertThat(told.progress().done()).isEmpty();
        assertThat(told.lines())
                .containsExactly(
                        "  shop        failed   B (AWS::SQS::Queue): Queue does [1mnot like it",
                        "  shop        failed   D (AWS::SQS::Queue): Something later",
                        "Rolling back stack shop: The following resource(s) failed to update: [A, B].",
                        "  shop        restored A (AWS::SQS::Queue) in 2 s");
    }

    @Test
    void aNestedStackIsAResource() {
        add(1, "Network", "arn:aws:cloudformation:eu-west-1:111122223333:stack/inner/9", STACK, "CREATE_COMPLETE", "");
        OperationProgress.Told told = told(1);
        assertThat(told.lines()).containsExactly("  shop   1/1  created  Network (AWS::CloudFormation::Stack)");
        assertThat(told.progress().stackStatus()).isEmpty();
    }

    @Test
    void theSummaryNamesWhatTakesLongest() {
        resource(1, "A", "CREATE_IN_PROGRESS", "");
        resource(2, "B", "CREATE_IN_PROGRESS", "");
        assertThat(told(3).progress().summary(START.plusSeconds(66)))
                .isEqualTo("0 of 3 resources, at work on A for 1 min 5 s");
    }

    @Test
    void takingEventsInPiecesComesToTheSame() {
        theFirstCauseIsTheEarliestFailureThatWasNotMerelyCancelled();
        OperationProgress progress = OperationProgress.create(4);
        List<String> lines = new ArrayList<>();
        for (StackEvent event : events) {
            OperationProgress.Told told = progress.with(List.of(event));
            lines.addAll(told.lines());
            progress = told.progress();
        }
        assertThat(progress).isEqualTo(told(4).progress());
        assertThat(lines).isEqualTo(told(4).lines());
    }

    @Test
    void durationsReadWell() {
        assertThat(OperationProgress.format(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(OperationProgress.format(Duration.ofSeconds(65))).isEqualTo("1 min 5 s");
        assertThat(OperationProgress.format(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }
}

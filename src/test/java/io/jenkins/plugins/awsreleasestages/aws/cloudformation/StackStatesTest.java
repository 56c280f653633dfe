package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

class StackStatesTest {

    @ParameterizedTest
    @CsvSource({
        ",CREATE",
        "REVIEW_IN_PROGRESS,CREATE",
        "DELETE_COMPLETE,CREATE",
        "CREATE_COMPLETE,UPDATE",
        "UPDATE_COMPLETE,UPDATE",
        "IMPORT_COMPLETE,UPDATE",
        "UPDATE_ROLLBACK_COMPLETE,UPDATE",
        "UPDATE_FAILED,UPDATE"
    })
    void theTypeFollowsTheState(String status, String type) {
        assertThat(StackStates.changeSetType("shop", status)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE_IN_PROGRESS",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                "DELETE_IN_PROGRESS",
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "A_STATE_FROM_THE_FUTURE"
            })
    void aBusyStackIsWaitedFor(String status) {
        RemoteFailure busy = catchThrowableOfType(RemoteFailure.class, () -> StackStates.changeSetType("shop", status));
        assertThat(busy.kind()).isEqualTo(RemoteFailure.Kind.BUSY);
        assertThat(busy).hasMessage("Stack shop is in " + status + ": another operation is under way.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"})
    void aStuckStackIsRefusedWithWhatToDo(String status) {
        assertThatThrownBy(() -> StackStates.changeSetType("shop", status))
                .isInstanceOfSatisfying(
                        RemoteFailure.class, e -> assertThat(e.kind()).isEqualTo(RemoteFailure.Kind.REFUSED))
                .hasMessageStartingWith("Stack shop is in " + status + " and takes no change set: ")
                .hasMessageMatching(".*(recreate: true|continueRollback: true|run the step again).*");
    }

    @ParameterizedTest
    @EnumSource(StackStatus.class)
    void everyStateOfTheSdkIsEitherBusyOrAnEnd(StackStatus status) {
        if (status == StackStatus.UNKNOWN_TO_SDK_VERSION) {
            return;
        }
        String name = status.toString();
        assertThat(StackStates.busy(name))
                .isEqualTo(name.endsWith("_IN_PROGRESS") && !name.equals("REVIEW_IN_PROGRESS"));
    }

    @Test
    void onlyThreeStatesAreSuccess() {
        assertThat(java.util.Arrays.stream(StackStatus.values())
                        .map(StackStatus::toString)
                        .filter(StackStates::good))
                .containsExactlyInAnyOrder("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE");
    }
}

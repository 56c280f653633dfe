package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What plans and pages ask of a sequence: as it is in memory, and as it comes back from the disk. */
class SequenceStateTest {

    private static AfterStages after() {
        return AfterStages.of(Sequence.of());
    }

    @Test
    void beforeTheFirstStageThereIsNothing() {
        SequenceState fresh = SequenceState.create(Instant.EPOCH, Duration.ofHours(1));
        assertThat(fresh.deadline()).isEqualTo(Instant.EPOCH.plusSeconds(3600));
        assertThat(fresh.decisiveStage()).isNull();
        assertThat(fresh.state("build", String.class)).isNull();
        assertThat(fresh.started("build")).isFalse();
        assertThat(fresh.endedWell("build")).isFalse();
        assertThat(fresh.failure()).isNull();
        assertThat(fresh.failedStage()).isNull();
        assertThat(fresh.outcome()).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void aStageUnderWayHasBegunOnceItHasStarted() {
        SequenceState state = after().well("plan", "p").at("build", "b").restored();
        assertThat(state.state("build", String.class)).isEqualTo("b");
        assertThat(state.state("plan", String.class)).isEqualTo("p");
        assertThat(state.started("build")).isFalse();
        assertThat(state.with(ActionState.create((Object) "b", Instant.EPOCH, Duration.ofHours(1))
                                .withStarted("c"))
                        .started("build"))
                .isTrue();
        assertThat(state.started("plan")).isTrue();
        assertThat(state.started("other")).isFalse();
        assertThat(state.endedWell("build")).isFalse();
        assertThat(state.endedWell("plan")).isTrue();
        assertThat(state.endedWell("other")).isFalse();
        assertThat(state.decisiveStage()).isEqualTo("build");
    }

    @Test
    void whatNeverBeganAnythingHasNotStarted() {
        SequenceState state = after().stopped("build", "b", false).restored();
        assertThat(state.started("build")).isFalse();
        assertThat(state.endedWell("build")).isFalse();
        assertThat(state.stopped()).isTrue();
    }

    @Test
    void theFirstFailureDecides() {
        SequenceState state = after().well("plan", "p")
                .failed("build", "b", "It broke.")
                .failed("reports", "r", "No reports.")
                .restored();
        assertThat(state.failure()).isEqualTo("It broke.");
        assertThat(state.failedStage()).isEqualTo("build");
        assertThat(state.decisiveStage()).isEqualTo("build");
        assertThat(state.outcome()).isEqualTo(new Outcome.Failed("It broke."));
    }

    @Test
    void whereItWasStoppedDecides() {
        SequenceState state = after().well("plan", "p")
                .stopped("build", "b", true)
                .well("tidy", "t")
                .restored();
        assertThat(state.decisiveStage()).isEqualTo("build");
        assertThat(state.outcome()).isEqualTo(new Outcome.Stopped("stopped", false));
    }

    @Test
    void theLastThatHadSomethingToDoDecides() {
        SequenceState state = after().well("plan", "p")
                .well("execute", "e")
                .well("policy", null)
                .restored();
        assertThat(state.decisiveStage()).isEqualTo("execute");
        assertThat(state.position()).isEqualTo("policy");
    }
}

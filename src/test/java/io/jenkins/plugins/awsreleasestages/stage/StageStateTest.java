package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in a stage, and the releases as a table. */
class StageStateTest {

    private static StageState production(StageVisit... visits) {
        return StageState.of("Production", List.of(visits), null);
    }

    @Test
    void theLastSuccessIsLiveWhateverFailedSince() {
        StageVisit good = Visits.ended(7, "Production", Status.SUCCEEDED);
        StageState state = production(
                Visits.ended(9, "Production", Status.SUPERSEDED),
                Visits.ended(8, "Production", Status.FAILED),
                good,
                Visits.ended(6, "Production", Status.SUCCEEDED));
        assertThat(state.live()).isSameAs(good);
        assertThat(state.environment()).isEqualTo("prod");
        assertThat(state.inside()).isEmpty();
        assertThat(state.waiting()).isEmpty();
    }

    @Test
    void whatHappensInOtherStagesIsNotThisOnes() {
        StageState state = production(
                Visits.waiting(9, "Build"),
                Visits.inside(8, "Build"),
                Visits.ended(7, "Staging", Status.SUCCEEDED),
                Visits.ended(6, "Production", Status.SUCCEEDED));
        assertThat(state.live().run()).isEqualTo(6);
        assertThat(state.inside()).isEmpty();
        assertThat(state.waiting()).isEmpty();
        assertThat(StageState.of("Staging", List.of(Visits.ended(6, "Production", Status.SUCCEEDED)), null)
                        .environment())
                .isNull();
    }

    @Test
    void whoIsInsideAndWhoWaitsIsToldApart() {
        StageVisit inside = Visits.inside(8, "Production");
        StageVisit waiting = Visits.waiting(9, "Production");
        StageState state = production(waiting, inside);
        assertThat(state.live()).isNull();
        assertThat(state.inside()).containsExactly(inside);
        assertThat(state.waiting()).containsExactly(waiting);
    }

    @Test
    void whatSomebodyHasSetHolds() {
        assertThat(production().isClosed()).isFalse();
        assertThat(production().isPinned()).isFalse();
        Transition closed = new Transition("Production", true, false, "bob", Visits.START, "why");
        assertThat(StageState.of("Production", List.of(), closed).isClosed()).isTrue();
        assertThat(StageState.of("Production", List.of(), closed).isPinned()).isFalse();
    }

    /** Its run was deleted, or killed with Jenkins. */
    @Test
    void aVisitWhoseRunIsGoneNeitherWaitsNorIsInside() {
        StageState state = production(
                Visits.waiting(9, "Production").lost(),
                Visits.inside(8, "Production").lost());
        assertThat(state.inside()).isEmpty();
        assertThat(state.waiting()).isEmpty();
        assertThat(Visits.inside(8, "Production").lost().status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void eachRunIsARowWithItsLastVisitToEachStage() {
        StageVisit again = Visits.ended(7, "Production", Status.SUCCEEDED);
        List<ReleaseRow> rows = ReleaseRow.of(List.of(
                again,
                Visits.ended(8, "Build", Status.SUCCEEDED),
                Visits.ended(7, "Production", Status.FAILED),
                Visits.ended(7, "Build", Status.SUCCEEDED)));
        assertThat(rows).extracting(ReleaseRow::run).containsExactly(8L, 7L);
        assertThat(rows.get(1).visits()).containsOnlyKeys("Build", "Production").containsEntry("Production", again);
        assertThat(rows.get(0).words()).contains("#8", "Change 8", "Ann", Visits.commit(8));
    }
}

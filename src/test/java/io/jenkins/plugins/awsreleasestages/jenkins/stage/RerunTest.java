package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Actions;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Decision;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Done;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Given;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Kind;
import io.jenkins.plugins.awsreleasestages.stage.Entrant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which stages of a run that takes up a former release run. */
class RerunTest {

    private static final Given BUILD = new Given("Build", "sealed");
    private static final Decision RUNS = new Decision.Runs();

    private static Rerun rerun(Kind kind, Done... done) {
        StageStart from = new StageStart(List.of(BUILD), List.of("Beside"), List.of(done));
        return new Rerun(kind, "Production", 12, 11, Actions.FAILED_ACTIONS, 0, from);
    }

    @Test
    void inARetryTheStageAndThoseAfterItRun() {
        Rerun retry = rerun(Kind.RETRY);
        assertThat(retry.decide("Production", false)).isEqualTo(RUNS);
        assertThat(retry.decide("Smoke", true)).isEqualTo(RUNS);
        assertThat(retry.decide("Beside", false)).as("had failed as well").isEqualTo(RUNS);
    }

    @Test
    void whatHadEndedWellReturnsWhatItHadReturned() {
        for (Kind kind : Kind.values()) {
            for (boolean reached : new boolean[] {false, true}) {
                assertThat(rerun(kind).decide("Build", reached))
                        .isEqualTo(new Decision.LeftOut(BUILD, "It returns what it returned in #12."));
            }
        }
    }

    @Test
    void aStageBeforeItThatTheTargetDidNotHaveIsNotRunUnseen() {
        assertThat(rerun(Kind.RETRY).decide("Migrate", false))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.why())
                                .startsWith("Stage Migrate comes before stage Production, but not in #12,")
                                .endsWith("Begin a new release."));
    }

    @Test
    void inARollbackNoOtherStageRuns() {
        Rerun rollback = rerun(Kind.ROLLBACK);
        assertThat(rollback.decide("Production", false)).isEqualTo(RUNS);
        Decision leftOut = new Decision.LeftOut(null, "Rollback of stage Production to #12: no other stage runs.");
        assertThat(rollback.decide("Smoke", true)).isEqualTo(leftOut);
        assertThat(rollback.decide("Migrate", false)).isEqualTo(leftOut);
        assertThat(rerun(Kind.PROMOTION).decide("Smoke", true))
                .isEqualTo(new Decision.LeftOut(null, "Promotion of #12 to stage Production: no other stage runs."));
    }

    @Test
    void onlyTheStageThatWasAskedForIsEnteredInAnotherWay() {
        assertThat(rerun(Kind.ROLLBACK).entrantKind("Production")).isEqualTo(Entrant.Kind.ROLLBACK);
        assertThat(rerun(Kind.RETRY).entrantKind("Production")).isEqualTo(Entrant.Kind.RETRY);
        assertThat(rerun(Kind.RETRY).entrantKind("Smoke")).isEqualTo(Entrant.Kind.STANDARD);
        assertThat(rerun(Kind.PROMOTION).entrantKind("Production")).isEqualTo(Entrant.Kind.STANDARD);
    }

    @Test
    void ofActionsWithTheSameArgumentsAsManyAreTakenOverAsHadEndedWell() {
        Done first = new Done("same", "one", null, "sealed 1");
        Done second = new Done("same", "two", null, "sealed 2");
        Rerun retry = rerun(Kind.RETRY, first, new Done("other", "three", null, "sealed 3"), second);
        assertThat(retry.done("Production", "same", 0)).isEqualTo(first);
        assertThat(retry.done("Production", "same", 1)).isEqualTo(second);
        assertThat(retry.done("Production", "same", 2)).isNull();
        assertThat(retry.done("Smoke", "same", 0)).as("of another stage").isNull();
    }
}

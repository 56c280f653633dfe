package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Visits;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two environments side by side. */
class ComparedTest {

    private static BoardRow row(String environment, String job, StageVisit... visits) {
        return new BoardRow(environment, job, null, StageState.of("Production", List.of(visits), null));
    }

    private static StageVisit live(long run) {
        return Visits.ended(run, "Production", Status.SUCCEEDED);
    }

    @Test
    void jobsThatDifferComeFirst() {
        List<Compared> compared = Compared.of(
                List.of(
                        row("staging", "bank", live(3)),
                        row("staging", "shop", live(9)),
                        row("staging", "till", live(4)),
                        row("prod", "bank", live(3)),
                        row("prod", "shop", live(8)),
                        row("prod", "yard", live(1)),
                        row("test", "shop", live(9))),
                "staging",
                "prod");
        assertThat(compared).extracting(Compared::job).containsExactly("shop", "till", "yard", "bank");
        assertThat(compared).extracting(Compared::isSame).containsExactly(false, false, false, true);
        assertThat(compared.get(1).other()).isNull();
        assertThat(compared.get(2).one()).isNull();
    }

    /** It was never released there, whatever tries to. */
    @Test
    void whereNothingIsLiveNothingIsCompared() {
        BoardRow waits = row("prod", "shop", Visits.waiting(9, "Production"));
        assertThat(Compared.of(List.of(row("staging", "shop", live(9)), waits), "staging", "prod"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.other()).isNull();
                    assertThat(one.isSame()).isFalse();
                });
    }

    @Test
    void ofSeveralStagesOfAJobInAnEnvironmentTheNewestCounts() {
        List<BoardRow> rows =
                List.of(row("prod", "shop", live(9)), row("prod", "shop", live(7)), row("staging", "shop", live(9)));
        assertThat(Compared.of(rows, "staging", "prod"))
                .singleElement()
                .satisfies(one -> assertThat(one.isSame()).isTrue());
    }

    /** docs/openapi.yaml says all members, and no other. */
    @Test
    void theDescriptionForProgramsIsTrue() throws Exception {
        Value described = new DocumentReader("openapi.yaml", new Problems())
                .readYaml(Files.readString(EmulatedAccount.projectRoot().resolve("docs/openapi.yaml")))
                .get("components", "schemas", "EnvironmentRow", "properties");
        assertThat(described.members().keySet())
                .isEqualTo(EnvironmentsView.facts(row("prod", "shop", live(9))).keySet());
    }
}

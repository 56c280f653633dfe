package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people ask for when a release is to be taken up again. */
class RerunRequestTest {

    private static final List<String> STAGES = List.of("Staging", "Production");

    private static List<String> problems(String kind, String stage, String run, String from, String actions) {
        return new RerunRequest(kind, stage, run, from, actions).problems(STAGES);
    }

    @Test
    void whatIsLeftOutWhereItMayBeIsNoProblem() {
        assertThat(problems("retry", "Production", null, null, null)).isEmpty();
        assertThat(problems("RETRY", " Production ", "12", "", "all-actions")).isEmpty();
        assertThat(problems("Rollback", "Production", "12", null, null)).isEmpty();
        assertThat(problems("promotion", "Production", null, "Staging", null)).isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThat(problems("redo", "Prod", "last", null, "some"))
                .containsExactly(
                        "kind: must be one of RETRY, ROLLBACK, PROMOTION.",
                        "stage: the job has no stage 'Prod'. It has: Staging, Production.",
                        "run: must be the number of a run.",
                        "actions: must be one of FAILED_ACTIONS, ALL_ACTIONS.");
        assertThat(problems("rollback", "Production", "", null, null))
                .containsExactly("run: say the number of the run to go back to.");
        assertThat(problems("promotion", "Production", null, " ", null))
                .containsExactly("from: the job has no stage ''. It has: Staging, Production.");
        assertThat(problems("rollback", "Production", "9999999999", null, null)).hasSize(1);
        assertThat(problems(null, null, null, null, null)).hasSize(2);
    }

    @Test
    void theDescriptionForProgramsIsTrue() throws Exception {
        Value described = new DocumentReader("openapi.yaml", new Problems())
                .readYaml(Files.readString(EmulatedAccount.projectRoot().resolve("docs/openapi.yaml")))
                .get("components", "schemas", "Rerun", "properties");
        assertThat(described.members().keySet())
                .containsExactlyElementsOf(Arrays.stream(RerunRequest.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toList());
        assertThat(described.get("kind", "enum").plain())
                .isEqualTo(Arrays.stream(Rerun.Kind.values()).map(Enum::name).toList());
        assertThat(described.get("actions", "enum").plain())
                .isEqualTo(Arrays.stream(Rerun.Actions.values()).map(Enum::name).toList());
    }
}

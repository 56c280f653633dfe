package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.stage.BadRevision;
import io.jenkins.plugins.awsreleasestages.stage.Figures;
import io.jenkins.plugins.awsreleasestages.stage.StageChange.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import io.jenkins.plugins.awsreleasestages.stage.Visits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What programs read of stages, and what they send. */
class ReleasesApiTest {

    private static Map<String, Object> production() {
        Transition closed = new Transition("Production", true, false, "bob", Visits.START, "why");
        return ReleasesApi.facts(StageState.of(
                "Production",
                List.of(
                        Visits.waiting(9, "Production"),
                        Visits.inside(8, "Production"),
                        Visits.ended(7, "Production", Status.SUCCEEDED)),
                closed));
    }

    private static Map<?, ?> map(Object plain) {
        return (Map<?, ?>) plain;
    }

    private static Map<?, ?> first(Object plain) {
        return map(((List<?>) plain).get(0));
    }

    @Test
    void aStageTellsWhatIsLiveInItAndBeforeIt() {
        Map<String, Object> facts = production();
        assertThat(map(facts.get("live")).get("run")).isEqualTo(7L);
        assertThat(first(facts.get("inside")).get("run")).isEqualTo(8L);
        assertThat(first(facts.get("waiting")).get("run")).isEqualTo(9L);
        assertThat(facts).containsEntry("closed", true).containsEntry("pinned", false);
    }

    /** docs/openapi.yaml says all members, and no other. */
    @Test
    void theDescriptionForProgramsIsTrue() throws Exception {
        Value schemas = new DocumentReader("openapi.yaml", new Problems())
                .readYaml(Files.readString(EmulatedAccount.projectRoot().resolve("docs/openapi.yaml")))
                .get("components", "schemas");
        Map<String, Object> stage = production();
        assertThat(members(schemas.get("Stage"))).isEqualTo(stage.keySet());
        assertThat(members(schemas.get("Stage", "properties", "changed")))
                .isEqualTo(map(stage.get("changed")).keySet());
        Map<?, ?> visit = map(stage.get("live"));
        assertThat(members(schemas.get("Visit"))).isEqualTo(visit.keySet());
        assertThat(members(schemas.get("Revision")))
                .isEqualTo(first(visit.get("revisions")).keySet());
        BadRevision bad = new BadRevision("4f2c", "bob", Visits.START, "broken");
        assertThat(members(schemas.get("BadRevision")))
                .isEqualTo(PlainData.ofRecord(bad).keySet());
        Map<?, ?> figures = first(figures().facts().get("figures"));
        assertThat(members(schemas.get("Figures"))).isEqualTo(figures.keySet());
        assertThat(members(schemas.get("Spread")))
                .isEqualTo(map(figures.get("leadTime")).keySet());
        assertThat(members(schemas.get("Figures", "properties", "changeFailureRate")))
                .isEqualTo(map(figures.get("changeFailureRate")).keySet());
        assertThat(members(schemas.get("Figures", "properties", "byDay", "items")))
                .isEqualTo(first(figures.get("byDay")).keySet());
        assertThat(schemas.get("Visit", "properties", "status", "enum").plain()).isEqualTo(names(Status.values()));
        assertThat(schemas.get("StageChange", "properties", "change", "enum").plain())
                .isEqualTo(names(Kind.values()));
    }

    private static Set<String> members(Value schema) {
        return schema.get("properties").members().keySet();
    }

    private static List<String> names(Enum<?>[] all) {
        return Arrays.stream(all).map(Enum::name).collect(Collectors.toList());
    }

    private static FiguresTable figures() {
        List<StageVisit> visits = List.of(
                Visits.ended(9, "Production", Status.FAILED),
                Visits.ended(8, "Production", Status.SUCCEEDED),
                Visits.ended(7, "Production", Status.SUCCEEDED));
        return FiguresTable.of(Figures.Of.job(List.of("Production"), visits), Visits.START.plus(Duration.ofDays(10)));
    }

    /** Each figure that is defined has a text, also where there is nothing to count. */
    @Test
    void figuresAreATableOfPeriods() {
        assertThat(figures().getRows()).hasSize(6).allMatch(row -> row.cells().size() == 3);
        assertThat(figures().getRows().get(0).cells())
                .containsExactly("0 (0.0 a day)", "2 (0.1 a day)", "2 (0.0 a day)");
        assertThat(figures().getRows().get(1).cells().get(0)).isEqualTo("–");
        assertThat(figures().getRows().get(2).cells()).containsExactly("–", "33 % (1 of 3)", "33 % (1 of 3)");
        assertThat(figures().getRows().get(4).cells().get(1)).contains("(90 %: ");
    }

    private static Map<String, String> read(String json) throws InvalidDocument {
        return SentTexts.read(json.getBytes(StandardCharsets.UTF_8), List.of("change", "stage", "reason"));
    }

    @Test
    void whatIsSentIsAnObjectOfTexts() throws InvalidDocument {
        assertThat(read("{\"change\": \"CLOSE\", \"stage\": \"Production\", \"reason\": \"why\"}"))
                .isEqualTo(Map.of("change", "CLOSE", "stage", "Production", "reason", "why"));
        assertThat(read("{}")).isEmpty();
    }

    @Test
    void allThatIsWrongWithTheFormIsSaid() {
        assertThatThrownBy(() -> read("{\"change\": null, \"stages\": [], \"reason\": [3]}"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("change: must be a text")
                .hasMessageContaining("'stages' is not known here")
                .hasMessageContaining("reason: must be a text");
        for (String wrong : List.of("", "[]", "null", "{", "{\"change\": \"PIN\", \"change\": \"OPEN\"}")) {
            assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(InvalidDocument.class);
        }
        assertThatThrownBy(() -> read(" ".repeat(20_001))).hasMessageContaining("20000 bytes");
    }
}

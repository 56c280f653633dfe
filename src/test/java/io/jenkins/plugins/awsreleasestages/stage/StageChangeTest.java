package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.stage.StageChange.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people may change about stages. */
class StageChangeTest {

    private static final List<String> STAGES = List.of("Build", "Production");
    private static final List<String> REVISIONS = List.of("4f2c9ae1d0b7", "1.10");

    private static List<String> problems(Kind kind, String subject, String reason) {
        return new StageChange(kind, subject, reason).problems(STAGES, REVISIONS);
    }

    @Test
    void aReasonHas1To300Characters() {
        assertThat(problems(Kind.CLOSE, "Production", "x")).isEmpty();
        assertThat(problems(Kind.CLOSE, "Production", "x".repeat(300))).isEmpty();
        assertThat(problems(Kind.CLOSE, "Production", "x".repeat(301)))
                .singleElement()
                .asString()
                .startsWith("reason: ");
        assertThat(problems(Kind.OPEN, "Production", " \t\n"))
                .singleElement()
                .asString()
                .startsWith("reason: ");
        assertThat(problems(Kind.PIN, "Production", null))
                .singleElement()
                .asString()
                .startsWith("reason: ");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThat(problems(Kind.CLOSE, "production", ""))
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo("stage: the job has no stage 'production'. It has: Build, Production.");
        assertThat(problems(Kind.MARK_BAD, " ", "")).hasSize(2);
    }

    @Test
    void aJobToWhoseStagesNothingHasComeSaysSo() {
        assertThat(new StageChange(Kind.PIN, "Production", "x").problems(List.of(), List.of()))
                .containsExactly("stage: the job has no stage 'Production'. It has: no release has come to one yet.");
    }

    /** It would be compared with whole ones, and so would keep nothing out. */
    @Test
    void anAbbreviatedRevisionIsRefused() {
        assertThat(problems(Kind.MARK_BAD, "4f2c9ae", "broken"))
                .containsExactly("revision: say it in full, such as 4f2c9ae1d0b7.");
        assertThat(problems(Kind.MARK_BAD, "4f2c9ae1d0b7", "broken")).isEmpty();
        assertThat(problems(Kind.MARK_BAD, "not released yet", "broken")).isEmpty();
        assertThat(problems(Kind.MARK_BAD, "f".repeat(501), "broken")).hasSize(1);
    }

    @Test
    void whatIsTypedBecomesOneLine() {
        StageChange change = new StageChange(Kind.CLOSE, " Production ", "the\r\nbank\u0000 is closed ");
        assertThat(change.subject()).isEqualTo("Production");
        assertThat(change.reason()).isEqualTo("the bank  is closed");
    }

    @Test
    void closingAndPinningDoNotUndoEachOther() {
        Transition closed = after(Kind.CLOSE, null);
        assertThat(closed.closed()).isTrue();
        assertThat(closed.pinned()).isFalse();
        Transition both = after(Kind.PIN, closed);
        assertThat(both.closed()).isTrue();
        assertThat(both.pinned()).isTrue();
        assertThat(after(Kind.OPEN, both)).isEqualTo(after(Kind.PIN, null));
        assertThat(after(Kind.UNPIN, both)).isEqualTo(closed);
        assertThat(closed).isEqualTo(new Transition("Production", true, false, "bob", Visits.START, "why"));
    }

    private static Transition after(Kind kind, Transition before) {
        return new StageChange(kind, "Production", "why").after(Optional.ofNullable(before), "bob", Visits.START);
    }

    @Test
    void aChangeIsNamedAsPeopleTypeIt() {
        assertThat(Kind.of("close")).isEqualTo(Kind.CLOSE);
        assertThat(Kind.of(" Mark-Bad ")).isEqualTo(Kind.MARK_BAD);
        assertThat(Kind.of("UNMARK_BAD")).isEqualTo(Kind.UNMARK_BAD);
        for (String wrong : new String[] {"shut", "", null}) {
            assertThatThrownBy(() -> Kind.of(wrong))
                    .as(wrong)
                    .hasMessage("change: must be one of CLOSE, OPEN, PIN, UNPIN, MARK_BAD, UNMARK_BAD.");
        }
    }
}

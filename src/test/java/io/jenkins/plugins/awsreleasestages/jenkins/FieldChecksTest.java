package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.FormValidation.Kind;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Who may not configure a job learns nothing from its forms. */
class FieldChecksTest {

    private boolean asked;

    /** A job that its reader may configure, or only look at. */
    private static Item job(boolean mayConfigure) {
        return (Item) Proxy.newProxyInstance(
                Item.class.getClassLoader(), new Class<?>[] {Item.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("hasPermission")) {
                        return mayConfigure && arguments[0] == Item.CONFIGURE;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private String problem() {
        asked = true;
        return "There is no such region.";
    }

    @Test
    void whoMayConfigureTheJobIsToldWhatIsWrong() {
        FormValidation answer = FieldChecks.problem(job(true), this::problem);
        assertThat(answer.kind).isEqualTo(Kind.ERROR);
        assertThat(answer.getMessage()).isEqualTo("There is no such region.");
    }

    @Test
    void whoMayNotIsToldThatAllIsWellAndNothingIsLookedAt() {
        assertThat(FieldChecks.problem(job(false), this::problem).kind).isEqualTo(Kind.OK);
        assertThat(FieldChecks.lines(job(false), "no name").kind).isEqualTo(Kind.OK);
        assertThat(asked).isFalse();
        assertThat(FieldChecks.mayConfigure(job(false))).isFalse();
        assertThat(FieldChecks.mayConfigure(job(true))).isTrue();
    }

    /** It stands below the field that it is about. */
    @Test
    void theFieldIsNotNamedTwice() {
        for (String[] said : new String[][] {
            {"url: the URL of the repository is missing.", "The URL of the repository is missing."},
            {"template and templateUrl: say one of them.", "Say one of them."},
            {"'a:b' is not a name.", "'a:b' is not a name."},
            {"Line 1: has no =.", "Line 1: has no =."},
            {"is missing.", "Is missing."},
        }) {
            assertThat(FieldChecks.problem(job(true), () -> said[0]).getMessage())
                    .isEqualTo(FormValidation.error(said[1]).getMessage());
        }
    }

    @Test
    void whereNothingIsWrongAllIsWell() {
        assertThat(FieldChecks.problem(job(true), () -> null).kind).isEqualTo(Kind.OK);
        assertThat(FieldChecks.problem(job(true), () -> "").kind).isEqualTo(Kind.OK);
    }

    @Test
    void whatNamesAVariableIsKnownInTheRunOnly() {
        assertThat(FieldChecks.problemUnlessVariable(job(true), "${REGION}", this::problem).kind)
                .isEqualTo(Kind.OK);
        assertThat(asked).isFalse();
        assertThat(FieldChecks.problemUnlessVariable(job(true), "eu", this::problem).kind)
                .isEqualTo(Kind.ERROR);
        assertThat(FieldChecks.problemUnlessVariable(job(true), null, this::problem).kind)
                .isEqualTo(Kind.ERROR);
        assertThat(FieldChecks.namesVariable("a $X")).isTrue();
        assertThat(FieldChecks.namesVariable("a X")).isFalse();
        assertThat(FieldChecks.namesVariable(null)).isFalse();
    }

    @Test
    void linesOfNamesAndValuesAreChecked() {
        assertThat(FieldChecks.lines(job(true), "STAGE=test\nEMPTY=").kind).isEqualTo(Kind.OK);
        FormValidation answer = FieldChecks.lines(job(true), "no name");
        assertThat(answer.kind).isEqualTo(Kind.ERROR);
        assertThat(answer.getMessage()).contains("no name");
    }
}

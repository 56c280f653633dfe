package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look at the gate of a longer plan says, and where it leads. */
class GateActionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> QUESTION =
            List.of("Change stack shop?", "ann may decide", "Approve or reject: …");
    private static final GateAction.State ASKING = GateAction.State.create(
            new Gate("gate", "Change stack shop?", GateTerms.of(List.of("ann"), 1), NOW, NOW.plusSeconds(60)),
            List.of("+ Topic"));

    private static Look<GateAction.State> look(GateAction.State state, Decision decision) {
        return new GateAction(null).read(state, new GateAction.Answer(decision, QUESTION), NOW);
    }

    @Test
    void theQuestionIsInTheLogOnce() {
        Look<GateAction.State> first = look(ASKING, null);
        assertThat(first.lines()).isEqualTo(QUESTION);
        assertThat(first.state().decision()).isNull();
        assertThat(look(first.state(), null).lines()).isEmpty();
    }

    @Test
    void anApprovalLeadsOn() {
        Decision yes = new Decision(Decision.Kind.APPROVED, "ann", "read\ntwice", NOW);
        Look<GateAction.State> look = look(ASKING.asked(null), yes);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines()).containsExactly("Approved by ann: read", "  twice");
        assertThat(look.state().decision()).isEqualTo(yes);
    }

    @Test
    void anythingElseFails() {
        for (Decision other : List.of(
                new Decision(Decision.Kind.REJECTED, "ann", "", NOW),
                Decision.aborted("carol", NOW),
                Decision.expired(NOW))) {
            Look<GateAction.State> look = look(ASKING.asked(null), other);
            assertThat(look.verdict()).isEqualTo(new Look.Failed(other.sentence()));
            assertThat(look.state().decision()).isEqualTo(other);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a look at the gate of a longer plan says, and where it leads. */
class GateActionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> QUESTION =
            List.of("Change stack shop?", "ann may decide", "Approve or reject: …");
    private static final GateAction.State ASKING = GateAction.State.create(
            new Gate("gate", "Change stack shop?", GateTerms.of(List.of("ann"), 1), NOW, NOW.plusSeconds(60)),
            List.of("+ Topic"));

    private static final GateAction.State ASKED = look(ASKING, null).state();

    private static GateStatus status(GateAction.State state, Decision decision, Approval... approvals) {
        return new GateStatus(state.gate(), List.of(approvals), Map.of(), decision);
    }

    private static Look<GateAction.State> look(GateAction.State state, Decision decision) {
        List<String> lines = state.asked() ? List.of() : QUESTION;
        return new GateAction(null).read(state, new GateAction.Answer(status(state, decision), null, lines), NOW);
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
        Look<GateAction.State> look = look(ASKED, yes);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines()).containsExactly("Approved by ann: read", "  twice");
        assertThat(look.state().decision()).isEqualTo(yes);
    }

    @Test
    void eachApprovalIsSaidOnceWithWhatIsStillNeeded() {
        GateAction.State two = GateAction.State.create(
                new Gate(
                        "gate",
                        "Ship it?",
                        GateTerms.of(List.of("ann", "bob", "group:ops"), 2),
                        NOW,
                        NOW.plusSeconds(60)),
                List.of());
        GateAction.State asked = look(two, null).state();
        Approval ann = new Approval("ann", "read\ntwice", NOW, List.of("approvers"));
        GateAction.Answer answer = new GateAction.Answer(status(two, null, ann), null, List.of());
        Look<GateAction.State> heard = new GateAction(null).read(asked, answer, NOW);
        assertThat(heard.lines())
                .containsExactly(
                        "Approved by ann: read", "  twice", "Still needed: 1 more of user ann, user bob, group ops.");
        assertThat(heard.state().approvals()).containsExactly(ann);
        assertThat(new GateAction(null).read(heard.state(), answer, NOW).lines())
                .isEmpty();
        Approval bob = new Approval("bob", "", NOW, List.of("approvers"));
        Decision both = new Decision(Decision.Kind.APPROVED, "ann and bob", "", NOW);
        Look<GateAction.State> passed = new GateAction(null)
                .read(heard.state(), new GateAction.Answer(status(two, both, ann, bob), null, List.of()), NOW);
        assertThat(passed.lines()).containsExactly("Approved by ann and bob");
        assertThat(passed.state().result())
                .containsEntry("by", "ann and bob")
                .containsEntry("overridden", false)
                .extractingByKey("approvals")
                .asList()
                .hasSize(2);
    }

    @Test
    void aWithdrawnGateIsNotPassedAndDoesNotEndThePlan() {
        Decision withdrawn = Decision.withdrawn("the stack was changed", NOW);
        Look<GateAction.State> look = look(ASKED, withdrawn);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines()).containsExactly("Withdrawn: the stack was changed");
        assertThat(look.state().isPassed()).isFalse();
        assertThat(look.state().isWithdrawn()).isTrue();
    }

    @Test
    void anythingElseFails() {
        for (Decision other : List.of(
                new Decision(Decision.Kind.REJECTED, "ann", "", NOW),
                Decision.aborted("carol", NOW),
                Decision.expired(NOW))) {
            Look<GateAction.State> look = look(ASKED, other);
            assertThat(look.verdict()).isEqualTo(new Look.Failed(other.sentence()));
            assertThat(look.state().decision()).isEqualTo(other);
        }
    }
}

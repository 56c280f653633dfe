package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a gate is put down, and that nothing is twice. */
class GateAuditTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Condition WINDOW = new Condition("deploymentWindow", "window", Map.of("windows", "mon"));

    private static GateStatus status(Decision decision, List<ConditionAnswer> answers, String... approvers) {
        GateTerms terms = GateTerms.of(List.of("alice", "bob"), 2).with(List.of(WINDOW));
        Gate gate = new Gate("id", "Ship it?", terms, NOW, NOW.plusSeconds(60));
        List<Approval> approvals = List.of(approvers).stream()
                .map(one -> new Approval(one, "tested", NOW, List.of()))
                .toList();
        return new GateStatus(gate, approvals, Map.of(), decision, answers);
    }

    private static GateStatus status(String... approvers) {
        return status(null, List.of(), approvers);
    }

    private static List<String> kinds(GateStatus before, GateStatus now) {
        List<GateAudit.Event> events = GateAudit.events(before, now);
        // Each can be written.
        events.forEach(event -> assertThat(PlainJson.of(event.facts())).startsWith("{"));
        return events.stream().map(GateAudit.Event::kind).toList();
    }

    @Test
    void whatIsSaidAtAGateIsPutDownOnce() {
        assertThat(kinds(null, status())).containsExactly("gate.opened");
        assertThat(kinds(status(), status("alice"))).containsExactly("gate.approved");
        assertThat(kinds(status("alice"), status("alice"))).isEmpty();
        assertThat(kinds(status("alice"), status())).containsExactly("gate.askedAnew");
        Decision decision = new Decision(Decision.Kind.APPROVED, "alice and bob", "tested", NOW);
        GateStatus decided = status(decision, List.of(), "alice", "bob");
        assertThat(kinds(status("alice"), decided)).containsExactly("gate.approved", "gate.decided");
        assertThat(kinds(decided, decided)).isEmpty();
    }

    @Test
    void whatConditionsSayIsNoEventButPartOfTheDecision() {
        List<ConditionAnswer> met = List.of(ConditionAnswer.pass("open").keeping(Map.of("secret", "1")));
        assertThat(kinds(status("alice"), status(null, met, "alice"))).isEmpty();
        Decision decision = new Decision(Decision.Kind.APPROVED, "alice", "", NOW);
        Map<String, Object> facts = GateAudit.events(status("alice"), status(decision, met, "alice"))
                .get(0)
                .facts();
        assertThat(facts.get("conditions").toString()).contains("PASS", "open").doesNotContain("secret");
        assertThat(facts.get("decision").toString()).contains("APPROVED", "alice");
    }
}

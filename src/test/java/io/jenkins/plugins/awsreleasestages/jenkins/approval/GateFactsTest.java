package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Person;
import io.jenkins.plugins.awsreleasestages.approval.SomePerson;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.source.Author;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What programs are told of a gate. */
class GateFactsTest {

    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant DEADLINE = ASKED.plusSeconds(3600);

    private static final Person ANN = new SomePerson("ann", "ops");
    private static final Person BOB = new SomePerson("bob", "ops");
    private static final Person EVE = new SomePerson("eve");

    private static final Gate GATE = new Gate(
                    "g1",
                    "Ship \"it\"?\n + Topic",
                    GateTerms.of(List.of(
                            new ApprovalRule("ops", List.of("group:ops"), 2, false, "Production"),
                            new ApprovalRule("owner", List.of("ann"), 1, true))),
                    ASKED,
                    DEADLINE)
            .asking(List.of(
                    new GateInput("share", GateInput.Kind.NUMBER, "How much", "10", List.of(), 1.0, 100.0, null)))
            .with(List.of(), List.of(new Excluded("carol", "the one who started this run", Excluded.Kind.REQUESTER)))
            .notKnowing(List.of(new Author("Jane <b>", "jane@example.com", 2)), List.of("There may be more authors."))
            .about("sha256:1");

    private static final Gate CONDITIONED = GATE.and(GateTerms.of(List.of())
            .with(List.of(
                    new Condition("freeze", "no freeze 12-24..12-26", Map.of(), List.of("Production")),
                    new Condition("deploymentWindow", "deployment window mon", Map.of()))));

    private static GateStatus approvedByAnn() throws VoteRefused {
        return approvedByAnn(GateStatus.asked(GATE));
    }

    private static GateStatus conditioned() throws VoteRefused {
        return approvedByAnn(GateStatus.asked(CONDITIONED)
                .looked(
                        CONDITIONED.terms().conditions(),
                        List.of(ConditionAnswer.pass("no freeze is on"), ConditionAnswer.waiting("closed", DEADLINE)),
                        ASKED));
    }

    private static GateStatus approvedByAnn(GateStatus status) throws VoteRefused {
        return status.taken(new Vote(Vote.Kind.APPROVE, "tested", Map.of("share", "20"), ASKED.plusSeconds(1)), ANN);
    }

    @Test
    void allIsPlainAndSaid() throws VoteRefused {
        Map<String, Object> facts = GateFacts.of(conditioned(), true, BOB);
        assertThat(PlainJson.read(PlainJson.of(facts))).isEqualTo(PlainJson.read("""
                                {"id": "g1", "title": "Ship \\"it\\"?", "message": "Ship \\"it\\"?\\n + Topic",
                                 "subject": "sha256:1",
                                 "asked": "2026-01-01T00:00:00Z", "deadline": "2026-01-01T01:00:00Z", "open": true,
                                 "rules": [
                                   {"name": "ops", "approvers": ["group:ops"], "count": 2, "approved": 1, "missing": 1,
                                    "reason": false, "policy": "Production"},
                                   {"name": "owner", "approvers": ["user:ann"], "count": 1, "approved": 1, "missing": 0,
                                    "reason": true, "policy": null}],
                                 "distinct": false,
                                 "conditions": [
                                   {"kind": "freeze", "text": "no freeze 12-24..12-26", "policy": "Production",
                                    "verdict": "PASS", "why": "no freeze is on", "opens": null},
                                   {"kind": "deploymentWindow", "text": "deployment window mon", "policy": null,
                                    "verdict": "WAIT", "why": "closed", "opens": "2026-01-01T01:00:00Z"}],
                                 "approvals": [{"by": "ann", "at": "2026-01-01T00:00:01Z", "reason": "tested",
                                                "rules": ["ops", "owner"]}],
                                 "excluded": [{"user": "carol", "why": "the one who started this run"}],
                                 "unknownAuthors": [{"name": "Jane b", "mail": "jane@example.com", "commits": 2}],
                                 "authorGaps": ["There may be more authors."],
                                 "unreachable": [],
                                 "inputs": [{"name": "share", "type": "NUMBER", "description": "How much",
                                             "default": "10", "choices": [], "min": 1.0, "max": 100.0,
                                             "pattern": null}],
                                 "answers": {"share": 20},
                                 "decision": null,
                                 "may": {"approve": {"allowed": true, "why": null},
                                         "reject": {"allowed": true, "why": null},
                                         "override": {"allowed": false,
                                                      "why": "You do not have the permission to override."}}}
                                """));
    }

    /** docs/openapi.yaml says all members, and no other; those around the gate are the run's. */
    @Test
    void theDescriptionForProgramsIsTrue() throws Exception {
        Path file = EmulatedAccount.projectRoot().resolve("docs/openapi.yaml");
        Value schemas = new DocumentReader("openapi.yaml", new Problems())
                .readYaml(Files.readString(file))
                .get("components", "schemas");
        Map<String, Object> facts = GateFacts.of(
                conditioned().taken(Vote.of(Vote.Kind.REJECT, "red", ASKED.plusSeconds(2)), BOB), false, ANN);
        Value gate = schemas.get("Gate", "properties");
        Set<String> told = new TreeSet<>(facts.keySet());
        told.addAll(List.of("job", "run", "page", "api"));
        assertThat(gate.members().keySet()).containsExactlyInAnyOrderElementsOf(told);
        assertThat(members(gate.get("decision"))).isEqualTo(members(facts.get("decision")));
        assertThat(members(gate.get("approvals", "items"))).isEqualTo(members(first(facts.get("approvals"))));
        assertThat(members(gate.get("excluded", "items"))).isEqualTo(members(first(facts.get("excluded"))));
        assertThat(members(gate.get("may"))).isEqualTo(members(facts.get("may")));
        assertThat(members(schemas.get("Rule"))).isEqualTo(members(first(facts.get("rules"))));
        assertThat(members(schemas.get("Condition"))).isEqualTo(members(first(facts.get("conditions"))));
        assertThat(members(schemas.get("Input"))).isEqualTo(members(first(facts.get("inputs"))));
    }

    private static Set<String> members(Value schema) {
        return new TreeSet<>(schema.get("properties").members().keySet());
    }

    private static Set<String> members(Object facts) {
        Set<String> names = new TreeSet<>();
        ((Map<?, ?>) facts).keySet().forEach(name -> names.add((String) name));
        return names;
    }

    private static Object first(Object list) {
        return ((List<?>) list).get(0);
    }

    @Test
    void whoMayNotReadsWhy() throws VoteRefused {
        assertThat(may(approvedByAnn(), true, ANN, "approve")).isEqualTo("You have approved already.");
        assertThat(may(approvedByAnn(), true, ANN, "reject")).isNull();
        assertThat(may(approvedByAnn(), true, EVE, "approve")).isEqualTo("Only these may decide: group ops; user ann.");
        assertThat(may(approvedByAnn(), true, new SomePerson("carol", "ops"), "approve"))
                .isEqualTo("You may not approve: you are the one who started this run.");
        assertThat(may(approvedByAnn(), true, new SomePerson("root").overriding(), "override"))
                .isNull();
        assertThat(may(approvedByAnn(), false, BOB, "approve")).isEqualTo("Nobody can decide here any more.");
    }

    private static Object may(GateStatus status, boolean open, Person person, String what) {
        Map<?, ?> may = (Map<?, ?>) GateFacts.of(status, open, person).get("may");
        Map<?, ?> one = (Map<?, ?>) may.get(what);
        assertThat(one.get("allowed")).isEqualTo(one.get("why") == null);
        return one.get("why");
    }

    @Test
    void whatIsDecidedIsTold() throws VoteRefused {
        GateStatus passed = approvedByAnn().taken(Vote.of(Vote.Kind.APPROVE, "me too", ASKED.plusSeconds(2)), BOB);
        assertThat(GateFacts.of(passed, false, EVE).get("decision"))
                .isEqualTo(Map.of(
                        "kind",
                        Decision.Kind.APPROVED.name(),
                        "by",
                        "ann and bob",
                        "reason",
                        "ann: tested\nbob: me too",
                        "at",
                        "2026-01-01T00:00:02Z"));
        assertThat(GateFacts.missing(passed)).isEmpty();
    }

    @Test
    void whatIsMissingIsSaidInWords() throws VoteRefused {
        assertThat(GateFacts.missing(GateStatus.asked(GATE))).isEqualTo("2 of group ops; 1 of user ann");
        assertThat(GateFacts.missing(approvedByAnn())).isEqualTo("1 of group ops");
        assertThat(new PersonalGate.Answer(approvedByAnn(), true).text())
                .isEqualTo("Approved. Still needed: 1 of group ops.");
    }

    @Test
    void whatCameTooLateSaysSo() throws VoteRefused {
        GateStatus rejected = approvedByAnn().taken(Vote.of(Vote.Kind.REJECT, "red", ASKED.plusSeconds(2)), BOB);
        assertThat(new PersonalGate.Answer(rejected, false).text())
                .isEqualTo("This came too late and does not count. Rejected by bob.");
        assertThat(new PersonalGate.Answer(rejected, true).text()).isEqualTo("Rejected by bob.");
    }
}

package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.source.Author;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has written what is released, and who has started it: those who are known, and those who are not. */
class GateAuthorsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SomePerson JANE = new SomePerson("jane", "ops");
    private static final SomePerson BOB = new SomePerson("bob", "ops");

    private static final Gate GATE = new Gate(
            "id",
            "Ship it?",
            new GateTerms(
                    List.of(new ApprovalRule("ops", List.of("group:ops"), 1, false)),
                    false,
                    false,
                    true,
                    false,
                    List.of()),
            NOW,
            NOW.plusSeconds(60));

    private static final Gate STRANGE = GATE.notKnowing(
            List.of(new Author("Jane Doe", "Jane@example.com", 2), new Author("Eve", "eve@example.org", 1)),
            List.of("There may be more authors."));

    private static GateStatus taken(Gate gate, Vote.Kind kind, SomePerson person) throws VoteRefused {
        return GateStatus.asked(gate).taken(Vote.of(kind, "a good reason", NOW.plusSeconds(1)), person);
    }

    @Test
    void whoIsNotKnownIsNamed() {
        assertThat(STRANGE.notExcluded())
                .containsExactly(
                        "Not known here, so not excluded: Jane Doe <Jane@example.com> (author of 2 commits),"
                                + " Eve <eve@example.org> (author of a commit).",
                        "There may be more authors.");
        assertThat(STRANGE.question()).containsAll(STRANGE.notExcluded());
        assertThat(GATE.notExcluded()).isEmpty();
    }

    /** Somebody may sign in for the first time while the gate waits. */
    @Test
    void whoBecomesKnownMeanwhileMayNotApproveEither() throws VoteRefused {
        assertThat(STRANGE.refusal(JANE)).contains("You may not approve: you are the author of 2 commits in it.");
        assertThatThrownBy(() -> taken(STRANGE, Vote.Kind.APPROVE, JANE)).isInstanceOf(VoteRefused.class);
        assertThat(taken(STRANGE, Vote.Kind.REJECT, JANE).decision().kind()).isEqualTo(Decision.Kind.REJECTED);
        assertThat(taken(STRANGE, Vote.Kind.APPROVE, BOB).decision().kind()).isEqualTo(Decision.Kind.APPROVED);
        assertThat(GATE.refusal(JANE)).isEmpty();
    }

    @Test
    void everyoneWhoHasStartedItIsARequester() {
        Gate gate = GATE.with(List.of("ann", "bob"), List.of());
        assertThat(gate.refusalToOverride(BOB.overriding()))
                .contains("You may not override: you are the one who started this run.");
        assertThat(gate.refusalToOverride(JANE.overriding())).isEmpty();
    }

    @Test
    void whatIsSavedIsReadAlsoWhatWasSavedBefore() {
        Gate gate = STRANGE.with(List.of("ann", "bob"), List.of());
        Map<String, Object> plain = PlainData.ofRecord(gate);
        assertThat(PlainData.read(Gate.class, plain)).isEqualTo(gate);
        plain.remove("strangers");
        plain.remove("gaps");
        plain.remove("requesters");
        plain.put("requester", "ann");
        assertThat(PlainData.read(Gate.class, plain)).isEqualTo(GATE.with(List.of("ann"), List.of()));
    }

    @Test
    void nothingIsLostWhenAGateTakesMore() {
        Gate gate = STRANGE.with(List.of("ann"), List.of(Excluded.author("bob", 1)));
        Gate more = gate.about("x").reminding(null).and(GATE.terms()).asking(List.of());
        assertThat(more).isEqualTo(gate.about("x"));
        assertThat(gate.excluded().get(0).why()).isEqualTo("the author of a commit in it");
    }
}

package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.PullRequestFilter.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullRequestFilterTest {

    private static final NamePatterns NONE = NamePatterns.NONE;

    private static PullRequestFilter events(String... events) {
        return new PullRequestFilter(NONE, NONE, List.of(events));
    }

    private static NamePatterns patterns(String includes, String excludes) {
        return new NamePatterns(
                includes == null ? List.of() : List.of(includes), excludes == null ? List.of() : List.of(excludes));
    }

    @ParameterizedTest
    @CsvSource({
        // events, first, target only, starts
        "'', true, false, true",
        "'', false, false, true",
        "'', false, true, false",
        "OPEN, true, false, true",
        "OPEN, true, true, true",
        "OPEN, false, false, false",
        "UPDATED, true, false, false",
        "UPDATED, false, false, true",
        "UPDATED, false, true, false",
        "OPEN UPDATED, true, false, true",
        "OPEN UPDATED, false, false, true",
    })
    void whichEventsStart(String events, boolean first, boolean targetOnly, boolean starts) {
        PullRequestFilter filter = events.isEmpty() ? events() : events(events.split(" "));
        assertThat(filter.decide(new Request("main", "feature", first, targetOnly))
                        .starts())
                .isEqualTo(starts);
    }

    @ParameterizedTest
    @CsvSource({
        // of targets: includes, excludes; of sources: includes, excludes; starts
        ", , , , true",
        "main, , , , true",
        "release/*, , , , false",
        ", main, , , false",
        "main, main, , , false",
        ", , feature/*, , true",
        ", , fix/*, , false",
        ", , , feature/**, false",
        "main, , feature/*, , true",
        "main, , fix/*, , false",
        "release/*, , feature/*, , false",
        "feature/*, , , , false",
        ", , main, , false",
    })
    void whichBranchesStart(String targets, String notTargets, String sources, String notSources, boolean starts) {
        PullRequestFilter filter =
                new PullRequestFilter(patterns(targets, notTargets), patterns(sources, notSources), List.of());
        assertThat(filter.decide(new Request("main", "feature/new", true, false))
                        .starts())
                .isEqualTo(starts);
    }

    @Test
    void whyIsSaid() {
        Request request = new Request("main", "feature/new", false, false);
        assertThat(new PullRequestFilter(patterns("main", null), patterns(null, "feature/*"), List.of())
                        .decide(request)
                        .sentence())
                .isEqualTo(" Source branch feature/new is excluded by 'feature/*'.");
        assertThat(new PullRequestFilter(patterns("release/*", null), NONE, List.of())
                        .decide(request)
                        .sentence())
                .isEqualTo(" Target branch main matches none of 'release/*'.");
        assertThat(events("OPEN").decide(request).sentence()).isEqualTo(" The event is UPDATED.");
        assertThat(events().decide(new Request("main", "feature/new", false, true))
                        .sentence())
                .contains("no other commits of its own");
    }

    @Test
    void whatCannotBeToldStarts() {
        Request request = new Request("main", null, true, false);
        assertThat(new PullRequestFilter(NONE, patterns("fix/*", null), List.of()).decide(request))
                .isEqualTo(new NamePatterns.Answer(true, "nobody can say which branch it comes from"));
        assertThat(new PullRequestFilter(patterns("release/*", null), patterns("fix/*", null), List.of())
                        .decide(request)
                        .starts())
                .isFalse();
    }

    @Test
    void problemsNameTheirFields() {
        assertThat(events().problems()).isEmpty();
        assertThat(events("OPEN", "UPDATED").problems()).isEmpty();
        assertThat(events("CLOSED", "", "open").problems())
                .hasSize(3)
                .allMatch(problem -> problem.startsWith("events: "))
                .first()
                .asString()
                .contains("Jenkins is not told");
        assertThat(new PullRequestFilter(patterns("[", ""), patterns("{", " "), List.of()).problems())
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly(
                        "targetBranches", "excludedTargetBranches", "sourceBranches", "excludedSourceBranches");
    }
}

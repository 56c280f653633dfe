package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.RevisionWatch.Run;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch.Verdict;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RevisionWatchTest {

    private static final SourceRevision A = SourceRevision.git("https://example.com/r", "main", "a".repeat(40));
    private static final SourceRevision B = SourceRevision.git("https://example.com/r", "main", "b".repeat(40));

    @Test
    void theFirstLookStarts() {
        assertThat(RevisionWatch.decide(null, false, Run.STARTED, false, A)).isEqualTo(Verdict.START_FIRST);
    }

    @Test
    void anotherSourceBeginsAnew() {
        SourceRevision otherBranch = SourceRevision.git("https://example.com/r", "next", "a".repeat(40));
        SourceRevision otherRepository = SourceRevision.git("https://example.com/s", "main", "a".repeat(40));
        SourceRevision otherKind = SourceRevision.s3("bucket", "key", "v1", null, null, null);
        for (SourceRevision other : Set.of(otherBranch, otherRepository, otherKind)) {
            assertThat(RevisionWatch.decide(A, false, Run.STARTED, false, other))
                    .isEqualTo(Verdict.START_FIRST);
        }
    }

    @ParameterizedTest
    @EnumSource(Run.class)
    void aNewRevisionStartsWhateverBecameOfTheLast(Run run) {
        for (boolean restarted : new boolean[] {false, true}) {
            assertThat(RevisionWatch.decide(A, true, run, restarted, B)).isEqualTo(Verdict.START_NEW);
            assertThat(RevisionWatch.decide(A, false, run, restarted, B)).isEqualTo(Verdict.START_NEW);
        }
    }

    @Test
    void goingBackToAnOlderRevisionIsAChange() {
        assertThat(RevisionWatch.decide(B, false, Run.STARTED, false, A)).isEqualTo(Verdict.START_NEW);
    }

    @ParameterizedTest
    @EnumSource(Run.class)
    void theSameRevisionDoesNotStartAgain(Run run) {
        assertThat(RevisionWatch.decide(A, false, run, false, A)).isEqualTo(Verdict.UNCHANGED);
        assertThat(RevisionWatch.decide(A, false, run, true, A)).isEqualTo(Verdict.UNCHANGED);
    }

    @Test
    void whatElseIsKnownDoesNotMakeARevisionNew() {
        SourceRevision described = A.described("Fix it", "2026-01-01T00:00:00Z");
        assertThat(RevisionWatch.decide(described, false, Run.STARTED, false, A))
                .isEqualTo(Verdict.UNCHANGED);
    }

    @ParameterizedTest(name = "{0}, restarted {1}: {2}")
    @CsvSource({
        "QUEUED, false, WAITING",
        "QUEUED, true, WAITING",
        "STARTED, false, SETTLED",
        "STARTED, true, SETTLED",
        // Somebody has cancelled it.
        "MISSING, false, SETTLED",
        // The queue was lost.
        "MISSING, true, START_LOST"
    })
    void anAnnouncedRun(Run run, boolean restarted, Verdict verdict) {
        assertThat(RevisionWatch.decide(A, true, run, restarted, A)).isEqualTo(verdict);
    }

    @Test
    void onlyTheStartsStart() {
        Set<Verdict> starts = EnumSet.noneOf(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            assertThat(verdict.message()).endsWith(".");
            if (verdict.start()) {
                starts.add(verdict);
            }
        }
        assertThat(starts).containsExactly(Verdict.START_FIRST, Verdict.START_NEW, Verdict.START_LOST);
    }
}

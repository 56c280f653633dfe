package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.time.Instant;
import java.util.List;

/** Visits to stages, for tests. */
public final class Visits {

    public static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

    private Visits() {}

    /** It came ten minutes after the run before, entered after a minute, and took five. */
    public static StageVisit ended(long run, String stage, Status how) {
        Instant arrived = START.plusSeconds(600 * run);
        return visit(run, stage, how, arrived.plusSeconds(60), arrived.plusSeconds(360));
    }

    public static StageVisit inside(long run, String stage) {
        return visit(run, stage, Status.IN_PROGRESS, START.plusSeconds(600 * run + 60), null);
    }

    public static StageVisit waiting(long run, String stage) {
        return visit(run, stage, Status.WAITING, null, null);
    }

    private static StageVisit visit(long run, String stage, Status status, Instant entered, Instant ended) {
        return new StageVisit(
                stage + run,
                stage,
                stage.equals("Production") ? "prod" : null,
                run,
                run,
                Entrant.Kind.STANDARD,
                0,
                status,
                START.plusSeconds(600 * run),
                entered,
                ended,
                status == Status.FAILED ? "The deploy of <b>shop</b> failed" : "",
                List.of(new StageVisit.Revision("shop/main", commit(run), "Change " + run, "Ann", START)),
                stage.equals("Production") ? List.of("bob") : List.of(),
                null);
    }

    public static String commit(long run) {
        return String.format("%040x", run + 0xabcdef0000000L);
    }
}

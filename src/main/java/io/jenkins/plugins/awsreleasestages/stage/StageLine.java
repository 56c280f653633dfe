package io.jenkins.plugins.awsreleasestages.stage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is in a stage and in front of it, and who may do what. Immutable: {@link #next} says the next move, {@link #after}
 * makes it; whoever keeps a line makes moves until there is none.
 *
 * @param jobs what is known of each job that has entrants; usually one, more where jobs share a lock
 */
public record StageLine(List<Entrant> entrants, Map<String, Of> jobs) {

    /** CodePipeline user guide, quotas: 50 executions in QUEUED mode. */
    public static final int MOST_QUEUED = 50;

    private static final Comparator<Entrant> FIRST_COME = Comparator.comparing(Entrant::arrived)
            .thenComparing(Entrant::release)
            .thenComparing(Entrant::id);

    /**
     * A job's side of the stage.
     *
     * @param newest the newest release that has entered, other than a rollback; 0 before the first
     * @param closed whether the transition into the stage is closed: what was asked for passes
     * @param pinned whether the stage stays at its release: nothing passes
     * @param rollsBack whether a rollback of the stage is on its way: it comes before all who wait
     */
    public record Of(long newest, boolean closed, boolean pinned, boolean rollsBack) {

        public static final Of NEW = new Of(0, false, false, false);

        public Of entered(Entrant entrant) {
            return entrant.kind() == Entrant.Kind.ROLLBACK
                    ? new Of(newest, closed, pinned, false)
                    : new Of(Math.max(newest, entrant.release()), closed, pinned, rollsBack);
        }
    }

    /** What becomes of an entrant. */
    public sealed interface Move {

        String id();

        record Enter(String id) implements Move {}

        /** @param by the newer release */
        record Supersede(String id, long by) implements Move {}

        /** Too many wait already. */
        record Refuse(String id) implements Move {}
    }

    public StageLine {
        entrants = List.copyOf(entrants);
        jobs = Map.copyOf(jobs);
    }

    /** Empty where everybody waits for something else. The same in whichever order the entrants are listed. */
    public Optional<Move> next() {
        List<Entrant> waiting = entrants.stream()
                .filter(entrant -> !entrant.inside())
                .sorted(FIRST_COME)
                .toList();
        return superseded(waiting).or(() -> refused(waiting)).or(() -> enters(waiting));
    }

    public StageLine after(Move move) {
        Entrant moved = entrants.stream()
                .filter(entrant -> entrant.id().equals(move.id()))
                .findFirst()
                .orElseThrow();
        if (!(move instanceof Move.Enter)) {
            return new StageLine(
                    entrants.stream().filter(entrant -> entrant != moved).toList(), jobs);
        }
        Map<String, Of> after = new HashMap<>(jobs);
        after.put(moved.job(), of(moved).entered(moved));
        return new StageLine(
                entrants.stream()
                        .map(entrant -> entrant == moved ? moved.entered() : entrant)
                        .toList(),
                after);
    }

    private Of of(Entrant entrant) {
        return jobs.getOrDefault(entrant.job(), Of.NEW);
    }

    /** Never an older release over a newer one, unless it was asked for. */
    private Optional<Move> superseded(List<Entrant> waiting) {
        Map<String, Long> newestWaiting = new HashMap<>();
        waiting.stream()
                .filter(entrant -> entrant.kind() == Entrant.Kind.STANDARD && entrant.mode() != StageMode.PARALLEL)
                .forEach(entrant -> newestWaiting.merge(entrant.job(), entrant.release(), Math::max));
        return waiting.stream()
                .filter(entrant -> entrant.mode() != StageMode.PARALLEL && entrant.kind() != Entrant.Kind.ROLLBACK)
                .map(entrant -> superseded(entrant, newestWaiting))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Move> superseded(Entrant entrant, Map<String, Long> newestWaiting) {
        long newer = of(entrant).newest();
        if (entrant.mode() == StageMode.SUPERSEDED && entrant.kind() == Entrant.Kind.STANDARD) {
            newer = Math.max(newer, newestWaiting.get(entrant.job()));
        }
        return newer > entrant.release() ? Optional.of(new Move.Supersede(entrant.id(), newer)) : Optional.empty();
    }

    private static Optional<Move> refused(List<Entrant> waiting) {
        return waiting.stream()
                .filter(entrant -> entrant.mode() == StageMode.QUEUED && entrant.kind() == Entrant.Kind.STANDARD)
                .skip(MOST_QUEUED)
                .map(entrant -> (Move) new Move.Refuse(entrant.id()))
                .findFirst();
    }

    private Optional<Move> enters(List<Entrant> waiting) {
        boolean free = entrants.stream().noneMatch(entrant -> entrant.inside() && entrant.mode() != StageMode.PARALLEL);
        // Of a pinned stage none enters; those of other jobs must not wait for it.
        boolean rollsBack = jobs.values().stream().anyMatch(job -> job.rollsBack() && !job.pinned());
        return waiting.stream()
                .filter(this::mayPass)
                .filter(entrant -> entrant.mode() == StageMode.PARALLEL
                        || free && (!rollsBack || entrant.kind() == Entrant.Kind.ROLLBACK))
                .min(Comparator.comparing(Entrant::kind).reversed())
                .map(entrant -> new Move.Enter(entrant.id()));
    }

    private boolean mayPass(Entrant entrant) {
        Of job = of(entrant);
        return !job.pinned() && (!job.closed() || entrant.kind() != Entrant.Kind.STANDARD);
    }
}

package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.stage.Entrant.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A stage in random histories, against a reference that keeps lists and changes them. {@code -Dhistories=1000000} for more of
 * them, {@code -Dseed} for one that failed.
 */
class StageLineModelTest {

    private static final int HISTORIES = Integer.getInteger("histories", 5_000);
    private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");

    private enum Event {
        ARRIVES,
        COMES_TOGETHER_WITH_MANY,
        IS_TRIED_AGAIN,
        ENDS,
        IS_KILLED,
        CONTROLLER_RESTARTS,
        CLOSES,
        OPENS,
        IS_PINNED,
        IS_UNPINNED,
        ROLLBACK_IS_ON_ITS_WAY,
        ROLLBACK_COMES,
        ROLLBACK_NEVER_COMES,
        MODE_CHANGES,
        JOB_IS_DELETED
    }

    /** A job as the reference knows it. */
    private static final class Job {
        final String name;
        StageMode mode;
        long highestEntered;
        boolean shut;
        boolean pinned;
        boolean expectsRollback;
        long started;
        final List<Long> underWay = new ArrayList<>();
        final List<Long> been = new ArrayList<>();

        Job(String name, StageMode mode) {
            this.name = name;
            this.mode = mode;
        }

        StageLine.Of fact() {
            return new StageLine.Of(highestEntered, shut, pinned, expectsRollback);
        }

        void forget() {
            highestEntered = 0;
            started = 0;
            shut = false;
            pinned = false;
            expectsRollback = false;
            underWay.clear();
            been.clear();
        }
    }

    /** What should happen, event by event: who stands in front, in the order they came, and who is in. */
    private static final class Reference {
        final Map<String, Job> jobs = new TreeMap<>();
        final List<Entrant> front = new ArrayList<>();
        final List<Entrant> in = new ArrayList<>();
        final Map<String, String> became = new HashMap<>();

        void settle() {
            do {
                front.removeIf(this::givesWay);
                turnAway();
            } while (letIn());
        }

        boolean givesWay(Entrant one) {
            if (one.mode() == StageMode.PARALLEL || one.kind() == Kind.ROLLBACK) {
                return false;
            }
            long newer = 0;
            if (jobs.get(one.job()).highestEntered > one.release()) {
                newer = jobs.get(one.job()).highestEntered;
            }
            if (one.mode() == StageMode.SUPERSEDED && one.kind() == Kind.STANDARD) {
                for (Entrant other : front) {
                    if (other.job().equals(one.job())
                            && other.kind() == Kind.STANDARD
                            && other.mode() != StageMode.PARALLEL
                            && other.release() > Math.max(newer, one.release())) {
                        newer = other.release();
                    }
                }
            }
            if (newer > 0) {
                became.put(one.id(), "superseded by " + newer);
            }
            return newer > 0;
        }

        void turnAway() {
            int queued = 0;
            for (Entrant one : List.copyOf(front)) {
                if (one.mode() == StageMode.QUEUED && one.kind() == Kind.STANDARD && ++queued > 50) {
                    front.remove(one);
                    became.put(one.id(), "refused");
                }
            }
        }

        boolean letIn() {
            for (Kind kind : List.of(Kind.ROLLBACK, Kind.RETRY, Kind.STANDARD)) {
                for (Entrant one : front) {
                    if (one.kind() == kind && mayEnter(one)) {
                        front.remove(one);
                        in.add(one);
                        became.put(one.id(), "in");
                        enters(one, jobs.get(one.job()));
                        return true;
                    }
                }
            }
            return false;
        }

        private void enters(Entrant one, Job job) {
            if (one.kind() == Kind.ROLLBACK) {
                job.expectsRollback = false;
            } else if (one.release() > job.highestEntered) {
                job.highestEntered = one.release();
            }
        }

        boolean mayEnter(Entrant one) {
            Job job = jobs.get(one.job());
            if (job.pinned || job.shut && one.kind() == Kind.STANDARD) {
                return false;
            }
            if (one.mode() == StageMode.PARALLEL) {
                return true;
            }
            for (Entrant inside : in) {
                if (inside.mode() != StageMode.PARALLEL) {
                    return false;
                }
            }
            for (Job other : jobs.values()) {
                if (other.expectsRollback && !other.pinned && one.kind() != Kind.ROLLBACK) {
                    return false;
                }
            }
            return true;
        }

        void leaves(Entrant one) {
            front.remove(one);
            in.remove(one);
            became.remove(one.id());
        }

        Map<String, StageLine.Of> facts() {
            Map<String, StageLine.Of> facts = new HashMap<>();
            jobs.forEach((name, job) -> facts.put(name, job.fact()));
            return facts;
        }
    }

    /** One life of a stage: the line and the reference side by side. */
    private static final class History {
        final long seed;
        final Random chance;
        final Reference reference = new Reference();
        final List<String> told = new ArrayList<>();
        final Map<String, Integer> seen;
        /** What became of each that is not gone, as the line says. */
        final Map<String, String> became = new HashMap<>();

        StageLine line = new StageLine(List.of(), Map.of());
        int moments;
        int ids;

        History(long seed, Map<String, Integer> seen) {
            this.seed = seed;
            this.seen = seen;
            chance = new Random(seed);
            int jobs = chance.nextInt(4) == 0 ? 3 : 1;
            StageMode mode = any(StageMode.values());
            for (int i = 0; i < jobs; i++) {
                String name = "job" + i;
                reference.jobs.put(name, new Job(name, chance.nextInt(4) == 0 ? any(StageMode.values()) : mode));
            }
        }

        <T> T any(T[] all) {
            return all[chance.nextInt(all.length)];
        }

        <T> Optional<T> any(List<T> all) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
        }

        void happen() {
            for (int left = 5 + chance.nextInt(30); left > 0; left--) {
                Event event = chance.nextInt(3) == 0 ? Event.ARRIVES : any(Event.values());
                if (event == Event.COMES_TOGETHER_WITH_MANY && chance.nextInt(20) > 0) {
                    event = Event.ENDS;
                }
                Job job = reference.jobs.get("job" + chance.nextInt(reference.jobs.size()));
                happen(event, job);
                told.add(event + " " + job.name);
                seen.merge(event.name(), 1, Integer::sum);
                same();
            }
            nobodyWaitsForEver();
        }

        void happen(Event event, Job job) {
            switch (event) {
                case ARRIVES -> arrives(job);
                case COMES_TOGETHER_WITH_MANY -> {
                    for (int i = 0; i < 60; i++) {
                        arrives(job);
                        settle();
                    }
                }
                case IS_TRIED_AGAIN -> any(job.been).ifPresent(run -> comes(job, run, Kind.RETRY));
                case ENDS -> any(reference.in).ifPresent(this::leaves);
                case IS_KILLED -> any(all()).ifPresent(this::leaves);
                case CONTROLLER_RESTARTS -> restart();
                case CLOSES -> job.shut = true;
                case OPENS -> job.shut = false;
                case IS_PINNED -> job.pinned = true;
                case IS_UNPINNED -> job.pinned = false;
                case ROLLBACK_IS_ON_ITS_WAY -> job.expectsRollback = true;
                case ROLLBACK_COMES -> comes(job, ++job.started, Kind.ROLLBACK);
                case ROLLBACK_NEVER_COMES -> job.expectsRollback = false;
                case MODE_CHANGES -> job.mode = any(StageMode.values());
                case JOB_IS_DELETED -> {
                    all().stream().filter(one -> one.job().equals(job.name)).forEach(this::leaves);
                    job.forget();
                }
            }
            line = new StageLine(line.entrants(), reference.facts());
            settle();
        }

        /** Runs may overtake each other on their way to the stage. */
        void arrives(Job job) {
            while (job.underWay.size() < 2) {
                job.underWay.add(++job.started);
            }
            long run = job.underWay.remove(chance.nextInt(4) == 0 ? 1 : 0);
            comes(job, run, Kind.STANDARD);
        }

        void comes(Job job, long run, Kind kind) {
            // Some at the same moment.
            moments += chance.nextInt(5) == 0 ? 0 : 1;
            Entrant one = new Entrant(
                    "%06d".formatted(++ids), job.name, run, kind, job.mode, START.plusSeconds(moments), false);
            reference.front.add(one);
            reference.front.sort((a, b) -> a.arrived().equals(b.arrived())
                    ? Long.compare(a.release(), b.release())
                    : a.arrived().compareTo(b.arrived()));
            List<Entrant> more = new ArrayList<>(line.entrants());
            more.add(chance.nextInt(more.size() + 1), one);
            line = new StageLine(more, reference.facts());
            if (kind == Kind.STANDARD) {
                job.been.add(run);
            }
        }

        List<Entrant> all() {
            List<Entrant> all = new ArrayList<>(reference.front);
            all.addAll(reference.in);
            return all;
        }

        void leaves(Entrant one) {
            reference.leaves(one);
            became.remove(one.id());
            line = new StageLine(
                    line.entrants().stream()
                            .filter(other -> !other.id().equals(one.id()))
                            .toList(),
                    line.jobs());
        }

        /** What is known of the runs that are left, in the order in which their jobs are loaded. */
        void restart() {
            List<Entrant> found = new ArrayList<>(line.entrants());
            Collections.shuffle(found, chance);
            line = new StageLine(found, Map.of());
        }

        void settle() {
            reference.settle();
            for (Optional<Move> next = next(); next.isPresent(); next = next()) {
                move(next.get());
            }
        }

        Optional<Move> next() {
            List<Entrant> shuffled = new ArrayList<>(line.entrants());
            Collections.shuffle(shuffled, chance);
            Optional<Move> next = line.next();
            check(next.equals(new StageLine(shuffled, line.jobs()).next()), "the order of the list matters");
            return next;
        }

        void move(Move move) {
            seen.merge(move.getClass().getSimpleName(), 1, Integer::sum);
            Entrant one = find(move.id());
            if (move instanceof Move.Supersede supersede) {
                check(supersede.by() > one.release() && one.kind() != Kind.ROLLBACK, "not newer " + move);
                became.put(one.id(), "superseded by " + supersede.by());
            } else if (move instanceof Move.Refuse) {
                became.put(one.id(), "refused");
            } else {
                mayEnter(one);
                became.put(one.id(), "in");
            }
            line = line.after(move);
        }

        Entrant find(String id) {
            return line.entrants().stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        /** What must hold of each that enters, whatever the reference thinks. */
        void mayEnter(Entrant one) {
            if (one.mode() == StageMode.PARALLEL) {
                return;
            }
            check(
                    line.entrants().stream().noneMatch(other -> other.inside() && other.mode() != StageMode.PARALLEL),
                    "two in a locked stage: " + one);
            check(
                    one.kind() == Kind.ROLLBACK || line.jobs().get(one.job()).newest() <= one.release(),
                    "an older over a newer: " + one);
            check(
                    one.kind() != Kind.STANDARD
                            || line.entrants().stream()
                                    .noneMatch(other -> !other.inside()
                                            && other.job().equals(one.job())
                                            && other.arrived().isBefore(one.arrived())),
                    "it jumps the queue: " + one);
        }

        void same() {
            check(became.equals(reference.became), "it should be " + reference.became + " and is " + became);
            check(line.jobs().equals(reference.facts()), "other facts: " + line.jobs());
            long queued = line.entrants().stream()
                    .filter(one -> !one.inside() && one.mode() == StageMode.QUEUED && one.kind() == Kind.STANDARD)
                    .count();
            check(queued <= 50, queued + " wait");
        }

        /** When all ways are open, as many ends as there are releases empty the stage. */
        void nobodyWaitsForEver() {
            told.add("all ways are open");
            reference.jobs.values().forEach(job -> {
                job.shut = false;
                job.pinned = false;
                job.expectsRollback = false;
            });
            line = new StageLine(line.entrants(), reference.facts());
            settle();
            same();
            for (int left = line.entrants().size(); left > 0 && !line.entrants().isEmpty(); left--) {
                check(!reference.in.isEmpty(), "nobody is in, and some wait: " + line.entrants());
                leaves(reference.in.get(0));
                settle();
            }
            check(line.entrants().isEmpty(), "some wait for ever: " + line.entrants());
        }

        void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise + "\nseed " + seed + ": " + told + "\n" + line);
            }
        }
    }

    @Test
    void aStageDoesWhatTheReferenceSaysWhateverHappens() {
        Map<String, Integer> seen = new TreeMap<>();
        long first = Long.getLong("seed", 0);
        long last = Long.getLong("seed", HISTORIES - 1);
        for (long seed = first; seed <= last; seed++) {
            new History(seed, seen).happen();
        }
        if (last > first) {
            assertThat(seen).as("all happened").hasSize(Event.values().length + 3);
            assertThat(seen.values()).as("all often: " + seen).allMatch(times -> times > HISTORIES / 50);
        }
    }
}

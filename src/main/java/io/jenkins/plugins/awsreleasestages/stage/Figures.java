package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How releases go, in one stage or in many, over some days that end today. Days are those of UTC; {@link #DEFINITIONS} says
 * what each figure is.
 *
 * @param from when the first of the days begins
 * @param byDay every day, the first first
 */
public record Figures(
        int days,
        Instant from,
        Instant to,
        int deployments,
        double deploymentsPerDay,
        Spread leadTime,
        Share changeFailureRate,
        Spread timeToRestore,
        Spread duration,
        Spread waiting,
        List<Day> byDay) {

    /** The periods that are shown. */
    public static final List<Integer> PERIODS = List.of(7, 30, 90);

    /** In the words of the page and of the documentation, by the name of the figure in JSON. */
    public static final List<Definition> DEFINITIONS = List.of(
            new Definition(
                    "deployments",
                    "Deployment frequency",
                    "How often a release succeeded in the stage. Rollbacks are not counted."),
            new Definition(
                    "leadTime",
                    "Lead time",
                    "From the oldest commit, push or upload that is new with a release until the release succeeded in the stage."
                            + " New is what no release had up to the last that succeeded there before;"
                            + " it may have come with one that was superseded or failed."),
            new Definition(
                    "changeFailureRate",
                    "Change failure rate",
                    "Of the visits of releases that entered the stage and ended, the share of those that failed or were rolled back."
                            + " Rollbacks themselves are not counted; a retry is a visit of its own."),
            new Definition(
                    "timeToRestore",
                    "Time to restore",
                    "From when a release failed in the stage, or a rollback came to it, until the next one succeeded there,"
                            + " be it a rollback, a retry or a newer release. Failures in a row are one."),
            new Definition(
                    "duration",
                    "Duration",
                    "From when a release entered the stage until it succeeded there, with the time in which people were asked."),
            new Definition(
                    "waiting",
                    "Waiting time",
                    "From when a release came to the stage until it entered. What never entered is not counted."));

    /** @param name of the component */
    public record Definition(String name, String title, String sentence) {}

    /**
     * Of a number of times the one that half of them did not exceed, and the one that 90 % of them did not.
     *
     * @param median null where there are none, as is {@code ninety}
     */
    public record Spread(int count, Duration median, Duration ninety) {

        static Spread of(List<Duration> times) {
            List<Duration> sorted = times.stream().sorted().toList();
            return new Spread(sorted.size(), rank(sorted, 50), rank(sorted, 90));
        }

        private static Duration rank(List<Duration> sorted, int percent) {
            return sorted.isEmpty() ? null : sorted.get((sorted.size() * percent + 99) / 100 - 1);
        }
    }

    /** @param percent null of none */
    public record Share(int count, int of, Double percent) {

        static Share of(int count, int of) {
            return new Share(count, of, of == 0 ? null : 100.0 * count / of);
        }
    }

    /** @param date as in 2026-12-01 */
    public record Day(String date, int deployments, int failures) {}

    /**
     * A stage of a job.
     *
     * @param visits those to the job's other stages as well: they know what was released between two that succeeded here
     */
    public record Of(String stage, List<StageVisit> visits) {

        /**
         * The stages of a job that release to somewhere: those that name an environment; where none does, the last.
         *
         * @param stages in their order
         */
        public static List<Of> job(List<String> stages, List<StageVisit> visits) {
            List<Of> all = stages.stream().map(stage -> new Of(stage, visits)).toList();
            List<Of> releasing = all.stream().filter(Of::namesEnvironment).toList();
            return releasing.isEmpty() && !all.isEmpty() ? List.of(all.get(all.size() - 1)) : releasing;
        }

        private boolean namesEnvironment() {
            return visits.stream().anyMatch(visit -> visit.stage().equals(stage) && visit.environment() != null);
        }

        /** In the order they ended; those that never entered are not among them. */
        private List<StageVisit> ended() {
            return visits.stream()
                    .filter(visit -> visit.stage().equals(stage) && visit.entered() != null && visit.ended() != null)
                    .filter(visit -> visit.status() != StageRecord.Status.SKIPPED)
                    .sorted(Comparator.comparing(StageVisit::ended))
                    .toList();
        }
    }

    /** @param stages each counts for itself */
    public static Figures of(Collection<Of> stages, int days, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first = today.minusDays(days - 1L);
        Count count = new Count(first, today, now);
        stages.forEach(count::add);
        return count.figures(days);
    }

    /** As plain data, for JSON: times as in {@code PT1H30M}. */
    public Map<String, Object> plain() {
        return PlainData.ofRecord(this);
    }

    /** What is counted on the way. */
    private static final class Count {

        private final Instant from;
        private final Instant to;
        private final Map<String, Day> days = new LinkedHashMap<>();
        private final List<Duration> leadTimes = new ArrayList<>();
        private final List<Duration> restored = new ArrayList<>();
        private final List<Duration> durations = new ArrayList<>();
        private final List<Duration> waits = new ArrayList<>();
        private int deployments;
        private int changes;
        private int failures;

        Count(LocalDate first, LocalDate today, Instant now) {
            from = first.atStartOfDay(ZoneOffset.UTC).toInstant();
            to = now;
            first.datesUntil(today.plusDays(1))
                    .map(LocalDate::toString)
                    .forEach(date -> days.put(date, new Day(date, 0, 0)));
        }

        Figures figures(int period) {
            return new Figures(
                    period,
                    from,
                    to,
                    deployments,
                    (double) deployments / period,
                    Spread.of(leadTimes),
                    Share.of(failures, changes),
                    Spread.of(restored),
                    Spread.of(durations),
                    Spread.of(waits),
                    List.copyOf(days.values()));
        }

        private boolean isInside(Instant time) {
            return !time.isBefore(from) && !time.isAfter(to);
        }

        void add(Of stage) {
            List<StageVisit> ended = stage.ended();
            Set<String> rolledBack = rolledBack(stage, ended);
            ended.stream()
                    .filter(visit -> isInside(visit.ended()))
                    .forEach(visit -> add(visit, rolledBack.contains(visit.id())));
            addRestored(ended);
            addLeadTimes(stage, ended);
            stage.visits().stream()
                    .filter(visit -> visit.stage().equals(stage.stage()))
                    .filter(visit -> visit.entered() != null && isInside(visit.entered()))
                    .forEach(visit -> waits.add(Duration.between(visit.arrived(), visit.entered())));
        }

        private void add(StageVisit visit, boolean rolledBack) {
            if (visit.succeeded()) {
                durations.add(Duration.between(visit.entered(), visit.ended()));
            }
            if (visit.kind() == Entrant.Kind.ROLLBACK) {
                return;
            }
            boolean failed = rolledBack || visit.status() == StageRecord.Status.FAILED;
            changes++;
            failures += failed ? 1 : 0;
            deployments += visit.succeeded() ? 1 : 0;
            days.computeIfPresent(
                    LocalDate.ofInstant(visit.ended(), ZoneOffset.UTC).toString(),
                    (date, day) -> new Day(
                            date, day.deployments() + (visit.succeeded() ? 1 : 0), day.failures() + (failed ? 1 : 0)));
        }

        /** The ids of those after which a rollback came. */
        private static Set<String> rolledBack(Of stage, List<StageVisit> ended) {
            Set<String> rolledBack = new HashSet<>();
            stage.visits().stream()
                    .filter(visit -> visit.stage().equals(stage.stage())
                            && visit.kind() == Entrant.Kind.ROLLBACK
                            && visit.entered() != null)
                    .forEach(rollback -> ended.stream()
                            .filter(visit -> visit.kind() != Entrant.Kind.ROLLBACK)
                            .takeWhile(visit -> !visit.ended().isAfter(rollback.entered()))
                            .reduce((earlier, later) -> later)
                            .ifPresent(last -> rolledBack.add(last.id())));
            return rolledBack;
        }

        private void addRestored(List<StageVisit> ended) {
            Instant broken = null;
            for (StageVisit visit : ended) {
                if (broken == null && visit.kind() == Entrant.Kind.ROLLBACK) {
                    broken = visit.arrived();
                }
                if (broken == null && visit.status() == StageRecord.Status.FAILED) {
                    broken = visit.ended();
                }
                if (broken != null && visit.succeeded()) {
                    addInside(restored, broken, visit.ended());
                    broken = null;
                }
            }
        }

        private void addLeadTimes(Of stage, List<StageVisit> ended) {
            List<StageVisit> byRelease = stage.visits().stream()
                    .filter(visit -> visit.kind() != Entrant.Kind.ROLLBACK)
                    .sorted(Comparator.comparing(StageVisit::release))
                    .toList();
            Set<String> known = new HashSet<>();
            int next = 0;
            for (StageVisit visit : ended) {
                if (!visit.succeeded() || visit.kind() == Entrant.Kind.ROLLBACK) {
                    continue;
                }
                Instant oldest = visit.ended();
                for (; next < byRelease.size() && byRelease.get(next).release() <= visit.release(); next++) {
                    for (StageVisit.Revision revision : byRelease.get(next).revisions()) {
                        boolean isNew = known.add(revision.id()) && revision.at() != null;
                        oldest = isNew && revision.at().isBefore(oldest) ? revision.at() : oldest;
                    }
                }
                if (oldest.isBefore(visit.ended())) {
                    addInside(leadTimes, oldest, visit.ended());
                }
            }
        }

        private void addInside(List<Duration> times, Instant begin, Instant end) {
            if (isInside(end)) {
                times.add(Duration.between(begin, end));
            }
        }
    }
}

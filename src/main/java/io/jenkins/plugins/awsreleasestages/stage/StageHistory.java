package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Journal;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job remembers of its stages, whatever becomes of its runs: the visits of releases, how the ways into the stages are
 * set, the revisions that are marked bad. In memory and in a file that is added to. Bounded: see {@link #forget}.
 */
public final class StageHistory {

    private static final Logger LOGGER = Logger.getLogger(StageHistory.class.getName());

    /** CodePipeline keeps its history for 12 months (user guide, quotas). */
    public static final Duration LONGEST = Duration.ofDays(366);

    public static final int MOST_VISITS = 1_000;

    /** What a stage returned is kept of so many releases that succeeded in a stage, for each stage. */
    public static final int MOST_RETURNED = 10;

    /** What a stage may return, in characters of JSON. */
    public static final int LONGEST_RETURNED = 100_000;

    private final Clock clock;
    private final Journal journal;
    private boolean read;

    /** In the order they were first recorded, the oldest first. */
    private final Map<String, StageVisit> visits = new LinkedHashMap<>();

    private final Set<String> stages = new LinkedHashSet<>();
    private final Map<String, Transition> transitions = new LinkedHashMap<>();
    private final Map<String, BadRevision> bad = new LinkedHashMap<>();

    /** @param place of the file, which need not be there and is read when it is first needed */
    public StageHistory(Journal.Place place, Clock clock) {
        this.clock = clock;
        journal = new Journal("record of release stages", place, this::lines);
    }

    private void read() {
        if (!read) {
            read = true;
            journal.read(this::take);
            forget();
        }
    }

    /** The same id again replaces. */
    public synchronized void record(StageVisit visit) {
        read();
        Value line = line("visit", isKept(visit.returned()) ? visit : visit.withoutReturned());
        StageVisit known = visits.get(visit.id());
        if (known == null || !line.equals(line("visit", known))) {
            add(line);
        }
    }

    private static boolean isKept(Object returned) {
        try {
            String json = JsonWriter.compact(Value.of(PlainData.of(returned)));
            new DocumentReader("", new Problems()).readJson(json);
            return json.length() <= LONGEST_RETURNED;
        } catch (InvalidDocument | IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "What a stage has returned is not kept: it could not be read again", e);
            return false;
        }
    }

    /** Newest first. */
    public synchronized List<StageVisit> visits() {
        read();
        List<StageVisit> newestFirst = new ArrayList<>(visits.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private List<StageVisit> visits(String stage) {
        return visits().stream().filter(visit -> visit.stage().equals(stage)).toList();
    }

    /** The newest release that has entered the stage, other than a rollback; 0 where none has. */
    public long newestEntered(String stage) {
        return newestEntered(visits(stage)).map(StageVisit::release).orElse(0L);
    }

    private static Optional<StageVisit> newestEntered(List<StageVisit> visits) {
        return visits.stream().filter(StageVisit::hasEntered).max(Comparator.comparing(StageVisit::release));
    }

    /** What was last released in the stage. */
    public Optional<StageVisit> live(String stage) {
        return succeeded(stage).stream().findFirst();
    }

    /** By when they ended, the last first. */
    public List<StageVisit> succeeded(String stage) {
        return succeeded(visits(stage));
    }

    private static List<StageVisit> succeeded(List<StageVisit> visits) {
        return visits.stream()
                .filter(StageVisit::succeeded)
                .sorted(Comparator.comparing(StageHistory::end).reversed())
                .toList();
    }

    private static Instant end(StageVisit visit) {
        return Objects.requireNonNullElse(visit.ended(), visit.arrived());
    }

    /** In the order first seen. */
    public synchronized List<String> stages() {
        read();
        return List.copyOf(stages);
    }

    public synchronized void set(Transition transition) {
        read();
        add(line("transition", transition));
    }

    /** Empty where nobody has ever set it. */
    public synchronized Optional<Transition> transition(String stage) {
        read();
        return Optional.ofNullable(transitions.get(stage));
    }

    public synchronized void mark(BadRevision revision) {
        read();
        add(line("bad", revision));
    }

    public synchronized void unmark(String revision) {
        read();
        if (bad.containsKey(revision)) {
            add(Value.mapping("good", Value.text(revision)));
        }
    }

    public synchronized List<BadRevision> bad() {
        read();
        return List.copyOf(bad.values());
    }

    // The file. A line says one of: stages, visit, transition, bad, good.

    private void add(Value line) {
        take(line);
        forget();
        journal.add(line);
    }

    private static Value line(String what, Record record) {
        return Value.mapping(what, Value.of(PlainData.ofRecord(record)));
    }

    private List<Value> lines() {
        List<Value> lines = new ArrayList<>();
        lines.add(Value.mapping("stages", Value.of(stages)));
        visits.values().forEach(visit -> lines.add(line("visit", visit)));
        transitions.values().forEach(transition -> lines.add(line("transition", transition)));
        bad.values().forEach(revision -> lines.add(line("bad", revision)));
        return lines;
    }

    /** @throws RuntimeException it says nothing that is known here */
    private void take(Value line) {
        String what = line.members().keySet().iterator().next();
        Object plain = line.get(what).plain();
        switch (what) {
            case "stages" -> ((List<?>) plain).forEach(stage -> stages.add((String) stage));
            case "visit" -> take(PlainData.read(StageVisit.class, plain));
            case "transition" -> take(PlainData.read(Transition.class, plain));
            case "bad" -> take(PlainData.read(BadRevision.class, plain));
            case "good" -> bad.remove((String) plain);
            default -> throw new IllegalArgumentException("Nothing is known of '" + what + "'");
        }
    }

    private void take(StageVisit visit) {
        Stream.of(visit.id(), visit.stage(), visit.kind(), visit.status(), visit.arrived())
                .forEach(Objects::requireNonNull);
        stages.add(visit.stage());
        visits.put(visit.id(), visit);
    }

    private void take(Transition transition) {
        transitions.put(Objects.requireNonNull(transition.stage()), transition);
    }

    private void take(BadRevision revision) {
        bad.put(Objects.requireNonNull(revision.revision()), revision);
    }

    // What is forgotten.

    /**
     * What is older than a year or one of too many goes. Of each stage stays what is live, and by what the next is told to be
     * newer; but of no more than so many stages.
     */
    private void forget() {
        List<StageVisit> newestFirst = visits();
        Map<String, List<StageVisit>> byStage = newestFirst.stream()
                .collect(Collectors.groupingBy(StageVisit::stage, LinkedHashMap::new, Collectors.toList()));
        Set<String> needed = new HashSet<>();
        Set<Long> wanted = new HashSet<>();
        byStage.values().forEach(visits -> {
            List<StageVisit> succeeded = succeeded(visits);
            Stream.concat(succeeded.stream().limit(1), newestEntered(visits).stream())
                    .forEach(visit -> {
                        needed.add(visit.id());
                        wanted.add(visit.release());
                    });
            succeeded.stream()
                    .filter(visit -> visit.kind() != Entrant.Kind.ROLLBACK)
                    .limit(MOST_RETURNED)
                    .forEach(visit -> wanted.add(visit.release()));
        });
        forgetVisits(newestFirst, needed);
        forgetReturned(wanted);
    }

    private void forgetVisits(List<StageVisit> newestFirst, Set<String> needed) {
        Instant oldest = clock.instant().minus(LONGEST);
        Set<String> kept = newestFirst.stream()
                .filter(visit -> needed.contains(visit.id()) || !visit.arrived().isBefore(oldest))
                .map(StageVisit::id)
                .sorted(Comparator.comparing(id -> !needed.contains(id)))
                .limit(MOST_VISITS)
                .collect(Collectors.toSet());
        visits.keySet().retainAll(kept);
        stages.retainAll(visits.values().stream().map(StageVisit::stage).collect(Collectors.toSet()));
    }

    /** Also of a release that goes on all that its stages have returned is kept. */
    private void forgetReturned(Set<Long> wanted) {
        visits.values().stream().filter(visit -> visit.ended() == null).forEach(visit -> wanted.add(visit.release()));
        visits.replaceAll((id, visit) ->
                visit.returned() == null || wanted.contains(visit.release()) ? visit : visit.withoutReturned());
    }
}

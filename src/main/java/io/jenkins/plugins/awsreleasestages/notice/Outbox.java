package io.jenkins.plugins.awsreleasestages.notice;

import io.jenkins.plugins.awsreleasestages.document.Journal;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notices on their way, for each destination in the order they came. What was put in is on disk before anything is sent, and
 * leaves it when the receiver has taken it: so nothing is lost with the controller, and what may have arrived before is sent
 * with a higher number of the attempt. Bounded: too many, or too old ones, are dropped and counted.
 */
public final class Outbox {

    /** So many wait at most, of all destinations together; then the oldest of where most wait is dropped. */
    public static final int MOST = 1_000;

    /** What happened longer ago is of no use to anybody. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** So many ids are remembered, so that what is told again after a restart is not sent again. */
    static final int MOST_KNOWN = 3_000;

    /** On its way; {@code number} is its own. */
    public record Entry(long number, Notice notice, Destination to, int attempts) {

        private Entry tried() {
            return new Entry(number, notice, to, attempts + 1);
        }
    }

    /**
     * How it goes with a destination.
     *
     * @param sent since the controller was started, as are {@code dropped} and {@code refused}
     * @param dropped too many, or too old
     * @param refused what the receiver does not want
     * @param trouble why the last attempt failed; null where it did not
     * @param next when it is tried again
     */
    public record Report(
            int waiting, long sent, long dropped, long refused, String trouble, Instant since, Instant next) {}

    private static final class Queue {
        private final Deque<Entry> entries = new ArrayDeque<>();
        private long sent;
        private long dropped;
        private long refused;
        private String trouble;
        private Instant since;
        private Instant next;

        private Report report() {
            return new Report(entries.size(), sent, dropped, refused, trouble, since, next);
        }
    }

    private final Clock clock;
    private final Journal journal;
    private final Map<Destination, Queue> queues = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private int waiting;
    private long numbers;

    /** @param file need not be there; what is in it is taken up */
    public Outbox(Path file, Clock clock) {
        this.clock = clock;
        journal = new Journal(
                "outbox",
                () -> {
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    return file;
                },
                this::plain);
        journal.read(this::take);
        while (waiting > MOST) {
            dropOldest();
        }
    }

    /**
     * @return false where the notice is known already, or too old
     */
    public synchronized boolean put(Notice notice, List<Destination> to) {
        if (to.isEmpty() || isOld(notice) || known.contains(notice.id())) {
            return false;
        }
        Value line = plain(notice, to, numbers, 0);
        take(line);
        journal.add(line);
        while (waiting > MOST) {
            drop(dropOldest());
        }
        return true;
    }

    /** The next for a destination, as the attempt that is made now; too old ones go. */
    public synchronized Optional<Entry> next(Destination to) {
        Queue queue = queues.get(to);
        while (queue != null
                && !queue.entries.isEmpty()
                && isOld(queue.entries.peek().notice())) {
            queue.dropped++;
            drop(removed(queue, queue.entries.peek()));
        }
        if (queue == null || queue.entries.isEmpty()) {
            return Optional.empty();
        }
        Entry tried = queue.entries.poll().tried();
        queue.entries.addFirst(tried);
        journal.add(Value.mapping("tried", Value.number(tried.number())));
        return Optional.of(tried);
    }

    private boolean isOld(Notice notice) {
        return notice.at().plus(LONGEST).isBefore(clock.instant());
    }

    /** The receiver has taken it. */
    public synchronized void sent(Entry entry) {
        Queue queue = queues.get(entry.to());
        queue.sent++;
        queue.trouble = null;
        queue.since = null;
        queue.next = null;
        drop(removed(queue, entry));
    }

    /** The receiver will never take it; the others wait no longer for it. */
    public synchronized void refused(Entry entry, String why) {
        Queue queue = queues.get(entry.to());
        queue.refused++;
        trouble(queue, why, null);
        drop(removed(queue, entry));
    }

    /** @param next when it is tried again */
    public synchronized void failed(Entry entry, String why, Instant next) {
        trouble(queues.get(entry.to()), why, next);
    }

    private void trouble(Queue queue, String why, Instant next) {
        queue.since = queue.trouble == null ? clock.instant() : queue.since;
        queue.trouble = why;
        queue.next = next;
    }

    private Entry dropOldest() {
        Queue fullest = queues.values().stream()
                .max(Comparator.comparingInt(queue -> queue.entries.size()))
                .orElseThrow();
        fullest.dropped++;
        return removed(fullest, fullest.entries.peek());
    }

    /** What is gone already stays gone. */
    private Entry removed(Queue queue, Entry entry) {
        if (queue.entries.removeIf(one -> one.number() == entry.number())) {
            waiting--;
        }
        return entry;
    }

    private void drop(Entry entry) {
        journal.add(Value.mapping("done", Value.number(entry.number())));
    }

    /** Where something waits. */
    public synchronized List<Destination> destinations() {
        return queues.entrySet().stream()
                .filter(entry -> !entry.getValue().entries.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of all destinations since the controller was started. */
    public synchronized Map<Destination, Report> reports() {
        Map<Destination, Report> reports = new LinkedHashMap<>();
        queues.forEach((to, queue) -> reports.put(to, queue.report()));
        return reports;
    }

    /** About which something waits there. */
    public synchronized Set<String> gates(Destination to) {
        return queues.get(to).entries.stream()
                .map(entry -> entry.notice().gate())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Of those at which something about the gate waits and does not get through. */
    public synchronized Map<Destination, Report> troubles(String gate) {
        Map<Destination, Report> troubles = new LinkedHashMap<>();
        queues.forEach((to, queue) -> {
            if (queue.trouble != null
                    && queue.entries.stream()
                            .anyMatch(entry -> Objects.equals(entry.notice().gate(), gate))) {
                troubles.put(to, queue.report());
            }
        });
        return troubles;
    }

    // The journal. A line says one of: put, tried, done, known.

    private static Value plain(Notice notice, List<Destination> to, long number, int attempts) {
        Value destinations = Value.list();
        to.forEach(one -> destinations.add(one.plain()));
        Value plain = Value.mapping("put", notice.plain());
        plain.put("to", destinations);
        plain.put("number", Value.number(number));
        plain.put("attempts", Value.number(attempts));
        return plain;
    }

    private List<Value> plain() {
        List<Value> lines = new ArrayList<>();
        known.forEach(id -> lines.add(Value.mapping("known", Value.text(id))));
        queues.values().stream()
                .flatMap(queue -> queue.entries.stream())
                .sorted(Comparator.comparingLong(Entry::number))
                .map(entry -> plain(entry.notice(), List.of(entry.to()), entry.number(), entry.attempts()))
                .forEach(lines::add);
        return lines;
    }

    private void take(Value line) {
        if (line.has("put")) {
            takePut(line);
        } else if (line.has("known")) {
            remember(line.get("known").text());
        } else if (line.has("tried")) {
            tried(Long.parseLong(line.get("tried").written()));
        } else if (line.has("done")) {
            done(Long.parseLong(line.get("done").written()));
        }
    }

    private void takePut(Value line) {
        Notice notice = Notice.of(line.get("put"));
        long number = Long.parseLong(line.get("number").written());
        int attempts = Integer.parseInt(line.get("attempts").written());
        for (Value to : line.get("to").items()) {
            Entry entry = new Entry(number++, notice, Destination.of(to), attempts);
            queues.computeIfAbsent(entry.to(), any -> new Queue()).entries.add(entry);
            waiting++;
        }
        numbers = Math.max(numbers, number);
        remember(notice.id());
    }

    private void remember(String id) {
        if (known.add(id) && known.size() > MOST_KNOWN) {
            known.remove(known.iterator().next());
        }
    }

    private void tried(long number) {
        queues.values().forEach(queue -> {
            List<Entry> all = queue.entries.stream()
                    .map(entry -> entry.number() == number ? entry.tried() : entry)
                    .toList();
            queue.entries.clear();
            queue.entries.addAll(all);
        });
    }

    private void done(long number) {
        queues.values()
                .forEach(queue -> Stream.ofNullable(queue.entries.stream()
                                .filter(entry -> entry.number() == number)
                                .findFirst()
                                .orElse(null))
                        .forEach(entry -> removed(queue, entry)));
    }
}

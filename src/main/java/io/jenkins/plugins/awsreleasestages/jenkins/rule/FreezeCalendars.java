package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.rule.Freeze;
import io.jenkins.plugins.awsreleasestages.rule.FreezeCalendar;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The calendars that freezes name by a URL, read for all of them together, once an hour. What was read last is kept. */
final class FreezeCalendars {

    private static final Duration FRESH = Duration.ofHours(1);

    /** After a failure; a gate looks as often. */
    private static final Duration RETRY = Duration.ofSeconds(50);

    private static final int MOST = 100;

    private final HttpReader reader;

    /** Who was asked for longest ago comes first. */
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    FreezeCalendars(HttpReader reader) {
        this.reader = reader;
    }

    static FreezeCalendars get() {
        return ActionThreads.get().shared(FreezeCalendars.class, scheduler -> new FreezeCalendars(HttpReader.get()));
    }

    /**
     * What a calendar has.
     *
     * @param freezes null where it was never read
     * @param problem what kept it from being read anew, in words without a dot; null where nothing did
     */
    record Found(List<Freeze> freezes, String problem) {}

    private static final class Copy {
        private Found found = new Found(null, null);
        private Instant next = Instant.MIN;
        private CompletableFuture<Found> reading;
    }

    /** @return never fails */
    synchronized CompletableFuture<Found> of(String url, Instant now) {
        Copy copy = copies.computeIfAbsent(url, absent -> new Copy());
        if (copies.size() > MOST) {
            copies.remove(copies.keySet().iterator().next());
        }
        if (copy.reading != null) {
            return copy.reading;
        }
        if (now.isBefore(copy.next)) {
            return CompletableFuture.completedFuture(copy.found);
        }
        CompletableFuture<Found> reading = new CompletableFuture<>();
        copy.reading = reading;
        reader.read(URI.create(url), "text/calendar", null)
                .thenApply(answer -> found(answer, now))
                .whenComplete((found, problem) -> reading.complete(
                        taken(copy, problem == null ? found : new Found(null, HttpReader.words(problem)), now)));
        return reading;
    }

    private static Found found(HttpReader.Answer answer, Instant now) {
        if (answer.status() != 200) {
            return new Found(null, "the server answers " + answer.status());
        }
        try {
            return new Found(FreezeCalendar.read(new String(answer.body(), StandardCharsets.UTF_8), now), null);
        } catch (IllegalArgumentException e) {
            return new Found(null, e.getMessage());
        }
    }

    private synchronized Found taken(Copy copy, Found found, Instant now) {
        copy.reading = null;
        copy.found = found.problem() == null ? found : new Found(copy.found.freezes(), found.problem());
        copy.next = now.plus(found.problem() == null ? FRESH : RETRY);
        return copy.found;
    }
}

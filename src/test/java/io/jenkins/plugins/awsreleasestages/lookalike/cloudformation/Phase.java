package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A part of an operation: works on resources, each begun when those that it waits for are done. */
final class Phase {

    /** Work on one resource. */
    interface Work {
        String logicalId();

        /** The logical ids that come first, as far as this phase has them at all. */
        Set<String> waitsFor();

        /** @param ended told null when it went well, otherwise why it did not */
        void begin(Consumer<String> ended);

        /** Called while it is under way only. */
        void cancel();
    }

    private final Map<String, Work> waiting = new LinkedHashMap<>();
    private final Map<String, Work> running = new LinkedHashMap<>();
    private final List<String> failed = new ArrayList<>();
    private final boolean stopsAtFailure;
    private final Consumer<List<String>> ended;
    private boolean over;

    /**
     * @param stopsAtFailure whether the first failure cancels the rest
     * @param ended told who failed, including who was cancelled for it; empty when all is well
     */
    Phase(List<? extends Work> works, boolean stopsAtFailure, Consumer<List<String>> ended) {
        works.forEach(work -> waiting.put(work.logicalId(), work));
        this.stopsAtFailure = stopsAtFailure;
        this.ended = ended;
    }

    void start() {
        advance();
    }

    /** Cancels what is under way, and begins no more. Says nothing to who waits for the end. */
    List<String> stop() {
        over = true;
        waiting.clear();
        List<String> cancelled = new ArrayList<>(running.keySet());
        running.values().forEach(Work::cancel);
        running.clear();
        return cancelled;
    }

    private void advance() {
        boolean begun = true;
        while (begun && !over) {
            begun = false;
            for (Work work : new ArrayList<>(waiting.values())) {
                if (!over && waiting.containsKey(work.logicalId()) && isReady(work)) {
                    waiting.remove(work.logicalId());
                    running.put(work.logicalId(), work);
                    begun = true;
                    work.begin(failure -> done(work, failure));
                }
            }
        }
        if (!over && waiting.isEmpty() && running.isEmpty()) {
            over = true;
            ended.accept(failed);
        }
    }

    private boolean isReady(Work work) {
        return work.waitsFor().stream()
                .allMatch(other ->
                        other.equals(work.logicalId()) || !waiting.containsKey(other) && !running.containsKey(other));
    }

    private void done(Work work, String failure) {
        if (over) {
            return;
        }
        running.remove(work.logicalId());
        if (failure == null) {
            advance();
            return;
        }
        failed.add(work.logicalId());
        if (stopsAtFailure) {
            failed.addAll(stop());
            ended.accept(failed);
            return;
        }
        // What waits for something that could not be done is left alone.
        waiting.values().removeIf(other -> other.waitsFor().contains(work.logicalId()));
        advance();
    }
}

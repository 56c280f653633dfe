package io.jenkins.plugins.awsreleasestages.engine;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A remote side in memory: work that takes a while, with failures on demand. */
final class FakeWork implements Action<FakeWork.State, FakeWork.Answer> {

    record State(String token, String id) implements Serializable {}

    record Answer(String status) {}

    final Deque<RuntimeException> startFailures = new ArrayDeque<>();
    final Deque<RuntimeException> findFailures = new ArrayDeque<>();
    final Deque<RuntimeException> askFailures = new ArrayDeque<>();
    final Deque<RuntimeException> readFailures = new ArrayDeque<>();
    final Deque<RuntimeException> stopFailures = new ArrayDeque<>();
    /** The answer to a start gets lost this many times, after the work was begun. */
    int lostStartAnswers;
    /** Looks that find the work going on before it ends; negative for never ending. */
    int looks = 3;

    /** Where starts and stops take turns with others; null for nowhere. */
    Pace pace;
    /** The same for looks. */
    Pace lookPace;
    /** What the next looks are answered with, whenever the test completes it; null for at once. */
    CompletableFuture<Answer> lateAnswer;

    /** What happens while a look is made. */
    Runnable whileAsked = () -> {};

    /** Whether what a look has seen must be saved before the next one. */
    boolean savedLooks;

    OnStop onStop = OnStop.STOP;

    /** Until the next look; null for as long as the answer says. */
    Duration pause;

    /** What news of it would name. */
    String about = "the work";

    boolean endsWell = true;
    boolean stops = true;

    final List<String> begun = new ArrayList<>();
    int starts;
    int finds;
    int asks;
    int stopsAsked;
    int hurries;
    private boolean stopping;

    @Override
    public String title() {
        return "The work";
    }

    @Override
    public Optional<State> find(State state) {
        finds++;
        throwNext(findFailures);
        return begun.contains(state.token()) ? Optional.of(new State(state.token(), "id")) : Optional.empty();
    }

    @Override
    public State start(State state) {
        starts++;
        throwNext(startFailures);
        begun.add(state.token());
        if (lostStartAnswers-- > 0) {
            throw new RemoteFailure(Kind.UNREACHABLE, "Starting got no answer.");
        }
        return new State(state.token(), "id");
    }

    Calls<State> calls() {
        return new Calls<>(state -> pace, state -> lookPace, state -> null);
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        asks++;
        whileAsked.run();
        throwNext(askFailures);
        if (lateAnswer != null && !stopping) {
            return lateAnswer;
        }
        if (stopping && stops) {
            return CompletableFuture.completedFuture(new Answer("STOPPED"));
        }
        String end = endsWell ? "DONE" : "BROKEN";
        return CompletableFuture.completedFuture(new Answer(looks-- == 0 ? end : "GOING"));
    }

    @Override
    public String about(State state) {
        return about;
    }

    @Override
    public void hurry(State state) {
        hurries++;
    }

    @Override
    public Duration pause(State state, Duration own) {
        return pause == null ? own : pause;
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        throwNext(readFailures);
        List<String> lines = List.of("look " + asks + ": " + answer.status());
        return switch (answer.status()) {
            case "DONE" -> Look.succeeded(state, lines);
            case "BROKEN" -> Look.failed(state, lines, "It broke.");
            case "STOPPED" -> Look.failed(state, lines, "It was stopped.");
            default ->
                savedLooks ? Look.goesOnOnceSaved(state, lines) : Look.goesOn(state, lines, Duration.ofSeconds(5));
        };
    }

    @Override
    public OnStop onStop(State state) {
        return onStop;
    }

    @Override
    public void stop(State state) {
        stopsAsked++;
        throwNext(stopFailures);
        stopping = true;
    }

    @Override
    public String leftBehind(State state) {
        return "The work " + state.id() + " goes on.";
    }

    private static void throwNext(Deque<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            throw failures.poll();
        }
    }
}

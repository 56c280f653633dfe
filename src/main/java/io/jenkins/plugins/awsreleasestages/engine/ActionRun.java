package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Drives one action through its {@link Lifecycle}, a turn at a time: at most one remote call is under way, the state is
 * saved before anything is sent and after every change that must not be lost, and between two turns nothing is held
 * but an entry in the {@link Scheduler}.
 */
public final class ActionRun<S, A> {

    /** How the run goes about it; the defaults suit AWS. */
    public record Options(Backoff backoff, Duration grace, Duration stopInterval, DoubleSupplier chance) {
        /** Two minutes of grace for a stop, looked at every three seconds. */
        public static Options standard() {
            return new Options(
                    Backoff.DEFAULT,
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(3),
                    () -> ThreadLocalRandom.current().nextDouble());
        }
    }

    /** How long an action that has begun nothing waits for what may never come: to be saved, a way to the other side. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Scheduler.Scheduled DEAF = () -> {};

    private static final System.Logger LOGGER = System.getLogger(ActionRun.class.getName());

    private final Action<S, A> action;
    private final Calls<S> calls;
    private final ActionHost<S> host;
    private final Scheduler scheduler;
    private final Lifecycle lifecycle;
    private final Options options;
    private final StateSaves<S> saves;

    private ActionState<S> state;
    /** Counts the turns; what belongs to an earlier one comes too late and is ignored. */
    private int turn;
    /** What brings the next turn; null within a turn. */
    private Scheduler.Scheduled next;
    /** Within a turn: whether all there is to do is to wait for an answer, which a stop need not wait for. */
    private boolean awaiting;
    /** Where this turn's place among the others of the account has come, so that it may call; else null. */
    private Pace place;
    /** Between turns: whether the next one waits for nothing but its time. */
    private boolean resting;
    /** Within a turn: whether there was news meanwhile, so that there is another one at once. */
    private boolean news;
    /** For news of the work. */
    private Scheduler.Scheduled listening = DEAF;
    /** What a worker does for this turn; a stop breaks it off. Else null. */
    private Worker.Work<?> work;

    /** Whether what the last look has seen must be saved before the next one. */
    private boolean unsaved;
    /** Since when there is neither a save nor a way to the other side; null where it is not so. */
    private Instant inVainSince;

    private boolean closed;
    private String stopReason;

    public ActionRun(
            Action<S, A> action,
            Calls<S> calls,
            ActionHost<S> host,
            Scheduler scheduler,
            Lifecycle lifecycle,
            Options options,
            ActionState<S> state) {
        this.action = action;
        this.calls = calls;
        this.host = host;
        this.scheduler = scheduler;
        this.lifecycle = lifecycle;
        this.options = options;
        this.saves = new StateSaves<>(action.title(), host, scheduler, options);
        this.state = state;
    }

    /** Begins, or goes on after a restart: the saved phase decides. */
    public synchronized void go() {
        if (turn == 0) {
            plan(Duration.ZERO);
        }
    }

    /** Wants the work stopped. Returns at once; {@link ActionHost#ended} follows. The first reason counts. */
    public synchronized void stop(String reason) {
        if (stopReason != null || closed) {
            return;
        }
        stopReason = reason;
        if (work != null) {
            work.interrupt().run();
        }
        if (next != null || awaiting) {
            hurry();
        }
    }

    /** News of the work makes the next look one of now; nothing else comes of it. */
    private void hurried() {
        action.hurry(state().data());
        synchronized (this) {
            if (resting && !closed) {
                hurry();
            } else {
                // What comes in its turn anyway will see it; what is under way may have asked before.
                news = next == null;
            }
        }
    }

    /** Forgets the run without ending it, as when the controller shuts down. */
    public synchronized void close() {
        closed = true;
        listening.cancel();
        saves.close();
        if (next != null) {
            next.cancel();
        }
    }

    public synchronized ActionState<S> state() {
        return state;
    }

    // When there is a turn. Every path of one ends in exactly one of again(), end().

    private synchronized void plan(Duration wait) {
        int number = ++turn;
        listen();
        // Who got no answer keeps its distance, whatever the news.
        resting = !wait.isZero() && state.phase() != Phase.STARTING && state.misses() == 0;
        next = scheduler.after(wait, () -> turn(number, null));
    }

    private synchronized void planInPlace(Pace pace, Pace.Lane lane) {
        int number = ++turn;
        resting = false;
        next = pace.enter(lane, () -> turn(number, pace));
    }

    private synchronized void hurry() {
        if (next != null) {
            next.cancel();
        }
        awaiting = false;
        plan(Duration.ZERO);
    }

    private synchronized void again(Duration wait) {
        if (!closed) {
            boolean atOnce = stopIsNews() || news && state.phase() != Phase.STARTING && state.misses() == 0;
            news = false;
            plan(atOnce ? Duration.ZERO : wait);
        }
    }

    private void listen() {
        String about = listening == DEAF && state.phase() != Phase.STARTING ? action.about(state.data()) : null;
        if (about != null) {
            listening = scheduler.listen(about, this::hurried);
        }
    }

    private void end(Outcome outcome) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            listening.cancel();
        }
        saves.close();
        host.ended(state, outcome);
    }

    private boolean stopIsNews() {
        return newStopReason() != null;
    }

    /** Why to stop, where that is news; else null. */
    private synchronized String newStopReason() {
        return state.stopReason() == null ? stopReason : null;
    }

    private void turn(int number, Pace inPlace) {
        synchronized (this) {
            if (closed || number != turn) {
                return;
            }
            place = inPlace;
            next = null;
            resting = false;
        }
        guarded(() -> {
            String reason = newStopReason();
            if (reason != null) {
                stopWanted(Signal.STOP_WANTED, reason);
            } else if (state.stopReason() == null && hasCome(state.deadline())) {
                stopWanted(Signal.DEADLINE_PASSED, "the time limit has passed");
            } else {
                goOn();
            }
        });
    }

    private void goOn() {
        switch (state.phase()) {
            case STARTING -> inPlace(calls.starts(), Pace.Lane.BACKGROUND, this::startOrFind);
            case RUNNING -> inPlace(calls.looks(), Pace.Lane.NORMAL, this::look);
            case STOPPING -> stopOrLook();
        }
    }

    /** Does what calls when its place among the others of the account has come; until then nothing is held. */
    private void inPlace(Function<S, Pace> paces, Pace.Lane lane, Runnable calling) {
        Pace pace = place() == null ? pace(paces) : null;
        if (pace == null) {
            calling.run();
            return;
        }
        synchronized (this) {
            if (stopIsNews()) {
                again(Duration.ZERO);
            } else if (!closed) {
                planInPlace(pace, lane);
            }
        }
    }

    private Pace pace(Function<S, Pace> paces) {
        try {
            return paces.apply(state.data());
        } catch (RemoteFailure e) {
            // The call itself will meet the same failure, and knows what it means.
            return null;
        }
    }

    private synchronized Pace place() {
        return place;
    }

    private boolean hasCome(Instant moment) {
        return !scheduler.clock().instant().isBefore(moment);
    }

    private synchronized void set(ActionState<S> newState) {
        state = newState;
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    /** A defect of ours, not of the remote side: the action fails loudly and says what goes on without it. */
    private void broken(Throwable problem) {
        LOGGER.log(System.Logger.Level.WARNING, "Internal error in " + action.title(), problem);
        String rest = state.started() ? " " + action.leftBehind(state.data()) : "";
        end(new Outcome.Failed("Internal error in " + action.title() + ": " + problem + "." + rest));
    }

    // What has happened, and what comes of it by the table.

    private void happened(Signal signal) {
        happened(signal, Duration.ZERO, null);
    }

    private void happened(Signal signal, Duration wait) {
        happened(signal, wait, null);
    }

    private void happened(Signal signal, String message) {
        happened(signal, Duration.ZERO, message);
    }

    /**
     * @param wait until it goes on
     * @param message of an end
     */
    private void happened(Signal signal, Duration wait, String message) {
        Lifecycle.Transition row = lifecycle.next(state.phase(), signal);
        set(state.in(row.to()));
        switch (row.then()) {
            case GO_ON -> keepAndGoOn(wait);
            case SAVE -> saveAndGoOn();
            case SAVE_MEANWHILE -> {
                saves.saveMeanwhile(state);
                again(Duration.ZERO);
            }
            case SUCCEED -> end(new Outcome.Succeeded());
            case FAIL -> end(new Outcome.Failed(message));
            case STOP -> end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
            case TELL_AND_STOP -> {
                host.log(message);
                end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
            }
        }
    }

    private void keepAndGoOn(Duration wait) {
        host.keep(state, List.of());
        if (unsaved) {
            onceSaved(wait);
        } else {
            again(wait);
        }
    }

    /** Goes on once the state is saved, however often that must be tried; only a stop does not wait for it. */
    private void onceSaved(Duration wait) {
        saveThen(
                () -> {
                    unsaved = false;
                    again(wait);
                },
                why -> again(saves.pause()));
    }

    /** Saves what is known of remote work; what cannot be saved now is saved later, and the work is watched meanwhile. */
    private void saveAndGoOn() {
        saveThen(() -> again(Duration.ZERO), why -> {
            saves.saveLater();
            again(Duration.ZERO);
        });
    }

    /** @param notSaved told why not */
    private void saveThen(Runnable saved, Consumer<String> notSaved) {
        saves.save(state, () -> guarded(saved), why -> guarded(() -> notSaved.accept(why)));
    }

    /** What got no answer is tried again: after how long. */
    private Duration missed(RemoteFailure e) {
        int misses = state.misses() + 1;
        set(state.withMisses(misses));
        // The first miss, and then ever more rarely: a long outage must not fill the log. Broken off is not missed.
        if (Integer.bitCount(misses) == 1 && !stopIsNews()) {
            host.log(e.sentence() + " Trying again" + (misses > 1 ? " (" + misses + " times so far)." : "."));
        }
        return options.backoff().delay(misses, options.chance().getAsDouble());
    }

    // Calls.

    /** Makes a call within the turn: on this thread, or by the action's worker, while nothing is held but the turn. */
    private <T> CompletionStage<T> called(Supplier<T> call) {
        try {
            Optional<Worker> worker = calls.workerFor(state.data());
            return worker.isPresent() ? begin(worker.get(), call) : CompletableFuture.completedFuture(calling(call));
        } catch (RemoteFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletionStage<T> begin(Worker worker, Supplier<T> call) {
        Worker.Work<T> begun = worker.begin(() -> calling(call));
        synchronized (this) {
            work = begun;
            if (stopIsNews()) {
                begun.interrupt().run();
            }
        }
        return begun.end();
    }

    /** Makes a call; the pace in which it has its place learns from the answer. */
    private <T> T calling(Supplier<T> call) {
        Pace pace = place();
        return pace == null ? call.get() : pace.call(call);
    }

    /** Goes on with the turn when the answer is there. */
    private synchronized <T> void then(
            CompletionStage<T> called, Consumer<T> onAnswer, Consumer<RemoteFailure> onFailure) {
        int number = turn;
        called.whenComplete((answer, problem) -> scheduler.after(Duration.ZERO, () -> {
            if (stillAwaited(number)) {
                guarded(() -> take(answer, problem, onAnswer, onFailure));
            }
        }));
    }

    private synchronized boolean stillAwaited(int number) {
        if (closed || number != turn) {
            return false;
        }
        awaiting = false;
        work = null;
        return true;
    }

    private <T> void take(T answer, Throwable problem, Consumer<T> onAnswer, Consumer<RemoteFailure> onFailure) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause == null) {
            onAnswer.accept(answer);
        } else if (cause instanceof RemoteFailure failure) {
            onFailure.accept(failure);
        } else {
            broken(cause);
        }
    }

    // Starting.

    private void startOrFind() {
        if (!state.mayHaveStarted()) {
            set(state.withMayHaveStarted(true));
            saveThen(this::start, this::notSavedSoNotStarted);
            return;
        }
        then(
                called(() -> action.find(state.data())),
                found -> found.ifPresentOrElse(begun -> begun(begun, Signal.START_FOUND), this::start),
                e -> notStarted(e, true));
    }

    private void start() {
        then(
                called(() -> action.start(state.data())),
                started -> begun(started, Signal.START_ACCEPTED),
                e -> notStarted(e, e.kind() == RemoteFailure.Kind.UNREACHABLE));
    }

    private void begun(S begun, Signal how) {
        set(state.withStarted(begun));
        happened(how);
    }

    private void notSavedSoNotStarted(String why) {
        set(state.withMayHaveStarted(false));
        if (isInVain()) {
            giveUp(why);
        } else {
            happened(Signal.START_POSTPONED, saves.pause());
        }
    }

    private void notStarted(RemoteFailure e, boolean mayHaveStarted) {
        if (!e.passing()) {
            happened(Signal.START_REFUSED, e.getMessage());
            return;
        }
        set(state.withMayHaveStarted(mayHaveStarted));
        if (e.kind() != RemoteFailure.Kind.UNCONNECTED) {
            inVainSince = null;
        } else if (!mayHaveStarted && isInVain()) {
            giveUp(e.getMessage());
            return;
        }
        happened(Signal.START_POSTPONED, missed(e));
    }

    /** Asked each time that nothing could be begun; whether that has been so for too long. */
    private boolean isInVain() {
        if (inVainSince == null) {
            inVainSince = scheduler.clock().instant();
        }
        return hasCome(inVainSince.plus(PATIENCE));
    }

    private void giveUp(String why) {
        happened(
                Signal.START_REFUSED,
                why + " That is how it was for " + PATIENCE.toMinutes() + " minutes. Nothing was started.");
    }

    // Looking.

    private void look() {
        if (unsaved) {
            onceSaved(Duration.ZERO);
            return;
        }
        CompletionStage<A> asked = called(() -> action.ask(state.data())).thenCompose(answer -> answer);
        synchronized (this) {
            if (stopIsNews()) {
                again(Duration.ZERO);
                return;
            }
            awaiting = true;
            then(asked, this::read, this::notLooked);
        }
    }

    private void read(A answer) {
        Look<S> look;
        try {
            look = action.read(state.data(), answer, scheduler.clock().instant());
            ActionState<S> seen = state.withData(look.state()).withMisses(0);
            host.keep(seen, look.lines());
            set(seen);
        } catch (RemoteFailure e) {
            notLooked(e);
            return;
        }
        looked(look.verdict());
    }

    private void looked(Look.Verdict verdict) {
        if (verdict instanceof Look.GoesOn goesOn) {
            stillRunning(goesOn);
        } else if (verdict instanceof Look.Failed failed) {
            happened(Signal.FINISHED_BADLY, failed.message());
        } else {
            happened(Signal.FINISHED_WELL, action.title() + " had already ended well when the stop reached it.");
        }
    }

    private void stillRunning(Look.GoesOn goesOn) {
        boolean stopping = state.phase() == Phase.STOPPING;
        if (stopping && action.onStop(state.data()) == Action.OnStop.LOOK_ONCE) {
            happened(Signal.LEFT_ALONE, rest());
            return;
        }
        unsaved = goesOn.saved();
        happened(Signal.STILL_RUNNING, stopping ? options.stopInterval() : action.pause(state.data(), goesOn.next()));
    }

    private void notLooked(RemoteFailure e) {
        if (e.passing()) {
            happened(Signal.LOOK_MISSED, missed(e));
        } else {
            happened(Signal.LOOK_REFUSED, e.getMessage() + " " + rest());
        }
    }

    // Stopping.

    private void stopWanted(Signal how, String reason) {
        Instant by = scheduler.clock().instant().plus(options.grace());
        set(state.withStopWanted(reason, how == Signal.DEADLINE_PASSED, by));
        happened(how);
    }

    private void stopOrLook() {
        if (!state.mayHaveStarted()) {
            happened(Signal.NOTHING_TO_STOP);
        } else if (hasCome(state.stopBy())) {
            happened(Signal.GRACE_OVER, "It did not stop in time. " + rest());
        } else if (!state.started()) {
            findToStop();
        } else if (action.onStop(state.data()) == Action.OnStop.LEAVE) {
            happened(Signal.LEFT_ALONE, rest());
        } else if (action.onStop(state.data()) == Action.OnStop.STOP && !state.stopSent()) {
            inPlace(calls.starts(), Pace.Lane.URGENT, this::sendStop);
        } else {
            look();
        }
    }

    private void findToStop() {
        then(
                called(() -> action.find(state.data())),
                found -> found.ifPresentOrElse(
                        begun -> begun(begun, Signal.START_FOUND), () -> happened(Signal.NOTHING_TO_STOP)),
                e -> happened(Signal.STOP_POSTPONED, missed(e)));
    }

    private void sendStop() {
        then(
                called(() -> {
                    action.stop(state.data(), state.stopReason());
                    return null;
                }),
                sent -> stopSent(Signal.STOP_ACCEPTED),
                this::stopNotAccepted);
    }

    private void stopNotAccepted(RemoteFailure e) {
        if (e.passing()) {
            happened(Signal.STOP_POSTPONED, missed(e));
            return;
        }
        host.log(e.getMessage());
        stopSent(Signal.STOP_REFUSED);
    }

    private void stopSent(Signal how) {
        set(state.withStopSent());
        happened(how);
    }

    /** How the work is that is not followed any more, in a sentence. */
    private String rest() {
        return state.started()
                ? action.leftBehind(state.data())
                : "Whether it was begun at all could not be found out: " + action.title() + ".";
    }
}

package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    private static final System.Logger LOGGER = System.getLogger(ActionRun.class.getName());

    private final Action<S, A> action;
    private final Calls<S> calls;
    private final ActionHost<S> host;
    private final Scheduler scheduler;
    private final Lifecycle lifecycle;
    private final Options options;
    private final StateSaves<S> saves;

    private ActionState<S> state;
    private boolean inTurn;
    /** Within a turn: whether all there is to do is to wait for an answer, which a stop need not wait for. */
    private boolean awaiting;
    /** Of the turn under way or to come; what belongs to an earlier one comes too late and is ignored. */
    private int turn;
    /** Where this turn's place among the others of the account has come, so that it may call; else null. */
    private Pace place;
    /** What a worker does for this turn; a stop breaks it off. Else null. */
    private Worker.Work<?> work;

    /** Whether what the last look has seen must be saved before the next one. */
    private boolean unsaved;
    /** Since when there is neither a save nor a way to the other side; null where it is not so. */
    private Instant inVainSince;

    private boolean closed;
    private String stopReason;
    private Scheduler.Scheduled next;

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
        if (!inTurn && next == null) {
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
        if (!inTurn || awaiting) {
            hurry();
        }
    }

    /** Forgets the run without ending it, as when the controller shuts down. */
    public synchronized void close() {
        closed = true;
        saves.close();
        if (next != null) {
            next.cancel();
        }
    }

    public synchronized ActionState<S> state() {
        return state;
    }

    // These four are called with the lock held.

    private void plan(Duration delay) {
        int number = ++turn;
        next = scheduler.after(delay, () -> turn(number, null));
    }

    private void planInPlace(Pace pace, Pace.Lane lane) {
        int number = ++turn;
        next = pace.enter(lane, () -> turn(number, pace));
    }

    private void hurry() {
        if (next != null) {
            next.cancel();
        }
        inTurn = false;
        awaiting = false;
        plan(Duration.ZERO);
    }

    private boolean stopWishPending() {
        return stopReason != null && state.stopReason() == null;
    }

    private synchronized boolean brokenOff() {
        return stopWishPending();
    }

    private void turn(int number, Pace inPlace) {
        synchronized (this) {
            if (inTurn || closed || number != turn) {
                return;
            }
            inTurn = true;
            place = inPlace;
            next = null;
        }
        try {
            takeStopWish();
            switch (state.phase()) {
                case NEW -> begin();
                case STARTING -> inPlace(calls.starts(), Pace.Lane.BACKGROUND, this::startOrFind);
                case RUNNING -> inPlace(calls.looks(), Pace.Lane.NORMAL, this::look);
                case STOPPING -> stopOrLook();
                case STOPPED -> end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
                default -> throw new IllegalStateException("A turn after the end: " + state.phase());
            }
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    // Every path of a turn ends in exactly one of again(), end().

    private void again(Duration delay) {
        synchronized (this) {
            inTurn = false;
            if (closed) {
                return;
            }
            plan(stopWishPending() ? Duration.ZERO : delay);
        }
    }

    private void end(Outcome outcome) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        saves.close();
        host.ended(state, outcome);
    }

    private void move(Signal signal) {
        set(state.in(lifecycle.next(state.phase(), signal)));
    }

    private synchronized void set(ActionState<S> newState) {
        state = newState;
    }

    /** @param notSaved told why not */
    private void saveThen(Runnable saved, Consumer<String> notSaved) {
        saves.save(state, () -> guarded(saved), why -> guarded(() -> notSaved.accept(why)));
    }

    /** Saves what is known of remote work; what cannot be saved now is saved later, and the work is watched meanwhile. */
    private void saveAndGoOn() {
        saveThen(() -> again(Duration.ZERO), why -> {
            saves.saveLater();
            again(Duration.ZERO);
        });
    }

    /** Goes on once the state is saved, however often that must be tried; only a stop does not wait for it. */
    private void onceSaved(Duration next) {
        saveThen(
                () -> {
                    unsaved = false;
                    again(next);
                },
                why -> {
                    unsaved = true;
                    again(saves.pause());
                });
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    private void takeStopWish() {
        String wish;
        synchronized (this) {
            wish = stopReason;
        }
        if (state.stopReason() != null) {
            return;
        }
        Instant now = scheduler.clock().instant();
        if (wish != null) {
            set(state.withStopWanted(wish, false, now.plus(options.grace())));
            move(Signal.STOP_WANTED);
        } else if (state.phase() != Phase.NEW && !now.isBefore(state.deadline())) {
            set(state.withStopWanted("the time limit has passed", true, now.plus(options.grace())));
            move(Signal.DEADLINE_PASSED);
        } else {
            return;
        }
        // Else an abort would be forgotten when the controller dies.
        saves.saveMeanwhile(state);
    }

    /** Does what calls when its place among the others of the account has come; until then nothing is held. */
    private void inPlace(Function<S, Pace> paces, Pace.Lane lane, Runnable calling) {
        Pace pace = place() == null ? pace(paces) : null;
        if (pace == null) {
            calling.run();
            return;
        }
        synchronized (this) {
            inTurn = false;
            if (closed) {
                return;
            }
            if (stopWishPending()) {
                plan(Duration.ZERO);
            } else {
                planInPlace(pace, lane);
            }
        }
    }

    private synchronized Pace place() {
        return place;
    }

    /** Makes a call; the pace in which it has its place learns from the answer. */
    private <T> T calling(Supplier<T> call) {
        Pace pace = place();
        return pace == null ? call.get() : pace.call(call);
    }

    private Pace pace(Function<S, Pace> paces) {
        try {
            return paces.apply(state.data());
        } catch (RemoteFailure e) {
            // The call itself will meet the same failure, and knows what it means.
            return null;
        }
    }

    private void begin() {
        move(Signal.BEGIN);
        again(Duration.ZERO);
    }

    private void startOrFind() {
        if (!state.mayHaveStarted()) {
            set(state.withMayHaveStarted(true));
            saveThen(this::start, this::notSavedSoNotStarted);
            return;
        }
        callThen(
                () -> action.find(state.data()),
                found -> found.ifPresentOrElse(begun -> accepted(begun, Signal.START_FOUND), this::start),
                e -> postponedOrRefused(e, true));
    }

    private void notSavedSoNotStarted(String why) {
        set(state.withMayHaveStarted(false));
        if (isInVain()) {
            giveUp(why);
            return;
        }
        move(Signal.START_POSTPONED);
        host.keep(state, List.of());
        again(saves.pause());
    }

    /** Asked each time that nothing could be begun; whether that has been so for too long. */
    private boolean isInVain() {
        Instant now = scheduler.clock().instant();
        if (inVainSince == null) {
            inVainSince = now;
        }
        return !now.isBefore(inVainSince.plus(PATIENCE));
    }

    private void giveUp(String why) {
        move(Signal.START_REFUSED);
        end(new Outcome.Failed(
                why + " That is how it was for " + PATIENCE.toMinutes() + " minutes. Nothing was started."));
    }

    private void start() {
        callThen(
                () -> action.start(state.data()),
                started -> accepted(started, Signal.START_ACCEPTED),
                e -> postponedOrRefused(e, e.kind() == RemoteFailure.Kind.UNREACHABLE));
    }

    private void accepted(S started, Signal how) {
        set(state.withStarted(started));
        move(how);
        saveAndGoOn();
    }

    private void postponedOrRefused(RemoteFailure e, boolean mayHaveStarted) {
        if (!e.passing()) {
            move(Signal.START_REFUSED);
            end(new Outcome.Failed(e.getMessage()));
            return;
        }
        set(state.withMayHaveStarted(mayHaveStarted));
        if (e.kind() != RemoteFailure.Kind.UNCONNECTED) {
            inVainSince = null;
        } else if (!mayHaveStarted && isInVain()) {
            giveUp(e.getMessage());
            return;
        }
        move(Signal.START_POSTPONED);
        missed(e);
    }

    private void look() {
        askThen(this::looked, e -> {
            if (e.passing()) {
                move(Signal.LOOK_MISSED);
                missed(e);
                return;
            }
            move(Signal.LOOK_REFUSED);
            end(new Outcome.Failed(e.getMessage() + " " + action.leftBehind(state.data())));
        });
    }

    private void looked(Look<S> look) {
        if (look.verdict() instanceof Look.GoesOn goesOn) {
            move(Signal.STILL_RUNNING);
            goOn(goesOn, goesOn.next());
        } else if (look.verdict() instanceof Look.Failed failed) {
            move(Signal.FINISHED_BADLY);
            end(new Outcome.Failed(failed.message()));
        } else {
            move(Signal.FINISHED_WELL);
            end(new Outcome.Succeeded());
        }
    }

    private void goOn(Look.GoesOn goesOn, Duration next) {
        if (goesOn.saved()) {
            onceSaved(next);
        } else {
            again(next);
        }
    }

    private Look<S> reading(A answer) {
        Look<S> look = action.read(state.data(), answer, scheduler.clock().instant());
        ActionState<S> seen = state.withData(look.state()).withMisses(0);
        host.keep(seen, look.lines());
        set(seen);
        return look;
    }

    private void stopOrLook() {
        if (!scheduler.clock().instant().isBefore(state.stopBy())) {
            move(Signal.GRACE_OVER);
            abandoned("It did not stop in time.");
            return;
        }
        if (!state.started()) {
            findToStop();
        } else if (action.onStop(state.data()) == Action.OnStop.LEAVE) {
            leave();
        } else if (action.onStop(state.data()) == Action.OnStop.STOP && !state.stopSent()) {
            inPlace(calls.starts(), Pace.Lane.URGENT, this::sendStop);
        } else {
            lookWhileStopping();
        }
    }

    private void findToStop() {
        if (!state.mayHaveStarted()) {
            foundToStop(Optional.empty());
            return;
        }
        callThen(() -> action.find(state.data()), this::foundToStop, this::stopPostponed);
    }

    private void foundToStop(Optional<S> found) {
        if (found.isEmpty()) {
            move(Signal.NOTHING_TO_STOP);
            end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
            return;
        }
        set(state.withStarted(found.get()));
        move(Signal.START_FOUND);
        saveAndGoOn();
    }

    private void sendStop() {
        callThen(
                () -> {
                    action.stop(state.data(), state.stopReason());
                    return null;
                },
                sent -> stopSent(Signal.STOP_ACCEPTED),
                e -> {
                    if (e.passing()) {
                        stopPostponed(e);
                        return;
                    }
                    host.log(e.getMessage());
                    stopSent(Signal.STOP_REFUSED);
                });
    }

    private void stopPostponed(RemoteFailure e) {
        move(Signal.STOP_POSTPONED);
        missed(e);
    }

    private void stopSent(Signal how) {
        move(how);
        set(state.withStopSent());
        host.keep(state, List.of());
        again(Duration.ZERO);
    }

    private void lookWhileStopping() {
        askThen(
                look -> {
                    if (look.verdict() instanceof Look.GoesOn goesOn) {
                        goesOnWhileStopping(goesOn);
                        return;
                    }
                    boolean well = look.verdict() instanceof Look.Succeeded;
                    move(well ? Signal.FINISHED_WELL : Signal.FINISHED_BADLY);
                    if (well) {
                        host.log(action.title() + " had already ended well when the stop reached it.");
                    }
                    end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
                },
                e -> {
                    if (e.passing()) {
                        move(Signal.LOOK_MISSED);
                        missed(e);
                        return;
                    }
                    move(Signal.LOOK_REFUSED);
                    abandoned(e.getMessage());
                });
    }

    private void goesOnWhileStopping(Look.GoesOn goesOn) {
        if (action.onStop(state.data()) == Action.OnStop.LOOK_ONCE) {
            leave();
            return;
        }
        move(Signal.STILL_RUNNING);
        goOn(goesOn, options.stopInterval());
    }

    /** The work goes on by itself. */
    private void leave() {
        move(Signal.NOTHING_TO_STOP);
        host.log(action.leftBehind(state.data()));
        end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
    }

    private void abandoned(String why) {
        String rest = state.started()
                ? action.leftBehind(state.data())
                : "Whether it was begun at all could not be found out: " + action.title() + ".";
        host.log(why + " " + rest);
        end(new Outcome.Stopped(state.stopReason(), state.timedOut()));
    }

    private interface Answered<T> {
        void take(T value);
    }

    private void askThen(Answered<Look<S>> onLook, Answered<RemoteFailure> onFailure) {
        if (unsaved) {
            onceSaved(Duration.ZERO);
            return;
        }
        CompletionStage<A> asked;
        try {
            asked = ask();
        } catch (RemoteFailure e) {
            onFailure.take(e);
            return;
        }
        int number;
        synchronized (this) {
            if (!closed && stopWishPending()) {
                hurry();
                return;
            }
            number = turn;
            awaiting = true;
        }
        asked.whenComplete((answer, problem) -> scheduler.after(Duration.ZERO, () -> {
            if (stillAwaited(number)) {
                take(answer, problem, read -> readThen(read, onLook, onFailure), onFailure);
            }
        }));
    }

    private CompletionStage<A> ask() {
        Optional<Worker> worker = calls.workerFor(state.data());
        return worker.isEmpty()
                ? calling(() -> action.ask(state.data()))
                : begin(worker.get(), () -> action.ask(state.data())).thenCompose(answer -> answer);
    }

    /** Makes a call within the turn: on this thread, or by the action's worker, while nothing is held but the turn. */
    private <T> void callThen(Supplier<T> call, Answered<T> onAnswer, Answered<RemoteFailure> onFailure) {
        T answer;
        try {
            Optional<Worker> worker = calls.workerFor(state.data());
            if (worker.isPresent()) {
                begin(worker.get(), call)
                        .whenComplete((worked, problem) ->
                                scheduler.after(Duration.ZERO, () -> take(worked, problem, onAnswer, onFailure)));
                return;
            }
            answer = calling(call);
        } catch (RemoteFailure e) {
            onFailure.take(e);
            return;
        }
        onAnswer.take(answer);
    }

    private <T> CompletionStage<T> begin(Worker worker, Supplier<T> call) {
        Worker.Work<T> begun = worker.begin(() -> calling(call));
        synchronized (this) {
            work = begun;
            if (stopWishPending()) {
                begun.interrupt().run();
            }
        }
        return begun.end();
    }

    private <T> void take(T answer, Throwable problem, Answered<T> onAnswer, Answered<RemoteFailure> onFailure) {
        synchronized (this) {
            work = null;
            if (closed) {
                return;
            }
        }
        try {
            if (problem == null) {
                onAnswer.take(answer);
            } else if (unwrap(problem) instanceof RemoteFailure failure) {
                onFailure.take(failure);
            } else {
                broken(unwrap(problem));
            }
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    private void readThen(A answer, Answered<Look<S>> onLook, Answered<RemoteFailure> onFailure) {
        Look<S> look;
        try {
            look = reading(answer);
        } catch (RemoteFailure e) {
            onFailure.take(e);
            return;
        }
        onLook.take(look);
    }

    private synchronized boolean stillAwaited(int number) {
        if (closed || !awaiting || number != turn) {
            return false;
        }
        awaiting = false;
        return true;
    }

    private static Throwable unwrap(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
    }

    private void missed(RemoteFailure e) {
        int misses = state.misses() + 1;
        set(state.withMisses(misses));
        host.keep(state, List.of());
        // The first miss, and then ever more rarely: a long outage must not fill the log. Broken off is not missed.
        if (Integer.bitCount(misses) == 1 && !brokenOff()) {
            host.log(e.getMessage() + " Trying again" + (misses > 1 ? " (" + misses + " times so far)." : "."));
        }
        again(options.backoff().delay(misses, options.chance().getAsDouble()));
    }

    /** A defect of ours, not of the remote side: the action fails loudly and says what goes on without it. */
    private void broken(Throwable problem) {
        LOGGER.log(System.Logger.Level.WARNING, "Internal error in " + action.title(), problem);
        String rest = state.started() ? " " + action.leftBehind(state.data()) : "";
        end(new Outcome.Failed("Internal error in " + action.title() + ": " + problem + "." + rest));
    }
}

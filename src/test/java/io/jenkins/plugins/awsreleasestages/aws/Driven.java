package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** An action driven to its end against the emulator, in a tenth of the time, with all that a host would have seen. */
public final class Driven<S, A> implements ActionHost<S> {

    private static final int HASTE = 10;
    private static final Duration LIMIT = Duration.ofMinutes(100);

    public final List<String> log = new ArrayList<>();

    /** Every state that was brought to disk, the first first. */
    public final List<ActionState<S>> saved = new ArrayList<>();

    public ActionState<S> last;
    public Outcome outcome;

    /** What happened last. */
    public Lifecycle.Transition end;

    /** An action, and at whose pace its calls are made. */
    public record Paced<S, A>(Action<S, A> action, Calls<S> calls) {}

    static <S, A> Paced<S, A> free(Action<S, A> action) {
        return new Paced<>(action, Calls.free());
    }

    /** Where what is due is done until the action is over. */
    interface Time extends Scheduler {
        void runUntil(BooleanSupplier done) throws InterruptedException;
    }

    private final Time scheduler;
    private final Paced<S, A> work;
    private ActionRun<S, A> run;
    private BiPredicate<ActionState<S>, List<String>> stopWhen = (state, lines) -> false;

    private Driven(Time scheduler, Function<Scheduler, Paced<S, A>> work) {
        this.scheduler = scheduler;
        this.work = work.apply(scheduler);
    }

    static <S, A> Driven<S, A> run(Time time, Function<Scheduler, Paced<S, A>> work, S state) {
        return new Driven<>(time, work)
                .go(ActionState.create(state, time.clock().instant(), LIMIT));
    }

    static <S, A> Driven<S, A> resume(Time time, Function<Scheduler, Paced<S, A>> work, ActionState<S> state) {
        return new Driven<>(time, work).go(state);
    }

    static <S, A> Driven<S, A> stopped(
            Time time, Function<Scheduler, Paced<S, A>> work, S state, BiPredicate<ActionState<S>, List<String>> when) {
        Driven<S, A> driven = new Driven<>(time, work);
        driven.stopWhen = when;
        return driven.go(ActionState.create(state, time.clock().instant(), LIMIT));
    }

    /** For an action that shares its looks with others. */
    public static <S, A> Driven<S, A> run(Function<Scheduler, Paced<S, A>> work, S state) {
        return run(new Hasty(), work, state);
    }

    public static <S, A> Driven<S, A> resume(Function<Scheduler, Paced<S, A>> work, ActionState<S> state) {
        return resume(new Hasty(), work, state);
    }

    public static <S, A> Driven<S, A> stopped(
            Function<Scheduler, Paced<S, A>> work, S state, BiPredicate<ActionState<S>, List<String>> when) {
        return stopped(new Hasty(), work, state, when);
    }

    public static <S, A> Driven<S, A> run(Action<S, A> action, S state) {
        return run(scheduler -> free(action), state);
    }

    /** As after a restart of the controller. */
    public static <S, A> Driven<S, A> resume(Action<S, A> action, ActionState<S> state) {
        return resume(scheduler -> free(action), state);
    }

    public static <S, A> Driven<S, A> stopped(
            Action<S, A> action, S state, BiPredicate<ActionState<S>, List<String>> when) {
        return stopped(scheduler -> free(action), state, when);
    }

    public S data() {
        return last.data();
    }

    public String failure() {
        return outcome instanceof Outcome.Failed failed ? failed.message() : "did not fail: " + outcome;
    }

    private Driven<S, A> go(ActionState<S> state) {
        ActionRun.Options options = new ActionRun.Options(
                new Backoff(Duration.ofSeconds(2), 1.5, Duration.ofSeconds(20), 0),
                Duration.ofSeconds(80),
                Duration.ofSeconds(3),
                () -> 0.5);
        run = new ActionRun<>(
                work.action(), work.calls(), this, scheduler, new Lifecycle(row -> end = row), options, state);
        run.go();
        try {
            scheduler.runUntil(() -> outcome != null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    @Override
    public CompletionStage<Void> save(ActionState<S> state) {
        saved.add(state);
        stopIfWanted(state);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(ActionState<S> state, List<String> lines) {
        log.addAll(lines);
        stopIfWanted(state);
    }

    private void stopIfWanted(ActionState<S> state) {
        if (state.phase() == Phase.RUNNING && stopWhen.test(state, log)) {
            run.stop("Aborted by anna");
        }
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void ended(ActionState<S> state, Outcome how) {
        last = state;
        outcome = how;
    }

    /** The same for calls that may take this long only. */
    public static AwsSession session(URI endpoint, Duration callTimeout) {
        return session(endpoint, callTimeout, keys(), SessionRequest.plain(Emulator.REGION, "test"));
    }

    /** A session of its own for each endpoint. */
    public static AwsSession session(URI endpoint) {
        return session(endpoint, AwsSession.callTimeout);
    }

    /** Credentials of the emulated account, different from all others. */
    public static BaseCredentials keys() {
        return new BaseCredentials.Keys("test-" + UUID.randomUUID(), Emulator.CREDENTIALS);
    }

    /** The session that is open already, or a new one with all its clients. */
    public static AwsSession session(URI endpoint, Duration callTimeout, BaseCredentials base, SessionRequest request) {
        Duration before = AwsSession.callTimeout;
        AwsSession.callTimeout = callTimeout;
        try {
            AwsSession session = AwsSessions.get(base, request, new AwsConnection(Map.of("", endpoint), null));
            session.cloudFormation();
            session.codeBuild();
            session.logs();
            session.s3();
            return session;
        } finally {
            AwsSession.callTimeout = before;
        }
    }

    private static final class Hasty implements Time {
        private final LoopScheduler loop = new LoopScheduler();
        private final Instant begin = loop.clock().instant();

        @Override
        public Scheduled after(Duration delay, Runnable task) {
            return loop.after(delay.dividedBy(HASTE), task);
        }

        @Override
        public void runUntil(BooleanSupplier done) throws InterruptedException {
            loop.runUntil(done);
        }

        @Override
        public Clock clock() {
            InstantSource hasty = () ->
                    begin.plus(Duration.between(begin, loop.clock().instant()).multipliedBy(HASTE));
            return hasty.withZone(ZoneOffset.UTC);
        }
    }
}

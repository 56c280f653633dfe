package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SafetyLook;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.codebuild.model.Build;

/**
 * Watches one build: its status in the rounds of {@link BuildLooks}, its log when it is the log's turn. An ask is
 * answered with whichever comes first; the other goes on being waited for. A build that has ended is not looked at any
 * more, and its log is read before those of others.
 *
 * <p>How soon depends on when something last happened, and on when builds of the project usually end. That is remembered here
 * and not saved: after a restart everything is news.
 */
final class BuildWatch {

    /** Reads what comes next in a log. */
    interface LogReader {
        LogPages read(AwsSession session, LogCursor cursor, boolean ended);
    }

    private static final BuildAction.Answer NOTHING = new BuildAction.Answer(null, false, null);

    private final BuildLooks looks;
    private final LogReader reader;

    /** An ask that has no answer yet. There is one at the most: whoever asks again does not want the earlier answer. */
    private record Waiting(
            CompletableFuture<BuildAction.Answer> answer,
            AwsSession session,
            BuildAction.State state,
            boolean look,
            boolean log) {}

    private Waiting waiting;
    private CompletableFuture<Build> look;
    private CompletableFuture<Void> logTurn;
    private Pace.Lane logLane;
    private Scheduler.Scheduled logPlace = () -> {};

    private boolean urgent;
    private boolean known;
    private boolean lookedAt;
    private String phase;
    private String arn;
    private Instant lastNews;
    private Instant runningSince;
    private Instant lastChange = Instant.EPOCH;
    private Instant lastLogChange = Instant.EPOCH;
    private Instant lastLogRead = Instant.EPOCH;

    BuildWatch(BuildLooks looks, LogReader reader) {
        this.looks = looks;
        this.reader = reader;
    }

    /** Something happens that should show soon. */
    synchronized void expectChange() {
        urgent = true;
        lastChange = now();
    }

    /** The build was just begun or found: it is not one from before a restart. */
    synchronized void begun() {
        known = true;
        lastChange = now();
    }

    /** There is news: who waits for a look has it at once, or who comes next where one is under way. */
    synchronized void hurry() {
        lastNews = now();
        if (arn != null) {
            looks.events().heard(UsualDurations.project(arn), lastNews);
        }
        urgent = waiting == null
                || !waiting.look()
                || look.isDone()
                || looks.ask(waiting.session(), waiting.state().id(), Duration.ZERO) != look;
    }

    /** @param logWanted whether the log is wanted; it is read once the build itself was looked at */
    CompletionStage<BuildAction.Answer> ask(AwsSession session, BuildAction.State state, boolean logWanted) {
        boolean ended = state.endSeen() != null;
        if (ended && !logWanted) {
            return CompletableFuture.completedFuture(NOTHING);
        }
        CompletableFuture<BuildAction.Answer> answer = new CompletableFuture<>();
        synchronized (this) {
            // After a restart all logs at once would stand in the way of knowing which builds have ended.
            boolean log = logWanted && (ended || lookedAt);
            waiting = new Waiting(answer, session, state, !ended, log);
            if (!ended) {
                wantLook(session, state);
            }
            if (log) {
                wantLog(session, state, ended);
            }
        }
        answerIfPossible();
        return answer;
    }

    /**
     * Nothing but {@link #waiting} remembers who asked: one look or one turn can outlast many asks, each with a state of
     * its own.
     */
    private void answerIfPossible() {
        Waiting taken;
        CompletableFuture<Build> looked = null;
        synchronized (this) {
            taken = waiting;
            if (taken != null && taken.look() && look.isDone()) {
                looked = look;
                look = null;
            } else if (taken != null && taken.log() && logTurn.isDone()) {
                logTurn = null;
            } else {
                return;
            }
            waiting = null;
        }
        if (looked != null) {
            looked.whenComplete((build, problem) -> answerLook(taken.answer(), build, problem));
        } else {
            answerLog(taken);
        }
    }

    private Instant now() {
        return looks.scheduler().clock().instant();
    }

    private void wantLook(AwsSession session, BuildAction.State state) {
        if (look == null) {
            look = looks.ask(session, state.id(), within(state.arn()));
            look.whenComplete((build, problem) -> answerIfPossible());
        }
    }

    private Duration within(String ofBuild) {
        arn = ofBuild;
        if (!known) {
            known = true;
            lastChange = now();
            // Begun before a restart: what happened meanwhile is to be seen at once.
            urgent = true;
        }
        if (urgent) {
            urgent = false;
            return Duration.ZERO;
        }
        Duration otherwise = LookInterval.after(Duration.between(lastChange, now()));
        if (arn == null) {
            return otherwise;
        }
        Duration own = runningSince == null
                ? otherwise
                : looks.usual().within(arn, Duration.between(runningSince, now()), otherwise);
        return SafetyLook.within(lastNews, looks.events().of(UsualDurations.project(arn)), now(), own);
    }

    private void answerLook(CompletableFuture<BuildAction.Answer> answer, Build build, Throwable problem) {
        if (build != null) {
            looks.usual().seen(build);
        }
        synchronized (this) {
            lookedAt = true;
            runningSince = build == null ? runningSince : UsualDurations.runningSince(build);
            if (build != null && !Objects.equals(phase, build.currentPhase())) {
                phase = build.currentPhase();
                lastChange = now();
            }
        }
        if (problem == null) {
            answer.complete(new BuildAction.Answer(build, true, null));
        } else {
            answer.completeExceptionally(problem);
        }
    }

    private void wantLog(AwsSession session, BuildAction.State state, boolean ended) {
        Pace.Lane lane = ended ? Pace.Lane.URGENT : Pace.Lane.BACKGROUND;
        if (logTurn != null && (logTurn.isDone() || logLane == lane)) {
            return;
        }
        logPlace.cancel();
        CompletableFuture<Void> turn = new CompletableFuture<>();
        turn.whenComplete((done, problem) -> answerIfPossible());
        logTurn = turn;
        logLane = lane;
        Duration wait = ended || state.log().more() ? Duration.ZERO : untilLogIsDue();
        Pace pace = looks.logs(session);
        if (wait.isZero()) {
            logPlace = pace.enter(lane, () -> turn.complete(null));
        } else {
            logPlace = looks.scheduler().after(wait, () -> enter(pace, lane, turn));
        }
    }

    private synchronized void enter(Pace pace, Pace.Lane lane, CompletableFuture<Void> turn) {
        if (logTurn == turn) {
            logPlace = pace.enter(lane, () -> turn.complete(null));
        }
    }

    private Duration untilLogIsDue() {
        Instant change = lastLogChange.isAfter(lastChange) ? lastLogChange : lastChange;
        Duration interval = LookInterval.after(Duration.between(change, now()));
        Duration wait = Duration.between(now(), lastLogRead.plus(interval));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void answerLog(Waiting asked) {
        try {
            LogPages pages = read(asked.session(), asked.state());
            synchronized (this) {
                lastLogRead = now();
                lastLogChange = pages == null || pages.texts().isEmpty() ? lastLogChange : lastLogRead;
            }
            asked.answer().complete(new BuildAction.Answer(null, false, pages));
        } catch (RuntimeException | Error e) {
            asked.answer().completeExceptionally(e);
        }
    }

    /** @return null where the read was throttled: it is made again at a slower pace */
    private LogPages read(AwsSession session, BuildAction.State state) {
        try {
            return looks.logs(session).call(() -> reader.read(session, state.log(), state.endSeen() != null));
        } catch (RemoteFailure e) {
            if (e.kind() == RemoteFailure.Kind.THROTTLED) {
                return null;
            }
            throw e;
        }
    }
}

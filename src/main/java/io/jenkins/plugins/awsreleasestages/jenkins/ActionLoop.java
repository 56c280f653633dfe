package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out an {@link ActionPlan} on the calling thread: that of an executor which a freestyle build holds anyway.
 * Nothing is saved, because such a build does not outlive its controller.
 */
final class ActionLoop {

    private final ActionPlan plan;
    private final ActionContext context;
    private final LoopScheduler scheduler = new LoopScheduler();

    ActionLoop(ActionPlan plan, ActionContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * @return what the step of the same plan would return
     * @throws IOException when it failed, or took too long
     * @throws InterruptedException when the build was aborted, after the remote work was told to stop
     */
    Object run() throws IOException, InterruptedException {
        Instant deadline = scheduler.clock().instant().plus(plan.limit());
        Serializable next = plan.initial(context);
        while (true) {
            Ended<?> ended = one(next, Duration.between(scheduler.clock().instant(), deadline));
            Serializable last = ended.state().data();
            boolean stopped = ended.interrupted() != null || ended.outcome() instanceof Outcome.Stopped;
            next = stopped ? null : plan.following(last, ended.outcome());
            if (stopped) {
                tidyUp(ended);
            }
            if (next == null) {
                plan.over(last);
                return result(ended);
            }
        }
    }

    private void tidyUp(Ended<?> stopped) {
        Serializable tidying =
                plan.afterStop(stopped.state().data(), stopped.state().started());
        if (tidying == null) {
            return;
        }
        one(tidying, ActionPlan.TIDYING);
    }

    private Object result(Ended<?> ended) throws IOException, InterruptedException {
        if (ended.interrupted() != null) {
            throw ended.interrupted();
        }
        Serializable last = ended.state().data();
        if (ended.outcome() instanceof Outcome.Stopped stopped) {
            sayFailed(last, stopped.reason());
            throw new AbortException(plan.action(last, context).title() + ": " + stopped.reason());
        }
        if (ended.outcome() instanceof Outcome.Failed failed) {
            if (!ended.state().started() || !plan.returnsFailure(last)) {
                throw failure(last, failed.message());
            }
            sayFailed(last, failed.message());
        }
        return plan.result(last, context);
    }

    private IOException failure(Serializable last, String message) throws InterruptedException {
        Exception failure = plan.failure(last, message);
        if (failure instanceof InterruptedException interrupted) {
            // A build that people ended is aborted, not failed.
            context.listener().getLogger().println(message);
            throw interrupted;
        }
        sayFailed(last, message);
        return failure instanceof IOException expected ? expected : new AbortException(message);
    }

    private void sayFailed(Serializable last, String message) {
        context.listener().getLogger().println(FailureBlock.text(plan, last, context, message));
    }

    /** The plan says which action goes with which state; the types in between are its own affair. */
    @SuppressWarnings("unchecked")
    private <S extends Serializable, A> Ended<S> one(Serializable data, Duration limit) {
        Host<S> host = new Host<>();
        ActionRun<S, A> run = new ActionRun<>(
                (Action<S, A>) plan.action(data, context),
                host,
                scheduler,
                new Lifecycle(),
                ActionRun.Options.standard(),
                ActionState.create((S) data, scheduler.clock().instant(), limit));
        run.go();
        InterruptedException interrupted = null;
        while (host.ended == null) {
            try {
                scheduler.runUntil(() -> host.ended != null);
            } catch (InterruptedException e) {
                interrupted = e;
                run.stop("Aborted");
            }
        }
        return interrupted == null ? host.ended : host.ended.interruptedBy(interrupted);
    }

    private record Ended<S extends Serializable>(
            ActionState<S> state, Outcome outcome, InterruptedException interrupted) {

        Ended<S> interruptedBy(InterruptedException by) {
            return new Ended<>(state, outcome, by);
        }
    }

    private final class Host<S extends Serializable> implements ActionHost<S> {
        private volatile Ended<S> ended;
        private S seen;

        @Override
        public CompletionStage<Void> save(ActionState<S> state) {
            return saveAgain();
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void keep(ActionState<S> state, List<String> lines) {
            lines.forEach(this::log);
            // Nothing is saved here at all.
            if (!state.data().equals(seen)) {
                seen = state.data();
                plan.seen(seen, context);
            }
        }

        @Override
        public void log(String line) {
            context.listener().getLogger().println(plan.inLog(line));
        }

        @Override
        public void ended(ActionState<S> state, Outcome outcome) {
            ended = new Ended<>(state, outcome, null);
            // It may have ended on another thread, while the loop sleeps.
            scheduler.after(Duration.ZERO, () -> {});
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.SequenceHost;
import io.jenkins.plugins.awsreleasestages.engine.SequenceRun;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out an {@link ActionPlan} on the calling thread: that of an executor which a freestyle build holds anyway.
 * Nothing is saved, because such a build does not outlive its controller.
 */
final class SequenceLoop implements SequenceHost {

    private final ActionPlan plan;
    private final ActionContext context;
    private final LoopScheduler scheduler;

    /** How it ended; null before. */
    private volatile Ended ended;

    private record Ended(SequenceState state, Outcome outcome) {}

    SequenceLoop(ActionPlan plan, ActionContext context) {
        this.plan = plan;
        this.context = context;
        this.scheduler = new LoopScheduler(
                ActionThreads.get().news(),
                () -> context.get(Run.class).getParent().getFullName());
    }

    /**
     * @return what the step of the same plan would return
     * @throws IOException when it failed, or took too long
     * @throws InterruptedException when the build was aborted, after the remote work was told to stop
     */
    Object run() throws IOException, InterruptedException {
        SequenceRun run = new SequenceRun(
                plan.sequence(context),
                this,
                scheduler,
                ActionRun.Options.standard(),
                SequenceState.create(scheduler.clock().instant(), plan.limit()));
        run.go();
        InterruptedException interrupted = null;
        while (ended == null) {
            try {
                scheduler.runUntil(() -> ended != null);
            } catch (InterruptedException e) {
                interrupted = e;
                run.stop("Aborted");
            }
        }
        plan.ended(ended.state());
        if (interrupted != null) {
            throw interrupted;
        }
        return result(ended.state(), ended.outcome());
    }

    private Object result(SequenceState last, Outcome outcome) throws IOException, InterruptedException {
        if (outcome instanceof Outcome.Stopped stopped) {
            sayFailed(last, stopped.reason());
            throw new AbortException(SequenceRun.title(plan.sequence(context), last) + ": " + stopped.reason());
        }
        if (outcome instanceof Outcome.Failed failed) {
            if (!plan.returnsFailure(last)) {
                throw failure(last, failed.message());
            }
            sayFailed(last, failed.message());
        }
        return plan.result(last, context);
    }

    private IOException failure(SequenceState last, String message) throws InterruptedException {
        Exception failure = plan.failure(last, message);
        if (failure instanceof InterruptedException interrupted) {
            // A build that people ended is aborted, not failed.
            context.listener().getLogger().println(message);
            throw interrupted;
        }
        sayFailed(last, message);
        return failure instanceof IOException expected ? expected : new AbortException(message);
    }

    private void sayFailed(SequenceState last, String message) {
        context.listener().getLogger().println(FailureBlock.text(plan, last, context, message));
    }

    /** Nothing is saved here at all. */
    @Override
    public CompletionStage<Void> save(SequenceState state) {
        return saveAgain();
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(SequenceState state, List<String> lines) {
        lines.forEach(this::log);
    }

    @Override
    public void log(String line) {
        context.listener().getLogger().println(plan.inLog(line));
    }

    @Override
    public void ended(SequenceState state, Outcome outcome) {
        ended = new Ended(state, outcome);
        // It may have ended on another thread, while the loop sleeps.
        scheduler.after(Duration.ZERO, () -> {});
    }
}

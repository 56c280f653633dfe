package io.jenkins.plugins.awsreleasestages.jenkins;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A Pipeline step that hosts an {@link Action}: waits without a thread or an executor, goes on after a restart of the
 * controller, stops the remote work when the step is aborted.
 *
 * @param <S> the action's state
 * @param <A> what the remote side answers to a look
 */
public abstract class ActionStepExecution<S extends Serializable, A> extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ActionStepExecution.class.getName());

    /** How much of the log may be repeated after a crash of the controller; nothing is ever left out. */
    private static final Duration SAVE_AT_LEAST_EVERY = Duration.ofSeconds(15);

    /** Saved with the program; replaced as a whole after each change. */
    private volatile ActionState<S> state;

    /** Who or what stopped the step; null unless stopped. */
    private volatile Throwable stopCause;

    /** Made anew after a restart. */
    private transient ActionRun<S, A> run;

    private transient Instant lastSaved;

    protected ActionStepExecution(StepContext context) {
        super(context);
    }

    /** The state to begin with, its token chosen. Called on the Pipeline's own thread: no I/O. */
    protected abstract S initial() throws Exception;

    /** The action. It must be cheap to make; what it needs from the context it asks for when it needs it. */
    protected abstract Action<S, A> action();

    /** How long the work may take. */
    protected abstract Duration limit();

    /** What the step returns: plain maps, lists, strings and numbers. */
    protected abstract Object result(S data);

    /** A failure that the user meant to see as a result returns true from here. */
    protected boolean returnsFailure() {
        return false;
    }

    /** How things are, in a few words, for the thread dump of the build. */
    protected String describe(S data) {
        return "";
    }

    @Override
    public final boolean start() throws Exception {
        state = ActionState.create(initial(), Instant.now(), limit());
        run().go();
        return false;
    }

    @Override
    public final void onResume() {
        run().go();
    }

    @Override
    public final void stop(Throwable cause) {
        stopCause = cause;
        run().stop(reason(cause));
    }

    @Override
    public String getStatus() {
        ActionState<S> now = state;
        return now == null ? null : (now.phase().name().toLowerCase(Locale.ROOT) + " " + describe(now.data())).trim();
    }

    private synchronized ActionRun<S, A> run() {
        if (run == null) {
            ActionThreads threads = ActionThreads.get();
            run = new ActionRun<>(
                    action(), new Host(threads), threads, new Lifecycle(), ActionRun.Options.standard(), state);
        }
        return run;
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return interrupted.getCauses().stream()
                    .map(CauseOfInterruption::getShortDescription)
                    .collect(Collectors.joining(", "));
        }
        return cause.getMessage() != null ? cause.getMessage() : "interrupted";
    }

    /** The log of the step, or nowhere while the context cannot give one, as right after a restart. */
    protected final TaskListener listener() {
        try {
            TaskListener listener = getContext().get(TaskListener.class);
            return listener != null ? listener : TaskListener.NULL;
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "No log for the step", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TaskListener.NULL;
    }

    /** Takes the state over and brings it to disk. */
    private CompletionStage<Void> save(ActionState<S> newState) {
        state = newState;
        lastSaved = Instant.now();
        CompletableFuture<Void> saved = new CompletableFuture<>();
        ListenableFuture<Void> saving = getContext().saveState();
        saving.addListener(
                () -> {
                    try {
                        saving.get();
                        saved.complete(null);
                    } catch (Exception e) {
                        saved.completeExceptionally(e);
                    }
                },
                Runnable::run);
        return saved;
    }

    private void settle(ActionState<S> last, Outcome outcome) {
        state = last;
        if (outcome instanceof Outcome.Succeeded) {
            getContext().onSuccess(result(last.data()));
        } else if (outcome instanceof Outcome.Failed failed) {
            if (last.started() && returnsFailure()) {
                listener().getLogger().println(failed.message());
                getContext().onSuccess(result(last.data()));
            } else {
                getContext().onFailure(new AbortException(failed.message()));
            }
        } else if (outcome instanceof Outcome.Stopped stopped) {
            getContext().onFailure(interruption(stopped));
        }
    }

    private Throwable interruption(Outcome.Stopped stopped) {
        if (stopCause != null) {
            return stopCause;
        }
        // Not an actual interruption: nobody asked for it, so that retry may act.
        return new FlowInterruptedException(Result.ABORTED, false, new LimitPassed(action().title(), stopped.reason()));
    }

    /** Says that the work took too long. */
    public static final class LimitPassed extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String title;
        private final String reason;

        LimitPassed(String title, String reason) {
            this.title = title;
            this.reason = reason;
        }

        @Override
        public String getShortDescription() {
            return title + ": " + reason;
        }
    }

    private final class Host implements ActionHost<S> {
        private final ActionThreads threads;

        Host(ActionThreads threads) {
            this.threads = threads;
        }

        @Override
        public CompletionStage<Void> save(ActionState<S> newState) {
            return ActionStepExecution.this.save(newState);
        }

        @Override
        public void keep(ActionState<S> newState) {
            boolean changed = !newState.equals(state);
            state = newState;
            if (changed
                    && (lastSaved == null || lastSaved.plus(SAVE_AT_LEAST_EVERY).isBefore(Instant.now()))) {
                lastSaved = Instant.now();
                getContext().saveState();
            }
        }

        @Override
        public void log(String line) {
            listener().getLogger().println(line);
        }

        @Override
        public void ended(ActionState<S> last, Outcome outcome) {
            if (!threads.isShutDown()) {
                settle(last, outcome);
            }
        }
    }
}

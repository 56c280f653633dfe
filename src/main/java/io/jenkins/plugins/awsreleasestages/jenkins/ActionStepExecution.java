package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A Pipeline step that carries out an {@link ActionPlan}: waits without a thread or an executor, goes on after a restart
 * of the controller, stops the remote work when the step is aborted.
 */
public final class ActionStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    /** How much of the log may be repeated after a crash of the controller; nothing is ever left out. */
    private static final Duration SAVE_AT_LEAST_EVERY = Duration.ofSeconds(15);

    private final ActionPlan plan;

    /** Saved with the program; replaced as a whole after each change. */
    private volatile ActionState<?> state;

    /** Who or what stopped the step; null unless stopped. */
    private volatile Throwable stopCause;

    /** Whether the step only tidies up after a stop. */
    private volatile boolean tidying;

    /**
     * Held while the step is saved, and while what belongs together changes: Pipeline saves the program whenever any of
     * its steps asks. An array, because a plain object cannot be saved.
     */
    private final byte[] saving = new byte[0];

    /**
     * Where lines of the state were printed that may not be on disk. Jenkins holds lines back for seconds; those that a
     * saved state has shown would be lost with the controller, and those that none has shown come again.
     */
    private transient PrintStream unwritten;

    /** Made anew after a restart. */
    private transient ActionRun<?, ?> run;

    private transient Instant lastSave;

    /** Whether something has changed since the last save, or that has failed. */
    private transient volatile boolean unsaved;

    public ActionStepExecution(StepContext context, ActionPlan plan) {
        super(context);
        this.plan = plan;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        synchronized (saving) {
            if (unwritten != null) {
                unwritten.flush();
                unwritten = null;
            }
            out.defaultWriteObject();
        }
    }

    @Override
    public boolean start() {
        state = ActionState.create(plan.initial(surroundings()), Instant.now(), plan.limit());
        run().go();
        return false;
    }

    @Override
    public synchronized void onResume() {
        if (stopCause != null && !tidying) {
            // Saved before the run had taken it over, perhaps.
            run().stop(reason(stopCause));
        }
        run().go();
    }

    @Override
    public synchronized void stop(Throwable cause) {
        stopCause = cause;
        if (!tidying) {
            run().stop(reason(cause));
        }
    }

    /** The gate at which the step waits for people; empty while it does something else, and once it was stopped. */
    public Optional<Gate> gate() {
        ActionState<?> now = state;
        return now == null || now.phase() != Phase.RUNNING || stopCause != null
                ? Optional.empty()
                : plan.gate(now.data());
    }

    @Override
    public String getStatus() {
        ActionState<?> now = state;
        return now == null
                ? null
                : (now.phase().name().toLowerCase(Locale.ROOT) + " " + plan.describe(now.data())).trim();
    }

    private ActionContext surroundings() {
        return new StepActionContext(getContext());
    }

    private synchronized ActionRun<?, ?> run() {
        if (run == null) {
            run = run(plan.action(state.data(), surroundings()), state);
        }
        return run;
    }

    /** The plan says which action goes with which state; the types in between are its own affair. */
    @SuppressWarnings("unchecked")
    private <S extends Serializable, A> ActionRun<S, A> run(Action<S, A> action, ActionState<?> saved) {
        ActionThreads threads = ActionThreads.get();
        return new ActionRun<>(
                action, new Host<S>(threads), threads, new Lifecycle(), ActionRun.Options.standard(), (ActionState<S>)
                        saved);
    }

    /** @throws RemoteFailure while the log is not at hand, as right after a restart */
    private PrintStream log() {
        TaskListener listener = surroundings().find(TaskListener.class);
        return (listener == null ? TaskListener.NULL : listener).getLogger();
    }

    /** Takes the state over with the lines that led to it. */
    private void show(List<String> lines, ActionState<?> newState) {
        PrintStream log = lines.isEmpty() ? null : log();
        synchronized (saving) {
            if (log != null) {
                lines.forEach(line -> log.println(plan.inLog(line)));
                unwritten = log;
            }
            state = newState;
        }
    }

    private void say(String line) {
        PrintStream log = surroundings().listener().getLogger();
        log.println(line);
        // It comes once; no state brings it again.
        log.flush();
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

    /** Takes the state over and brings it to disk. */
    private CompletionStage<Void> save(ActionState<?> newState) {
        state = newState;
        return saveAgain();
    }

    private CompletionStage<Void> saveAgain() {
        // What the action has printed itself, such as notes at its start.
        surroundings().listener().getLogger().flush();
        lastSave = Instant.now();
        unsaved = false;
        try {
            return ActionThreads.get()
                    .shared(ProgramSaves.class, scheduler -> new ProgramSaves())
                    .save(surroundings().find(Run.class), getContext())
                    .whenComplete((done, problem) -> unsaved |= problem != null);
        } catch (RemoteFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * The state stays as it was kept: Pipeline may save the program before it has taken the step's end over, and after a
     * crash one more look comes to the same end.
     */
    private synchronized void ended(ActionState<?> last, Outcome outcome) {
        if (tidying) {
            settle(last, outcome);
            return;
        }
        if (outcome instanceof Outcome.Stopped stopped) {
            stopCause = interruption(last, stopped);
        }
        boolean tidiesUp = stopCause != null;
        Serializable next =
                tidiesUp ? plan.afterStop(last.data(), last.started()) : plan.following(last.data(), outcome);
        if (next == null) {
            settle(last, outcome);
            return;
        }
        Instant now = Instant.now();
        Duration limit = tidiesUp ? ActionPlan.TIDYING : Duration.between(now, last.deadline());
        // Together: with only one of them, a saved step would take the end of the work for that of the tidying, or
        // the tidying for the work.
        synchronized (saving) {
            state = ActionState.create(next, now, limit);
            tidying = tidiesUp;
        }
        run = null;
        run().go();
    }

    private void settle(ActionState<?> last, Outcome outcome) {
        plan.over(last.data());
        if (stopCause != null) {
            if (outcome instanceof Outcome.Failed failed) {
                say(failed.message());
            } else if (outcome instanceof Outcome.Stopped stopped && stopped.timedOut()) {
                sayFailed(last, reason(stopCause));
            }
            getContext().onFailure(stopCause);
        } else if (outcome instanceof Outcome.Succeeded) {
            getContext().onSuccess(plan.result(last.data(), surroundings()));
        } else if (outcome instanceof Outcome.Failed failed) {
            fail(last, failed);
        }
    }

    private Throwable interruption(ActionState<?> last, Outcome.Stopped stopped) {
        if (stopCause != null) {
            return stopCause;
        }
        String title = plan.action(last.data(), surroundings()).title();
        // Not an actual interruption: nobody asked for it, so that retry may act.
        return new FlowInterruptedException(Result.ABORTED, false, new LimitPassed(title, stopped.reason()));
    }

    private void fail(ActionState<?> last, Outcome.Failed failed) {
        if (last.started() && plan.returnsFailure(last.data())) {
            sayFailed(last, failed.message());
            getContext().onSuccess(plan.result(last.data(), surroundings()));
            return;
        }
        Exception failure = plan.failure(last.data(), failed.message());
        if (!(failure instanceof FlowInterruptedException)) {
            sayFailed(last, failed.message());
        }
        getContext().onFailure(failure);
    }

    private void sayFailed(ActionState<?> last, String message) {
        say(FailureBlock.text(plan, last.data(), surroundings(), message));
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

    private final class Host<S extends Serializable> implements ActionHost<S> {
        private final ActionThreads threads;

        Host(ActionThreads threads) {
            this.threads = threads;
        }

        @Override
        public CompletionStage<Void> save(ActionState<S> newState) {
            return ActionStepExecution.this.save(newState);
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return ActionStepExecution.this.saveAgain();
        }

        @Override
        public void keep(ActionState<S> newState, List<String> lines) {
            boolean changed = !newState.equals(state);
            if (changed) {
                // First: what is saved was seen.
                plan.seen(newState.data(), surroundings());
            }
            show(lines, newState);
            unsaved |= changed;
            if (unsaved
                    && (lastSave == null || lastSave.plus(SAVE_AT_LEAST_EVERY).isBefore(Instant.now()))) {
                ActionStepExecution.this.saveAgain();
            }
        }

        @Override
        public void log(String line) {
            say(plan.inLog(line));
        }

        @Override
        public void ended(ActionState<S> last, Outcome outcome) {
            if (threads.isShutDown()) {
                return;
            }
            try {
                ActionStepExecution.this.ended(last, outcome);
            } catch (RuntimeException | Error e) {
                // Nobody else would end the step.
                getContext().onFailure(e);
            }
        }
    }
}

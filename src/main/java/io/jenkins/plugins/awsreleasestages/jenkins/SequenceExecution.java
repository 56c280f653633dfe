package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Saved;
import io.jenkins.plugins.awsreleasestages.engine.SequenceHost;
import io.jenkins.plugins.awsreleasestages.engine.SequenceRun;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A Pipeline step that carries out an {@link ActionPlan}: waits without a thread or an executor, goes on after a restart
 * of the controller and an update of the plugin, stops the remote work when the step is aborted.
 */
public final class SequenceExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    /** How much of the log may be repeated after a crash of the controller; nothing is ever left out. */
    private static final Duration SAVE_AT_LEAST_EVERY = Duration.ofSeconds(15);

    /** The plan and its state, as they were last saved. */
    private Saved saved;

    /** Who or what stopped the step; null unless stopped. */
    private volatile Throwable stopCause;

    /**
     * Held while the step is saved, and while what belongs together changes: Pipeline saves the program whenever any of
     * its steps asks. An array, because a plain object cannot be saved.
     */
    private final byte[] saving = new byte[0];

    /** Whether the step's block has begun, to which the plan has led; from then on the step is the block's. */
    private volatile boolean entered;

    /** By which a stage knows the action; null in what version 1.0 has saved. */
    private String actionId;

    /** On its way to begin; null before, and after a restart. */
    private transient BodyExecution block;

    private transient volatile ActionPlan plan;

    /** Replaced as a whole after each change. */
    private transient volatile SequenceState state;

    /**
     * Where lines of the state were printed that may not be on disk. Jenkins holds lines back for seconds; those that a
     * saved state has shown would be lost with the controller, and those that none has shown come again.
     */
    private transient PrintStream unwritten;

    /** Made anew after a restart. */
    private transient SequenceRun run;

    private transient Instant lastSave;

    /** Whether something has changed since the last save, or that has failed. */
    private transient volatile boolean unsaved;

    public SequenceExecution(StepContext context, ActionPlan plan) {
        super(context);
        this.plan = plan;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        synchronized (saving) {
            if (unwritten != null) {
                unwritten.flush();
                unwritten = null;
            }
            if (plan != null) {
                saved = new SavedPlan(plan, state).toSaved();
            }
            out.defaultWriteObject();
        }
    }

    @Override
    public boolean start() {
        actionId = UUID.randomUUID().toString();
        StageActions.Todo todo = StageActions.todo(surroundings(), plan, actionId);
        if (todo.line() != null) {
            say(todo.line());
        }
        if (todo.plan() == null) {
            getContext().onSuccess(todo.returned());
            return true;
        }
        plan = todo.plan();
        state = SequenceState.create(Instant.now(), plan.limit());
        run().go();
        return false;
    }

    @Override
    public synchronized void onResume() {
        if (!restore()) {
            return;
        }
        if (plan instanceof Entrance entrance) {
            entrance.goesOn(getContext());
        }
        StageActions.resumed(surroundings(), plan, actionId);
        if (entered) {
            return;
        }
        if (stopCause != null && !state.stopped()) {
            // Saved before the run had taken it over, perhaps.
            run().stop(reason(stopCause));
        }
        if (gate().isPresent()) {
            goOnceAwake();
        } else {
            run().go();
        }
    }

    /**
     * Saved by the Pipeline's own thread, so that a time limit around the gate which has run out meanwhile ends it before
     * anybody can decide.
     */
    private void goOnceAwake() {
        SequenceRun resumed = run();
        getContext()
                .saveState()
                .addListener(resumed::go, task -> ActionThreads.get().after(Duration.ZERO, task));
    }

    /** What cannot be read fails the step, and leaves the program to what its author makes of that. */
    private boolean restore() {
        if (plan != null) {
            return true;
        }
        try {
            SavedPlan restored = SavedPlan.of(saved);
            state = restored.state();
            plan = restored.plan();
            return true;
        } catch (IllegalStateException e) {
            getContext().onFailure(new AbortException(e.getMessage()));
            return false;
        }
    }

    @Override
    public synchronized void stop(Throwable cause) throws Exception {
        if (block != null) {
            block.cancel(cause);
            return;
        }
        if (entered) {
            super.stop(cause);
            return;
        }
        stopCause = cause;
        // A time limit around the step may be resumed before it.
        if (restore()) {
            run().stop(reason(cause));
        }
    }

    /** What it would go on from after a restart. */
    SequenceState state() {
        return plan == null ? SavedPlan.of(saved).state() : state;
    }

    /** The gate at which the step waits for people; empty while it does something else, and once it was stopped. */
    public Optional<Gate> gate() {
        SequenceState now = state;
        return plan == null
                        || entered
                        || now == null
                        || now.work() == null
                        || now.work().phase() != Phase.RUNNING
                        || stopCause != null
                ? Optional.empty()
                : plan.gate(now);
    }

    @Override
    public String getStatus() {
        SequenceState now = state;
        return plan == null || entered || now == null || now.work() == null
                ? null
                : (now.work().phase().name().toLowerCase(Locale.ROOT) + " " + plan.describe(now)).trim();
    }

    private ActionContext surroundings() {
        return new StepActionContext(getContext());
    }

    private synchronized SequenceRun run() {
        if (run == null) {
            ActionThreads threads = ActionThreads.get();
            run = new SequenceRun(
                    plan.sequence(surroundings()),
                    new Host(threads),
                    threads.forJob(this::job),
                    ActionRun.Options.standard(),
                    state);
        }
        return run;
    }

    /** Its full name; empty while it is not at hand. */
    private String job() {
        try {
            Run<?, ?> build = surroundings().find(Run.class);
            return build == null ? "" : build.getParent().getFullName();
        } catch (RemoteFailure e) {
            return "";
        }
    }

    /** @throws RemoteFailure while the log is not at hand, as right after a restart */
    private PrintStream log() {
        TaskListener listener = surroundings().find(TaskListener.class);
        return (listener == null ? TaskListener.NULL : listener).getLogger();
    }

    /** Takes the state over with the lines that led to it. */
    private void show(List<String> lines, SequenceState newState) {
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

    /** Why somebody, or something, has ended the work. */
    public static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return interrupted.getCauses().stream()
                    .map(CauseOfInterruption::getShortDescription)
                    .collect(Collectors.joining(", "));
        }
        return cause.getMessage() != null ? cause.getMessage() : "interrupted";
    }

    /** Brings the state to disk. */
    private CompletionStage<Void> saveState() {
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
    private void settle(SequenceState last, Outcome outcome) {
        plan.ended(last);
        if (outcome instanceof Outcome.Stopped || stopCause != null) {
            tell(last, StageActions.Ended.STOPPED, null);
        } else if (outcome instanceof Outcome.Failed) {
            tell(last, StageActions.Ended.FAILED, null);
        }
        if (outcome instanceof Outcome.Stopped stopped) {
            Throwable cause = stopCause != null ? stopCause : limitPassed(last, stopped);
            if (stopped.timedOut()) {
                sayFailed(last, reason(cause));
            }
            end(cause);
        } else if (stopCause != null) {
            end(stopCause);
        } else if (outcome instanceof Outcome.Failed failed) {
            fail(last, failed.message());
        } else if (plan instanceof Entrance entrance) {
            enter(entrance);
        } else {
            Object result = plan.result(last, surroundings());
            tell(last, StageActions.Ended.WELL, result);
            getContext().onSuccess(result);
        }
    }

    private void tell(SequenceState last, StageActions.Ended how, Object result) {
        StageActions.ended(surroundings(), plan, actionId, last, how, result);
    }

    /** Not an actual interruption: nobody asked for it, so that retry may act. */
    private Throwable limitPassed(SequenceState last, Outcome.Stopped stopped) {
        String title = SequenceRun.title(plan.sequence(surroundings()), last);
        return new FlowInterruptedException(Result.ABORTED, false, new LimitPassed(title, stopped.reason()));
    }

    private void fail(SequenceState last, String message) {
        if (plan.returnsFailure(last)) {
            sayFailed(last, message);
            getContext().onSuccess(plan.result(last, surroundings()));
            return;
        }
        Exception failure = plan.failure(last, message);
        if (!(failure instanceof FlowInterruptedException)) {
            sayFailed(last, message);
        }
        end(failure);
    }

    private void end(Throwable failure) {
        if (plan instanceof Entrance entrance) {
            entrance.refused(getContext(), failure);
        }
        getContext().onFailure(failure);
    }

    private synchronized void enter(Entrance entrance) {
        if (stopCause != null) {
            end(stopCause);
            return;
        }
        try {
            block = entrance.block(getContext()).withCallback(new Entered(this)).start();
        } catch (IOException e) {
            end(new AbortException("The stage could not be recorded, so it has not begun: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(e);
        }
    }

    /** Pipeline calls it, and saves the program, on one thread: what is saved has the block, or still leads to it. */
    private static final class Entered extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final SequenceExecution step;

        Entered(SequenceExecution step) {
            this.step = step;
        }

        @Override
        public void onStart(StepContext context) {
            step.entered = true;
        }

        // The plan's own callback ends the step.

        @Override
        public void onSuccess(StepContext context, Object result) {}

        @Override
        public void onFailure(StepContext context, Throwable problem) {}
    }

    private void sayFailed(SequenceState last, String message) {
        say(FailureBlock.text(plan, last, surroundings(), message));
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

    private final class Host implements SequenceHost {
        private final ActionThreads threads;

        Host(ActionThreads threads) {
            this.threads = threads;
        }

        @Override
        public CompletionStage<Void> save(SequenceState newState) {
            state = newState;
            return saveState();
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return saveState();
        }

        @Override
        public void keep(SequenceState newState, List<String> lines) {
            boolean changed = !newState.equals(state);
            show(lines, newState);
            unsaved |= changed;
            if (unsaved
                    && (lastSave == null || lastSave.plus(SAVE_AT_LEAST_EVERY).isBefore(Instant.now()))) {
                saveState();
            }
        }

        @Override
        public void log(String line) {
            say(plan.inLog(line));
        }

        @Override
        public void ended(SequenceState last, Outcome outcome) {
            if (threads.isShutDown()) {
                return;
            }
            try {
                settle(last, outcome);
            } catch (RuntimeException | Error e) {
                // Nobody else would end the step.
                getContext().onFailure(e);
            }
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import standalone.Workers;

/** Runs a shell script in a process of its own, and looks at it now and then. */
final class ShExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 5000;
    private static final int CHUNK = 1 << 16;

    private final String script;
    private final boolean returnStdout;
    private final boolean returnStatus;

    /** How much of the log has been passed on. */
    private long passed;

    private volatile Throwable stopCause;
    private volatile long stopAsked;
    /** What was told to end, and with it all that it had started. */
    private transient List<ProcessHandle> told;

    private transient long pause;
    private transient boolean launched;
    private transient Future<?> nextLook;

    ShExecution(StepCall call, String script, boolean returnStdout, boolean returnStatus) {
        super(call);
        this.script = script;
        this.returnStdout = returnStdout;
        this.returnStatus = returnStatus;
    }

    private DetachedProcess process() {
        return new DetachedProcess(((StepCall) getContext()).folder());
    }

    /** Launched only when it is saved that it will be. */
    @Override
    public boolean start() {
        getContext().saveState().addListener(this::lookSoon, Workers::submit);
        return false;
    }

    @Override
    public void onResume() {
        lookSoon();
    }

    @Override
    public void stop(Throwable cause) {
        stopCause = cause;
        lookSoon();
    }

    private synchronized void lookSoon() {
        pause = SHORTEST_MILLIS;
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        nextLook = Timer.get().schedule(() -> Workers.submit(this::look), 0, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        StepCall call = (StepCall) getContext();
        if (call.hasEnded()) {
            return;
        }
        try {
            if (!process().started() && !launched) {
                if (stopCause != null) {
                    call.onFailure(stopCause);
                    return;
                }
                launch();
            }
            if (stopCause != null) {
                kill();
            }
            boolean vanished = process().vanished();
            OptionalInt status = process().status();
            passLog(status.isPresent() || vanished);
            if (stopCause != null && (status.isPresent() || vanished) && anyLives()) {
                again();
                return;
            }
            if (status.isPresent()) {
                ended(status.getAsInt());
                return;
            }
            if (vanished) {
                call.onFailure(
                        stopCause != null
                                ? stopCause
                                : new AbortException("The process of this script is gone and left no exit status"));
                return;
            }
            again();
        } catch (Exception e) {
            call.onFailure(e);
        }
    }

    private void again() {
        pause = Math.min(LONGEST_MILLIS, pause * 3 / 2);
        nextLook = Timer.get().schedule(() -> Workers.submit(this::look), pause, TimeUnit.MILLISECONDS);
    }

    private void launch() throws IOException, InterruptedException {
        launched = true;
        EnvVars env = getContext().get(EnvVars.class);
        FilePath workspace = getContext().get(FilePath.class);
        StepCall call = (StepCall) getContext();
        call.decorated(new Detached(getContext().get(TaskListener.class)))
                .launch()
                .cmds("sh")
                .envs(env)
                .pwd(workspace)
                .start();
    }

    /** What the blocks around add to the command ends up here. */
    private final class Detached extends Launcher {
        Detached(TaskListener listener) {
            super(listener, FilePath.localChannel);
        }

        @Override
        public Proc launch(ProcStarter starter) throws IOException {
            EnvVars env = new EnvVars();
            for (String variable : starter.envs()) {
                int equals = variable.indexOf('=');
                // As on an agent: one that is set to nothing is not set.
                env.override(variable.substring(0, equals), variable.substring(equals + 1));
            }
            Path workspace = Path.of(starter.pwd().getRemote());
            process()
                    .launch(script, returnStdout, workspace, env)
                    .onExit()
                    .thenRun(ShExecution.this::lookSoon);
            return null;
        }

        @Override
        public Channel launchChannel(String[] cmd, OutputStream out, FilePath workDir, Map<String, String> envVars) {
            throw new UnsupportedOperationException("A script has no channel");
        }

        @Override
        public void kill(Map<String, String> modelEnvVars) {}
    }

    private void kill() throws IOException {
        long now = System.currentTimeMillis();
        if (told == null) {
            // Named before any of them ends: what a dead process has started is nobody's child any more.
            told = process().all();
            stopAsked = now;
            getContext().saveState();
            ((StepCall) getContext()).say("Sending interrupt signal to process");
            told.forEach(ProcessHandle::destroy);
        } else if (now - stopAsked > PATIENCE_MILLIS) {
            told = Stream.concat(told.stream(), process().all().stream())
                    .distinct()
                    .filter(ProcessHandle::isAlive)
                    .toList();
            told.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Whether something of what was told to end is still to be waited for; what then lives on is named. */
    private boolean anyLives() {
        List<ProcessHandle> living = told.stream().filter(ProcessHandle::isAlive).toList();
        if (living.isEmpty()) {
            return false;
        }
        if (System.currentTimeMillis() - stopAsked < 2 * PATIENCE_MILLIS) {
            return true;
        }
        StepCall call = (StepCall) getContext();
        living.forEach(process -> call.say("Process " + process.pid() + " of this script could not be ended; it lives on."));
        return false;
    }

    /** Whole lines only, until the end: a restart begins at a line. */
    private void passLog(boolean end) throws IOException, InterruptedException {
        Path written = process().folder().resolve("log");
        if (!Files.exists(written)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(written.toFile(), "r")) {
            PrintStream log = getContext().get(TaskListener.class).getLogger();
            byte[] chunk = new byte[CHUNK];
            while (true) {
                file.seek(passed);
                int read = file.read(chunk);
                if (read <= 0) {
                    return;
                }
                int whole = end || read == CHUNK ? read : afterLastLineBreak(chunk, read);
                if (whole == 0) {
                    return;
                }
                log.write(chunk, 0, whole);
                passed += whole;
            }
        }
    }

    private static int afterLastLineBreak(byte[] chunk, int length) {
        for (int i = length; i > 0; i--) {
            if (chunk[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    private void ended(int status) throws IOException {
        if (stopCause != null) {
            getContext().onFailure(stopCause);
        } else if (returnStatus) {
            getContext().onSuccess(status);
        } else if (status != 0) {
            getContext().onFailure(new AbortException("script returned exit code " + status));
        } else {
            getContext().onSuccess(returnStdout ? Files.readString(process().folder().resolve("stdout")) : null);
        }
    }
}

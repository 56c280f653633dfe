package hudson;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

public abstract class Launcher {
    protected final TaskListener listener;
    protected final VirtualChannel channel;

    protected Launcher(TaskListener listener, VirtualChannel channel) {
        this.listener = listener;
        this.channel = channel;
    }

    protected Launcher(Launcher launcher) {
        this(launcher.listener, launcher.channel);
    }

    public TaskListener getListener() {
        return listener;
    }

    public VirtualChannel getChannel() {
        return channel;
    }

    public boolean isUnix() {
        return File.pathSeparatorChar == ':';
    }

    public final ProcStarter launch() {
        return new ProcStarter();
    }

    public abstract Proc launch(ProcStarter starter) throws IOException;

    public abstract Channel launchChannel(String[] cmd, OutputStream out, FilePath workDir, Map<String, String> envVars)
            throws IOException, InterruptedException;

    public abstract void kill(Map<String, String> modelEnvVars) throws IOException, InterruptedException;

    public final class ProcStarter {
        private List<String> commands = List.of();
        private FilePath pwd;
        private OutputStream stdout;
        private OutputStream stderr;
        private String[] envs = {};
        private boolean quiet;

        public ProcStarter() {}

        public ProcStarter cmds(String... args) {
            return cmds(List.of(args));
        }

        public ProcStarter cmds(List<String> args) {
            commands = new ArrayList<>(args);
            return this;
        }

        public List<String> cmds() {
            return commands;
        }

        public ProcStarter quiet(boolean quiet) {
            this.quiet = quiet;
            return this;
        }

        public boolean quiet() {
            return quiet;
        }

        public ProcStarter pwd(FilePath folder) {
            pwd = folder;
            return this;
        }

        public FilePath pwd() {
            return pwd;
        }

        public ProcStarter stdout(OutputStream out) {
            stdout = out;
            return this;
        }

        public OutputStream stdout() {
            return stdout;
        }

        public ProcStarter stderr(OutputStream err) {
            stderr = err;
            return this;
        }

        public OutputStream stderr() {
            return stderr;
        }

        public ProcStarter envs(Map<String, String> overrides) {
            envs = overrides.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .toArray(String[]::new);
            return this;
        }

        public ProcStarter envs(String... overrides) {
            envs = overrides.clone();
            return this;
        }

        public String[] envs() {
            return envs.clone();
        }

        public Proc start() throws IOException {
            return launch(this);
        }
    }

    public static class DecoratedLauncher extends Launcher {
        private final Launcher inner;

        public DecoratedLauncher(Launcher inner) {
            super(inner);
            this.inner = inner;
        }

        @Override
        public Proc launch(ProcStarter starter) throws IOException {
            return inner.launch(starter);
        }

        @Override
        public Channel launchChannel(String[] cmd, OutputStream out, FilePath workDir, Map<String, String> envVars)
                throws IOException, InterruptedException {
            return inner.launchChannel(cmd, out, workDir, envVars);
        }

        @Override
        public void kill(Map<String, String> modelEnvVars) throws IOException, InterruptedException {
            inner.kill(modelEnvVars);
        }

        @Override
        public boolean isUnix() {
            return inner.isUnix();
        }
    }

    public static class LocalLauncher extends Launcher {
        public LocalLauncher(TaskListener listener) {
            this(listener, FilePath.localChannel);
        }

        public LocalLauncher(TaskListener listener, VirtualChannel channel) {
            super(listener, channel);
        }

        @Override
        public Proc launch(ProcStarter starter) throws IOException {
            if (!starter.quiet()) {
                listener.getLogger().println("+ " + String.join(" ", starter.cmds()));
            }
            ProcessBuilder builder = new ProcessBuilder(starter.cmds());
            if (starter.pwd() != null) {
                builder.directory(new File(starter.pwd().getRemote()));
            }
            for (String pair : starter.envs()) {
                int equals = pair.indexOf('=');
                builder.environment().put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            builder.redirectErrorStream(starter.stderr() == null);
            return new LocalProcess(builder.start(), starter);
        }

        @Override
        public Channel launchChannel(String[] cmd, OutputStream out, FilePath workDir, Map<String, String> envVars) {
            throw new UnsupportedOperationException("There is no channel to another process here");
        }

        @Override
        public void kill(Map<String, String> modelEnvVars) {}
    }
}

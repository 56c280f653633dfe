package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import standalone.Host;

/** A controller that has one agent, in whose place is this machine, and knows one run, until it is closed. */
public final class OneAgent implements Host, AutoCloseable {

    public final OneRun run = new OneRun(new OneJob());

    /** Whether the agent has lost its connection. */
    public boolean away;

    /** Whether the controller has removed it. */
    public boolean removed;

    /** Whether the run is found by what it was called. */
    public boolean found = true;

    private final Host before = Host.get();
    private final Path home;
    private final Computer agent = new Agent();

    public OneAgent(Path home) {
        this.home = home;
        Host.set(this);
    }

    @Override
    public void close() {
        Host.set(before);
    }

    /** Of the folders on the agent that are to be removed one day. */
    public List<Path> notes() throws IOException {
        try (var files = Files.list(home.resolve("aws-release-stages/agent-folders"))) {
            return files.toList();
        }
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Computer computer() {
        return removed ? null : agent;
    }

    @Override
    public Run<?, ?> run(String externalizableId) {
        return found && externalizableId.equals(run.getExternalizableId()) ? run : null;
    }

    private final class Agent extends Computer {
        Agent() {
            super(new Place());
        }

        @Override
        public VirtualChannel getChannel() {
            return away ? null : FilePath.localChannel;
        }

        @Override
        public Boolean isUnix() {
            return true;
        }
    }

    private static final class Place extends Node {
        @Override
        public String getNodeName() {
            return "agent";
        }

        @Override
        public String getDisplayName() {
            return "agent";
        }

        @Override
        public Launcher createLauncher(TaskListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FilePath getRootPath() {
            throw new UnsupportedOperationException();
        }
    }

    public static final class OneJob extends Job<OneJob, OneRun> {
        OneJob() {
            super(Jenkins.get(), "job");
        }

        @Override
        public boolean isBuildable() {
            return true;
        }

        @Override
        protected SortedMap<Integer, OneRun> _getRuns() {
            return new TreeMap<>();
        }

        @Override
        protected void removeRun(OneRun run) {}
    }

    public static final class OneRun extends Run<OneJob, OneRun> {
        OneRun(OneJob job) {
            super(job, 0);
            number = 7;
        }

        void end() {
            duration = 1;
        }
    }
}

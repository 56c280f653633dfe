package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.cloudbees.plugins.credentials.Credentials;
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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import standalone.Host;

/** What a controller or an agent that died leaves on an agent. */
class AgentFoldersTest {

    @TempDir
    private Path home;

    private final Host before = Host.get();
    private final Agent agent = new Agent();
    private final OneRun run = new OneRun(new OneJob());
    private boolean found = true;

    @BeforeEach
    void oneAgentAndOneRun() {
        Host.set(new OneAgent());
    }

    @AfterEach
    void nobody() {
        Host.set(before);
    }

    @Test
    void whatARunNeedsStays() throws Exception {
        Path folder = made("needed");

        AgentFolders.sweep(Runnable::run);

        assertThat(folder.resolve("secret")).exists();
        AgentFolders.gone("agent", folder.toString());
    }

    @Test
    void whatIsLeftOfARunThatHasEndedGoes() throws Exception {
        Path folder = made("left");
        run.end();

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(notes()).isEmpty();
    }

    @Test
    void whatIsNotNeededAnyMoreGoesWhileTheRunGoesOn() throws Exception {
        Path folder = made("over");
        AgentFolders.over("agent", folder.toString());

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(notes()).isEmpty();
    }

    @Test
    void anAgentThatIsAwayIsSweptWhenItIsBack() throws Exception {
        Path folder = made("away");
        run.end();
        agent.away = true;
        AgentFolders.sweep(Runnable::run);
        assertThat(folder).exists();

        agent.away = false;
        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
    }

    @Test
    void aRunWhoseJobWasRenamedKeepsWhatItUses() throws Exception {
        Path folder = made("renamed");
        found = false;

        AgentFolders.sweep(Runnable::run);
        assertThat(folder).exists();

        AgentFolders.over("agent", folder.toString());
        AgentFolders.sweep(Runnable::run);
        assertThat(folder).doesNotExist();
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path others = Files.createDirectories(home.resolve("others"));
        Files.writeString(others.resolve("file"), "theirs");
        Path folder = made("links");
        Files.createSymbolicLink(folder.resolve("link"), others);
        run.end();

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(others.resolve("file")).exists();
    }

    @Test
    void aLinkInTheFoldersPlaceIsNotTrusted() throws Exception {
        Path others = Files.createDirectories(home.resolve("others"));
        Path link = Files.createSymbolicLink(home.resolve("link"), others);

        assertThat(catchThrowable(() -> PrivateFolder.create(link)))
                .isInstanceOf(IOException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(others)))
                .isNotEqualTo("rwx------");
    }

    @Test
    void onlyTheOwnerMayLookIntoIt() throws Exception {
        Path folder = made("modes");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret"))))
                .isEqualTo("rw-------");
        AgentFolders.gone("agent", folder.toString());
    }

    private Path made(String name) throws IOException {
        Path folder = home.resolve("workspace@tmp").resolve(name);
        AgentFolders.add("agent", folder.toString(), run);
        PrivateFolder.create(folder);
        PrivateFolder.write(folder.resolve("secret"), "live");
        return folder;
    }

    private List<Path> notes() throws IOException {
        try (var files = Files.list(home.resolve("aws-release-stages/agent-folders"))) {
            return files.toList();
        }
    }

    private final class OneAgent implements Host {
        @Override
        public Path home() {
            return home;
        }

        @Override
        public List<StepExecution> runningSteps() {
            return List.of();
        }

        @Override
        public List<Credentials> credentials() {
            return List.of();
        }

        @Override
        public Computer computer() {
            return agent;
        }

        @Override
        public Run<?, ?> run(String externalizableId) {
            return found && externalizableId.equals(run.getExternalizableId()) ? run : null;
        }

        @Override
        public Step step(StepDescriptor descriptor, Map<String, Object> arguments) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Agent extends Computer {
        private boolean away;

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

    private static final class OneJob extends Job<OneJob, OneRun> {
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

    private static final class OneRun extends Run<OneJob, OneRun> {
        OneRun(OneJob job) {
            super(job, 0);
            number = 7;
        }

        void end() {
            duration = 1;
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.OnDisk;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a buildspec on this machine, driven by the engine, with what a controller does in between. */
@UnixOnly("buildspec runs on Unix agents only, and says so")
class BuildspecActionTest {

    @TempDir
    Path temp;

    private FilePath source;
    private final List<String> log = new ArrayList<>();

    /** What a crash of the controller would leave. */
    private ActionState<BuildspecAction.State> onDisk;

    private Outcome outcome;
    private Optional<ArtifactStore> store = Optional.empty();
    private Supplier<AwsSession> aws = () -> {
        throw new AssertionError("No AWS without a store");
    };

    /** Null: there. */
    private RemoteFailure away;

    @BeforeEach
    void workspace() throws Exception {
        source = new FilePath(Files.createDirectories(temp.resolve("ws")).toFile());
    }

    @Test
    void runsToItsEnd() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                env:
                  exported-variables: [IMAGE]
                phases:
                  install:
                    runtime-versions: {python: 3.10}
                  build:
                    commands:
                      - IMAGE="shop:$TAG"
                      - mkdir -p dist/sub && echo a >dist/a.txt && echo b >dist/sub/b.txt && echo m >dist/m.map
                artifacts:
                  name: app-$TAG
                  base-directory: dist
                  files: ['**/*']
                  exclude-paths: ['**/*.map']
                """);
        go(Map.of("TAG", "7"));
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
        BuildspecAction.State end = onDisk.data();
        assertThat(end.succeeded()).isTrue();
        assertThat(end.variables()).containsExactly(Map.entry("IMAGE", "shop:7"));
        assertThat(end.phases()).extracting("name").containsExactly("INSTALL", "BUILD");
        assertThat(end.phases()).extracting("status").containsOnly("SUCCEEDED");
        assertThat(end.artifacts())
                .containsExactly(
                        new StoredArtifact("", "app-7", 2, List.of("a.txt", "sub/b.txt"), null, 0, null, null, null));
        assertThat(log)
                .containsSubsequence(
                        "buildspec line 6: runtime-versions is skipped; the agent's own runtimes are used.",
                        "Phase BUILD: IMAGE=\"shop:$TAG\"",
                        "Phase UPLOAD_ARTIFACTS: app-7, 2 files");
        assertThat(saved(onDisk)).isEqualTo(onDisk);
    }

    private final Map<String, String> recorded = new TreeMap<>();
    private Boolean unstable;

    private List<String> record(Map<String, byte[]> xml, boolean failuresMakeItUnstable) {
        xml.forEach((name, bytes) -> recorded.put(name, new String(bytes, StandardCharsets.UTF_8)));
        unstable = failuresMakeItUnstable;
        return List.of("recorded");
    }

    private static String reporting(String last) {
        return """
                version: 0.2
                batch: {build-list: [{identifier: a}]}
                cache: {paths: [x]}
                phases:
                  build:
                    commands:
                      - mkdir -p target/deep
                      - echo '<testsuite name="A"/>' >target/A.xml
                      - echo '<testsuite name="B"/>' >target/deep/B.xml
                      - echo text >target/log.txt
                      - %s
                reports:
                  unit:
                    files: ['**/*']
                    base-directory: target
                  it:
                    files: ['$CODEBUILD_SRC_DIR/target/deep/*.xml']
                  none:
                    files: ['gone/*.xml']
                  old:
                    files: [old.xml]
                  trx:
                    file-format: VISUALSTUDIOTRX
                    files: ['*.trx']
                """.formatted(last);
    }

    @Test
    void testReportsAreHandedOver() throws Exception {
        write("old.xml", "<testsuite/>");
        Files.setLastModifiedTime(
                source().resolve("old.xml"), FileTime.from(Instant.now().minusSeconds(60)));
        write("buildspec.yml", reporting("true"));
        go(Map.of());
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(recorded.keySet()).containsExactly("it/target/deep/B.xml", "unit/A.xml", "unit/deep/B.xml");
        assertThat(recorded).containsEntry("unit/A.xml", "<testsuite name=\"A\"/>\n");
        assertThat(unstable).isTrue();
        assertThat(log)
                .contains(
                        "buildspec line 2: batch is left out: it is CodeBuild's own, and changes nothing of the commands.",
                        "Test report unit: 2 files.",
                        "Test report it: 1 files.",
                        "Test report old: 0 files; 1 are left out, they are older than this run.",
                        "recorded")
                .anyMatch(line -> line.contains("reports.trx is left out: its format VISUALSTUDIOTRX"))
                .anyMatch(line -> line.startsWith("Test report none is left out: no file matches gone/*.xml"))
                .noneMatch(line -> line.contains("NotSerializable"));
    }

    @Test
    void testReportsOfAFailedBuildAreHandedOverToo() throws Exception {
        write("buildspec.yml", reporting("exit 3"));
        go(Map.of());
        runUntil(() -> outcome != null);

        assertThat(((Outcome.Failed) outcome).message()).contains("ended with exit status 3");
        assertThat(recorded).hasSize(3);
        assertThat(unstable).isFalse();
    }

    @Test
    void reportsThatAreTooLargeAreLeftOut() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                phases:
                  build:
                    commands:
                      - echo '<a/>' >a.xml
                      - truncate -s 30000000 b.xml
                      - truncate -s 30000000 c.xml
                      - ln -s /etc/hostname d.xml
                reports:
                  unit: {files: ['*.xml']}
                """);
        go(Map.of());
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(recorded.keySet()).containsExactly("unit/a.xml");
        assertThat(log)
                .containsOnlyOnce("Of test report unit, b.xml is left out: all files together have more than 20000000"
                        + " bytes.");
    }

    @Test
    void aFailureNamesPhaseCommandAndStatus() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                phases:
                  build:
                    commands: [sh -c 'exit 3']
                  post_build:
                    commands: [false]
                """);
        go(Map.of());
        runUntil(() -> outcome != null);

        assertThat(outcome)
                .isEqualTo(new Outcome.Failed(
                        "buildspec.yml failed in phase BUILD: 'sh -c 'exit 3'' ended with exit status 3."));
        assertThat(onDisk.data().phases()).extracting("status").containsExactly("FAILED", "FAILED");
    }

    @Test
    void whatCannotRunIsSaidAndNothingIsStarted() throws Exception {
        go(Map.of());
        runUntil(() -> outcome != null);
        assertThat(((Outcome.Failed) outcome).message())
                .startsWith("There is no buildspec.yml in " + source.getRemote());

        outcome = null;
        write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: ['touch x', a: b]\nrun-as: me\n");
        go(Map.of());
        runUntil(() -> outcome != null);
        assertThat(((Outcome.Failed) outcome).message())
                .startsWith("buildspec.yml cannot be run here:\n  line 4, column 27: this command of")
                .contains("\n  line 5, column 1: 'run-as' is not supported");
        assertThat(source.child("x").exists()).isFalse();
    }

    @Test
    void aControllerThatDiesAnywhereRunsTheCommandsOnce() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                phases:
                  build:
                    commands:
                      - echo run >>count
                      - rm buildspec.yml
                      - for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done
                artifacts:
                  files: [count]
                """);
        ActionRun<BuildspecAction.State, ?> first = go(Map.of());
        runUntil(() -> source().resolve("count").toFile().exists());
        first.close();
        ActionState<BuildspecAction.State> beforeStart = onDisk;
        // The first save comes before the start is sent: as if the controller had died right after it.
        assertThat(beforeStart.mayHaveStarted()).isTrue();
        onDisk = ActionState.create(beforeStart.data(), Instant.now(), Duration.ofMinutes(1));
        log.clear();
        ActionState<BuildspecAction.State> sent = new ActionState<>(
                Phase.STARTING,
                BuildspecAction.State.create(beforeStart.data().token()),
                onDisk.deadline(),
                true,
                false,
                null,
                false,
                false,
                null,
                0);
        goOn(sent, Map.of());
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(Files.readAllLines(source().resolve("count"))).containsExactly("run");
        assertThat(log).containsSubsequence("1", "2", "3", "4", "5", "6").doesNotHaveDuplicates();
        assertThat(onDisk.data().artifacts()).extracting("paths").containsExactly(List.of("count"));
    }

    @Test
    void anAgentThatIsAwayIsWaitedFor() throws Exception {
        write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: [echo one, sleep 4, echo two]\n");
        go(Map.of());
        runUntil(() -> log.contains("one"));
        away = new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The agent is not connected.");
        runUntil(() -> log.stream().anyMatch(line -> line.startsWith("The agent is not connected. Trying again")));
        away = null;
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(log).containsOnlyOnce("one").containsOnlyOnce("two");
    }

    @Test
    void aStopEndsTheCommands() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                phases:
                  build:
                    commands: [echo begun, 'sleep 300 & echo $! >pid; wait']
                    finally: [touch not-this]
                """);
        ActionRun<BuildspecAction.State, ?> run = go(Map.of());
        runUntil(() -> log.contains("begun") && source().resolve("pid").toFile().exists());
        run.stop("Aborted by somebody");
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(new Outcome.Stopped("Aborted by somebody", false));
        assertThat(source.child("not-this").exists()).isFalse();
        long pid = Long.parseLong(source.child("pid").readToString().strip());
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo fine", "sh -c 'exit 3'", "sleep 300"})
    void nothingOfItStaysOnTheAgent(String command) throws Exception {
        write("buildspec.yml", """
                version: 0.2
                env:
                  exported-variables: [TOKEN]
                phases:
                  build:
                    commands: [TOKEN=secret, echo begun, "%s"]
                artifacts:
                  files: [buildspec.yml]
                """.formatted(command));
        ActionRun<BuildspecAction.State, ?> run = go(Map.of());
        runUntil(() -> log.contains("begun"));
        if (command.startsWith("sleep")) {
            run.stop("Aborted by somebody");
        }
        runUntil(() -> outcome != null);

        assertThat(source().resolveSibling("ws@tmp/aws-release-stages")).isEmptyDirectory();
        assertThat(onDisk.data().variables())
                .isEqualTo(command.startsWith("sleep") ? Map.of() : Map.of("TOKEN", "secret"));
        assertThat(saved(onDisk)).isEqualTo(onDisk);
    }

    @Test
    void whatItPrintsAndExportsIsForItsOwnerAloneFromTheFirstByte() throws Exception {
        write("buildspec.yml", """
                version: 0.2
                env:
                  exported-variables: [TOKEN]
                phases:
                  build:
                    commands: [umask 000, TOKEN=secret, touch open, "while [ ! -e go ]; do sleep 0.1; done", kill -9 $$]
                  post_build:
                    commands: [echo last]
                """);
        go(Map.of());
        runUntil(() -> log.stream().anyMatch(line -> line.contains("while [")));
        Path folder =
                temp.resolve("ws@tmp/aws-release-stages").resolve(onDisk.data().token());
        assertThat(mode(folder)).isEqualTo("rwx------");
        for (String name : List.of("log", "phases", "position", "variables", "expanded", "script", "buildspec")) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
        }
        // What the build itself makes is its own affair.
        assertThat(mode(source().resolve("open"))).isEqualTo("rw-rw-rw-");

        write("go", "");
        runUntil(() -> outcome != null);
        assertThat(log).contains("last");
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aControllerThatDiesWhileItTidiesUpComesToTheSameEnd() throws Exception {
        write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: [false]\n");
        ActionRun<BuildspecAction.State, ?> first = go(Map.of());
        runUntil(() -> onDisk != null && onDisk.data().stage() == BuildspecAction.State.Stage.REMOVE);
        ActionState<BuildspecAction.State> tidying = onDisk;
        runUntil(() -> outcome != null);
        Outcome once = outcome;
        first.close();
        outcome = null;

        goOn(tidying, Map.of());
        runUntil(() -> outcome != null);

        assertThat(outcome).isEqualTo(once);
        assertThat(((Outcome.Failed) outcome).message()).contains("'false' ended with exit status 1");
    }

    @Test
    void anAgentThatIsAwayAtTheEndIsNotWaitedFor() throws Exception {
        write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: [echo one]\n");
        go(Map.of());
        runUntil(() -> {
            if (onDisk != null && onDisk.data().stage() == BuildspecAction.State.Stage.REMOVE) {
                away = new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The agent is not connected.");
            }
            return outcome != null;
        });

        assertThat(outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void aRestartedAgentIsNoticed() throws Exception {
        write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: [sleep 30]\n");
        ActionRun<BuildspecAction.State, ?> run = go(Map.of());
        runUntil(() -> onDisk != null && onDisk.started());
        run.close();
        Path folder =
                temp.resolve("ws@tmp/aws-release-stages").resolve(onDisk.data().token());
        while (!Files.exists(folder.resolve("group"))) {
            Thread.sleep(20);
        }
        long group = Long.parseLong(Files.readString(folder.resolve("group")).strip());
        ProcessHandle wrapper = ProcessHandle.of(group).orElseThrow().parent().orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(wrapper.descendants().toList());
        wrapper.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Thread.sleep(1500);
        FileTime old =
                FileTime.from(Instant.now().minus(BuildspecAction.SILENCE).minusSeconds(9));
        for (String name : List.of("run", "started", "heartbeat")) {
            Files.setLastModifiedTime(folder.resolve(name), old);
        }
        goOn(onDisk, Map.of());
        runUntil(() -> outcome != null);

        assertThat(((Outcome.Failed) outcome).message())
                .contains("nothing was heard of it on the agent for 3")
                .contains("probably restarted");
    }

    /** With S3, as the emulator has it. */
    @Nested
    class Storing {

        @RegisterExtension
        static final Emulator AWS = new Emulator();

        private AwsSession session;

        @BeforeEach
        void account() throws Exception {
            System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
            session = AwsSessions.get(
                    new BaseCredentials.Keys("buildspec-test", Emulator.CREDENTIALS),
                    SessionRequest.plain(Emulator.REGION, "buildspec-test"));
            aws = () -> session;
            write("buildspec.yml", """
                    version: 0.2
                    phases:
                      build:
                        commands: [mkdir -p dist, echo a >dist/a, touch ran]
                    artifacts:
                      files: [dist/*]
                      secondary-artifacts:
                        docs:
                          name: the docs.zip
                          files: [buildspec.yml]
                    """);
        }

        @AfterEach
        void asBefore() {
            System.clearProperty("aws.endpointUrl");
            session.forget();
        }

        @Test
        void theSameContentIsStoredOnce() throws Exception {
            session.s3()
                    .createBucket(r -> r.bucket("buildspec-test-store")
                            .createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
            session.s3()
                    .putBucketVersioning(
                            r -> r.bucket("buildspec-test-store").versioningConfiguration(v -> v.status("Enabled")));
            store = Optional.of(ArtifactStore.parse("s3://buildspec-test-store/it/"));
            go(Map.of());
            runUntil(() -> outcome != null);

            assertThat(outcome).as("%s", log).isEqualTo(new Outcome.Succeeded());
            List<StoredArtifact> stored = onDisk.data().artifacts();
            assertThat(stored).hasSize(2).allSatisfy(artifact -> {
                byte[] object = session.s3()
                        .getObjectAsBytes(r -> r.bucket(artifact.bucket()).key(artifact.key()))
                        .asByteArray();
                assertThat(object).hasSize((int) artifact.size());
                Path file = Files.write(temp.resolve("copy.zip"), object);
                assertThat(FileDigest.of(file)).isEqualTo(artifact.sha256());
                assertThat(artifact.versionId()).isNotBlank();
            });
            assertThat(stored.get(1).key()).matches("it/the-docs-[0-9a-f]{16}\\.zip");
            assertThat(log).anyMatch(line -> line.startsWith("Phase UPLOAD_ARTIFACTS: artifact stored as s3://"));
            assertThat(String.join("\n", log)).doesNotContain("X-Amz-");

            outcome = null;
            log.clear();
            go(Map.of());
            runUntil(() -> outcome != null);
            assertThat(onDisk.data().artifacts()).isEqualTo(stored);
            assertThat(log).anyMatch(line -> line.contains(" is stored already as s3://buildspec-test-store/it/"));
        }

        @Test
        void aBucketThatIsNotThereIsSaidBeforeAnythingRuns() throws Exception {
            store = Optional.of(ArtifactStore.parse("s3://buildspec-test-nowhere"));
            go(Map.of());
            runUntil(() -> outcome != null);

            assertThat(((Outcome.Failed) outcome).message())
                    .startsWith("Looking at the artifact store s3://buildspec-test-nowhere failed: AWS says: ")
                    .contains("NoSuchBucket");
            assertThat(source.child("ran").exists()).isFalse();
        }
    }

    private Path source() {
        return Path.of(source.getRemote());
    }

    private void write(String name, String text) throws Exception {
        source.child(name).write(text, "UTF-8");
    }

    private LoopScheduler loop;

    private ActionRun<BuildspecAction.State, ?> go(Map<String, String> given) {
        BuildspecAction.State fresh =
                BuildspecAction.State.create(UUID.randomUUID().toString());
        return goOn(ActionState.create(fresh, Instant.now(), Duration.ofMinutes(2)), given);
    }

    private ActionRun<BuildspecAction.State, ?> goOn(
            ActionState<BuildspecAction.State> from, Map<String, String> given) {
        loop = new LoopScheduler();
        BuildspecAction action = new BuildspecAction(
                "buildspec.yml", given, store, this::agent, () -> aws.get(), log::add, this::record);
        ActionRun<BuildspecAction.State, BuildspecAction.Answer> run = new ActionRun<>(
                action, Calls.free(), new Host(), loop, new Lifecycle(), ActionRun.Options.standard(), from);
        run.go();
        return run;
    }

    private BuildAgent agent() {
        if (away != null) {
            throw away;
        }
        return new JenkinsAgent(source, new JenkinsAgent.Surroundings() {
            @Override
            public Launcher launcher() {
                return new Launcher.LocalLauncher(TaskListener.NULL);
            }

            @Override
            public EnvVars environment() {
                return new EnvVars();
            }

            @Override
            public Run<?, ?> run() {
                return null;
            }

            @Override
            public String root() {
                return source.getRemote();
            }
        });
    }

    private void runUntil(BooleanSupplier done) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        tick(loop);
        loop.runUntil(() -> done.getAsBoolean() || System.nanoTime() > until);
        assertThat(done.getAsBoolean()).as("in time; log: %s", log).isTrue();
    }

    /** The loop wakes up for what is due only. */
    private static void tick(LoopScheduler loop) {
        loop.after(Duration.ofMillis(100), () -> tick(loop));
    }

    private final class Host implements ActionHost<BuildspecAction.State> {
        @Override
        public CompletionStage<Void> save(ActionState<BuildspecAction.State> state) {
            onDisk = state;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void keep(ActionState<BuildspecAction.State> state, List<String> lines) {
            log.addAll(lines);
            onDisk = state;
        }

        @Override
        public void log(String line) {
            log.add(line);
        }

        @Override
        public void ended(ActionState<BuildspecAction.State> state, Outcome how) {
            onDisk = state;
            outcome = how;
        }
    }

    private static ActionState<BuildspecAction.State> saved(ActionState<BuildspecAction.State> state) throws Exception {
        assertThat(new String(OnDisk.written(state), StandardCharsets.ISO_8859_1))
                .doesNotContain("X-Amz-");
        return OnDisk.andBack(state);
    }
}

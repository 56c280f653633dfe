package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An abort ends Git at once, whatever Git waits for, and the next build finds nothing half done. */
@Timeout(value = 100, unit = TimeUnit.SECONDS)
@ExtendWith(LocalRepositories.class)
class GitAbortTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(8);

    @TempDir
    Path temp;

    private GitRepository repository;
    private GitServer server;
    private Path workspace;
    private LocalSite site;
    private GitRepositorySource source;
    private final SourceHost host = new SourceHost();

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("r"));
        byte[] large = new byte[100_000];
        new Random(1).nextBytes(large);
        Files.write(repository.folder.resolve("large.bin"), large);
        repository.commit("a.txt", "1", "One");
        server = new GitServer(temp);
        workspace = Files.createDirectory(temp.resolve("workspace"));
        site = new LocalSite(workspace);
        source = new GitRepositorySource(server.url("r"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Worker worker(Length length) {
        return BlockingWork.get().at(length, "this machine", host.log::add);
    }

    private void abortedOnce(CountDownLatch reached) throws Exception {
        LoopScheduler loop = new LoopScheduler();
        ActionRun<SourceCheckout.State, SourceRevision> run = new ActionRun<>(
                new SourceCheckout(source, site, () -> null, () -> worker(Length.LONG)),
                Calls.<SourceCheckout.State>free().by(state -> state.revision() == null ? worker(Length.SHORT) : null),
                host,
                loop,
                new Lifecycle(),
                ActionRun.Options.standard(),
                ActionState.create(SourceCheckout.State.create(null), Instant.now(), Duration.ofHours(1)));
        run.go();
        CompletableFuture<Instant> aborted = SourceHost.abort(run, reached);
        loop.runUntil(() -> host.outcome != null);
        assertThat(Duration.between(aborted.join(), Instant.now())).isLessThan(AT_ONCE);
        assertThat(host.outcome).isEqualTo(new Outcome.Stopped("Aborted by alice", false));
        for (ProcessHandle git : ProcessHandle.current().descendants().toList()) {
            if (git.info().commandLine().orElse("").contains(server.url("r"))) {
                git.onExit().get(5, TimeUnit.SECONDS);
            }
        }
        assertThat(host.log.toString()).doesNotContain("Trying again");
    }

    private void theNextBuildIsWell() throws Exception {
        server.silent = null;
        server.stopsHalfway = null;
        source.bringIn(site, source.look(site));
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        assertThat(workspace.resolve("large.bin")).hasSize(100_000);
    }

    @Test
    void whileTheServerIsAskedForItsNewestRevision() throws Exception {
        server.silent = new CountDownLatch(1);
        abortedOnce(server.asked);
        theNextBuildIsWell();
    }

    @Test
    void inTheMiddleOfAFetch() throws Exception {
        server.stopsHalfway = new CountDownLatch(1);
        abortedOnce(server.halfway);
        theNextBuildIsWell();
        try (var packs = Files.list(workspace.resolve(".git/objects/pack"))) {
            assertThat(packs).noneMatch(file -> file.getFileName().toString().startsWith("tmp_"));
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Against real repositories, with the real git. */
@ExtendWith(LocalRepositories.class)
class GitRepositorySourceTest {

    @TempDir
    Path temp;

    private GitRepository repository;
    private Path workspace;
    private LocalSite site;
    private GitRepositorySource source;

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("repository"));
        workspace = Files.createDirectory(temp.resolve("workspace"));
        site = new LocalSite(workspace);
        source = new GitRepositorySource(repository.folder.toString());
    }

    @Test
    void findsTheNewestCommit() throws Exception {
        repository.commit("a.txt", "1", "One");
        String second = repository.commit("a.txt", "2", "Two");
        assertThat(source.look(site)).isEqualTo(source.at(second));
        assertThat(source.look(site).id()).isEqualTo(second);
    }

    @Test
    void findsTheNewestCommitOfTheBranchNotOfOneThatEndsAlike() throws Exception {
        String main = repository.commit("a.txt", "1", "One");
        repository.git("checkout", "--quiet", "-b", "feature/main");
        String feature = repository.commit("a.txt", "2", "Two");
        assertThat(source.look(site).id()).isEqualTo(main);
        source.setBranch("feature/main");
        assertThat(source.look(site).id()).isEqualTo(feature);
    }

    @Test
    void bringsExactlyThePinnedCommitIn() throws Exception {
        String first = repository.commit("dir/a.txt", "1", "Add \"a\" <b>");
        SourceRevision pinned = source.look(site);
        repository.commit("dir/a.txt", "2", "Later");
        SourceRevision brought = source.bringIn(site, pinned);
        assertThat(workspace.resolve("dir/a.txt")).hasContent("1");
        assertThat(brought.id()).isEqualTo(first);
        assertThat(brought.toMap().get("summary")).isEqualTo("Add \"a\" <b>");
        assertThat(brought.toMap().get("date")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void repeatedWithTheSameResult() throws Exception {
        repository.commit("a.txt", "1", "One");
        SourceRevision pinned = source.look(site);
        source.bringIn(site, pinned);
        Files.writeString(workspace.resolve("a.txt"), "changed by the build");
        Files.delete(Files.writeString(workspace.resolve("b.txt"), "x"));
        source.bringIn(site, pinned);
        assertThat(workspace.resolve("a.txt")).hasContent("1");
    }

    @Test
    void anotherRevisionInTheSameWorkspace() throws Exception {
        repository.commit("a.txt", "1", "One");
        repository.commit("gone.txt", "x", "Two");
        source.bringIn(site, source.look(site));
        Files.writeString(workspace.resolve("untracked.txt"), "cache");
        repository.remove("gone.txt", "Three");
        repository.commit("a.txt", "4", "Four");
        source.bringIn(site, source.look(site));
        assertThat(workspace.resolve("a.txt")).hasContent("4");
        assertThat(workspace.resolve("gone.txt")).doesNotExist();
        assertThat(workspace.resolve("untracked.txt")).hasContent("cache");
    }

    @Test
    void anOlderRevisionThanTheOneThatIsThere() throws Exception {
        String first = repository.commit("a.txt", "1", "One");
        for (int i = 2; i < 6; i++) {
            repository.commit("a.txt", String.valueOf(i), "More");
        }
        source.bringIn(site, source.look(site));
        source.bringIn(site, source.named(site, first));
        assertThat(workspace.resolve("a.txt")).hasContent("1");
    }

    @Test
    void whatAnInterruptedGitLeftBehindIsNoObstacle() throws Exception {
        repository.commit("a.txt", "1", "One");
        source.bringIn(site, source.look(site));
        Files.writeString(workspace.resolve(".git/index.lock"), "");
        Files.writeString(workspace.resolve(".git/shallow.lock"), "");
        repository.commit("a.txt", "2", "Two");
        source.bringIn(site, source.look(site));
        assertThat(workspace.resolve("a.txt")).hasContent("2");
    }

    @Test
    void aCommitWhoseFilesAreMissingIsFetchedAgain() throws Exception {
        String commit = repository.commit("a.txt", "1", "One");
        source.bringIn(site, source.look(site));
        GitRepository there = new GitRepository(workspace, false);
        Path pack;
        try (Stream<Path> packs = Files.list(workspace.resolve(".git/objects/pack"))) {
            pack = packs.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
        }
        Path aside = Files.move(pack, temp.resolve("aside.pack"));
        Files.delete(Path.of(pack.toString().replace(".pack", ".idx")));
        new ProcessBuilder("git", "unpack-objects", "-q")
                .directory(workspace.toFile())
                .redirectInput(aside.toFile())
                .start()
                .waitFor();
        String blob = there.git("rev-parse", "HEAD:a.txt").strip();
        Files.delete(workspace.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
        Files.delete(workspace.resolve("a.txt"));
        source.bringIn(site, source.at(commit));
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        // Its last commit is here without its files, too.
        String next = repository.commit("b.txt", "2", "Two");
        source.bringIn(site, source.at(next));
        assertThat(workspace.resolve("b.txt")).hasContent("2");
    }

    @Test
    void halfAPackIsNotKept() throws Exception {
        repository.commit("a.txt", "1", "One");
        source.bringIn(site, source.look(site));
        Path half = Files.writeString(workspace.resolve(".git/objects/pack/tmp_pack_x1"), "half");
        source.bringIn(site, source.look(site));
        assertThat(half).doesNotExist();
    }

    @Test
    void manyPacksBecomeFew() throws Exception {
        repository.commit("a.txt", "text", "One");
        source.bringIn(site, source.look(site));
        for (int i = 0; i < 55; i++) {
            repository.commit("a.txt", "text " + i, "Number " + i);
            new GitRepository(workspace, false)
                    .git("-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--depth=1", repository.folder.toString());
        }
        source.bringIn(site, source.look(site));
        try (Stream<Path> packs = Files.list(workspace.resolve(".git/objects/pack"))) {
            assertThat(packs.filter(file -> file.toString().endsWith(".pack")).count())
                    .isLessThan(40);
        }
        assertThat(workspace.resolve("a.txt")).hasContent("text 54");
        new GitRepository(workspace, false).git("fsck", "--connectivity-only");
    }

    @Test
    void onlyWhatIsNewIsFetched() throws Exception {
        byte[] large = new byte[200_000];
        new Random(1).nextBytes(large);
        Files.write(repository.folder.resolve("large.bin"), large);
        repository.commit("a.txt", "1", "One");
        try (GitServer server = new GitServer(temp)) {
            GitRepositorySource http = new GitRepositorySource(server.url("repository"));
            http.bringIn(site, http.look(site));
            assertThat(server.sizes).anyMatch(size -> size > 200_000);
            server.sizes.clear();
            repository.commit("a.txt", "2", "Two");
            http.bringIn(site, http.look(site));
            assertThat(server.sizes).isNotEmpty().allMatch(size -> size < 20_000);
            assertThat(workspace.resolve("a.txt")).hasContent("2");
        }
    }

    /** Writes the commit as it is, which the git command itself would not do. */
    private String oddCommit(String headers, byte[] message) throws Exception {
        String tree = repository.git("rev-parse", "HEAD^{tree}").strip();
        Path object = temp.resolve("object");
        try (OutputStream out = Files.newOutputStream(object)) {
            out.write(("tree " + tree + "\n" + headers + "\n").getBytes(StandardCharsets.UTF_8));
            out.write(message);
        }
        String commit = repository
                .git("hash-object", "-t", "commit", "--literally", "-w", object.toString())
                .strip();
        repository.git("update-ref", "refs/heads/main", commit);
        return commit;
    }

    private SourceRevision broughtOddCommit(String headers, String message) throws Exception {
        repository.commit("a.txt", "1", "One");
        String commit = oddCommit(headers, message.getBytes(StandardCharsets.UTF_8));
        SourceRevision brought = source.bringIn(site, source.look(site));
        assertThat(brought.id()).isEqualTo(commit);
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        return brought;
    }

    private static final String AUTHOR = "author A <a@example.com> 1700000000 +0000\n";

    @Test
    void aTimeZoneThatThereIsNot() throws Exception {
        SourceRevision brought = broughtOddCommit(AUTHOR + "committer C <c@example.com> 1700000000 +051800\n", "Odd\n");
        assertThat(brought.toMap().get("date")).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(brought.toMap().get("summary")).isEqualTo("Odd");
    }

    @Test
    void aSignedCommitWhereSignaturesAreShown() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        site.environment.put("HOME", home.toString());
        Files.writeString(home.resolve(".gitconfig"), "[log]\n showSignature = true\n");
        SourceRevision brought = broughtOddCommit(
                AUTHOR + "committer C <c@example.com> 1700000000 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n"
                        + " wsBc\n -----END PGP SIGNATURE-----\n",
                "Signed\n");
        assertThat(brought.toMap().get("date")).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(brought.toMap().get("summary")).isEqualTo("Signed");
    }

    @Test
    void neitherNameNorSubject() throws Exception {
        SourceRevision brought = broughtOddCommit("author  <> 0 +0000\ncommitter  <> 1700000000 +0000\n", "");
        assertThat(brought.toMap().get("date")).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(brought.toMap()).doesNotContainKey("summary");
    }

    @Test
    void aHugeMessageWithWhatATerminalObeys() throws Exception {
        SourceRevision brought = broughtOddCommit(
                AUTHOR + "committer C <c@example.com> 1700000000 +0000\n",
                "\u001b[31mRed\u0007 " + "x".repeat(3_000_000));
        assertThat(brought.toMap().get("summary"))
                .startsWith("Red xxx")
                .hasSize(200)
                .endsWith("…");
    }

    @Test
    void neverTheRepositoryAroundTheFolder() throws Exception {
        String outer = repository.commit("a.txt", "1", "One");
        GitRepository inner = new GitRepository(temp.resolve("inner"));
        inner.commit("b.txt", "b", "B");
        Path nested = Files.createDirectory(repository.folder.resolve("nested"));
        LocalSite nestedSite = new LocalSite(nested);
        GitRepositorySource innerSource = new GitRepositorySource(inner.folder.toString());
        innerSource.bringIn(nestedSite, innerSource.look(nestedSite));
        assertThat(nested.resolve("b.txt")).hasContent("b");
        assertThat(repository.git("rev-parse", "HEAD").strip()).isEqualTo(outer);
    }

    @Test
    void noSuchBranch() throws Exception {
        repository.commit("a.txt", "1", "One");
        source.setBranch("nowhere");
        assertThatThrownBy(() -> source.look(site))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("has no branch nowhere")
                .extracting(e -> ((RemoteFailure) e).kind())
                .isEqualTo(RemoteFailure.Kind.REFUSED);
    }

    @Test
    void noSuchRepository() {
        GitRepositorySource nowhere =
                new GitRepositorySource(temp.resolve("nowhere").toString());
        assertThatThrownBy(() -> nowhere.look(site))
                .hasMessageContaining("does not appear to be a git repository")
                .hasMessageContaining("Check the URL");
    }

    @Test
    void noSuchCommit() throws Exception {
        repository.commit("a.txt", "1", "One");
        assertThatThrownBy(() -> source.bringIn(site, source.at("f".repeat(40))))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("is not in")
                .hasMessageContaining("Git says:");
        assertThatThrownBy(() -> source.named(site, "main")).hasMessageContaining("full id of a commit");
    }

    @Test
    void noGit() {
        site.gitIsMissing = true;
        assertThatThrownBy(() -> source.look(site)).hasMessageContaining("Install git");
    }

    @Test
    void aWorkspaceThatDoesNotExistYet() throws Exception {
        String commit = repository.commit("a.txt", "1", "One");
        LocalSite fresh = new LocalSite(temp.resolve("not/yet/there"));
        assertThat(source.look(fresh).id()).isEqualTo(commit);
        source.bringIn(fresh, source.at(commit));
        assertThat(temp.resolve("not/yet/there/a.txt")).hasContent("1");
    }

    @Test
    void localRepositoriesAreForbiddenUnlessAllowed() throws Exception {
        repository.commit("a.txt", "1", "One");
        System.clearProperty(GitRepositorySource.ALLOW_LOCAL);
        assertThat(source.problems()).hasSize(1);
        // Also when the check were passed by, or the server redirects there.
        assertThatThrownBy(() -> source.look(site)).hasMessageContaining("not allowed");
    }

    @Test
    void problemsAreFoundBeforeAnythingRuns() {
        GitRepositorySource bad = new GitRepositorySource("--upload-pack=touch x");
        bad.setBranch("a..b");
        bad.setCredentialsId("token");
        assertThat(bad.problems()).hasSize(3);
        assertThat(new GitRepositorySource("https://example.com/r").problems()).isEmpty();
    }

    @Test
    void thePasswordGoesToItsServerAloneAndIsInNoArgumentAndNoFile() throws Exception {
        site.login = new SourceSite.Login("robot", "s3cret-token");
        List<String> authorizations = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        try {
            GitRepositorySource http = new GitRepositorySource(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/team/r.git");
            http.setCredentialsId("robot-token");
            assertThat(http.problems()).isEmpty();
            assertThatThrownBy(() -> http.look(site))
                    .hasMessageContaining("403")
                    .hasMessageContaining("Check that the credentials 'robot-token'")
                    .hasMessageNotContaining("s3cret");
            assertThatThrownBy(() -> http.bringIn(site, http.at("a".repeat(40))))
                    .hasMessageNotContaining("s3cret");
        } finally {
            server.stop(0);
        }
        String basic = Base64.getEncoder().encodeToString("robot:s3cret-token".getBytes(StandardCharsets.UTF_8));
        assertThat(authorizations).isNotEmpty().allMatch(("Basic " + basic)::equals);
        assertThat(site.commands.toString()).doesNotContain("s3cret").doesNotContain(basic);
        try (Stream<Path> files = Files.walk(workspace).filter(Files::isRegularFile)) {
            assertThat(files.toList())
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain("s3cret")
                            .doesNotContain(basic));
        }
    }

    @Test
    void withoutCredentialsNobodyIsAsked() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        try {
            site.onController = true;
            GitRepositorySource http = new GitRepositorySource(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/r.git");
            assertThatThrownBy(() -> http.look(site))
                    .hasMessageContaining("could not read Username")
                    .hasMessageContaining("Name credentialsId");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anInterruptEndsGit() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.countDown();
            try {
                done.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        GitRepositorySource http = new GitRepositorySource(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/r.git");
        Thread thread = new Thread(() -> {
            try {
                http.bringIn(site, http.at("a".repeat(40)));
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        try {
            thread.start();
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            thread.interrupt();
            thread.join(5_000);
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            // A process that was told to end needs a moment.
            List<ProcessHandle> ours = ProcessHandle.current()
                    .descendants()
                    .filter(child -> child.info().commandLine().orElse("").contains("/r.git"))
                    .toList();
            for (ProcessHandle git : ours) {
                git.onExit().get(10, TimeUnit.SECONDS);
            }
        } finally {
            done.countDown();
            server.stop(0);
        }
    }
}

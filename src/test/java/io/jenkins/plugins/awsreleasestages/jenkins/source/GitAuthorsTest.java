package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.Author;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has written what a revision brings: against real repositories, with the real git. */
@ExtendWith(LocalRepositories.class)
class GitAuthorsTest {

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

    private String commit(String name, String mail) throws Exception {
        Files.writeString(repository.folder.resolve("a.txt"), name + System.nanoTime());
        repository.git("add", "--all");
        repository.git("-c", "user.name=" + name, "-c", "user.email=" + mail, "commit", "--quiet", "-m", "By " + name);
        return repository.git("rev-parse", "HEAD").strip();
    }

    private CommitAuthors authors(String id) throws Exception {
        return source.bringIn(site, source.at(id)).authors();
    }

    /** What a run before has brought in. */
    private void earlier(SourceRevision revision, boolean released) {
        site.earlier = new SourceSite.Earlier(revision, released);
    }

    private static String said(CommitAuthors authors) {
        return authors.authors() + " " + authors.gap();
    }

    @Test
    void ofTheFirstOnlyTheNewestCommitIsLookedAt() throws Exception {
        commit("Ann", "ann@example.com");
        assertThat(said(authors(commit("Jane Doe", "jane@example.com"))))
                .isEqualTo("[Jane Doe <jane@example.com> (author of a commit)] nothing of it was brought in here"
                        + " before, so that only its newest commit was looked at");
    }

    /** The server knows of leaving files out, or does not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allSinceTheOneBefore(boolean filters) throws Exception {
        repository.git("config", "uploadpack.allowFilter", String.valueOf(filters));
        commit("Nobody", "nobody@example.com");
        String before = commit("Ann", "ann@example.com");
        source.bringIn(site, source.at(before));
        earlier(source.at(before), true);
        commit("Jane Doe", "jane@example.com");
        commit("Bob", "bob@example.com");
        String last = commit("Jane Doe", "jane@example.com");
        assertThat(said(authors(last)))
                .isEqualTo("[Jane Doe <jane@example.com> (author of 2 commits),"
                        + " Bob <bob@example.com> (author of a commit)] null");
        GitRepository there = new GitRepository(workspace, false);
        assertThat(there.git("log", "--format=%an", "HEAD").lines())
                .as("the workspace has what it was given before")
                .containsExactly("Jane Doe");
        there.git("fsck", "--connectivity-only");
        assertThat(workspace.resolve(".git/aws-source")).doesNotExist();
        // In another workspace, too.
        site = new LocalSite(Files.createDirectory(temp.resolve("another")));
        earlier(source.at(before), true);
        assertThat(authors(last).signatures()).hasSize(3);
    }

    @Test
    void theOtherSideOfAMergeIsBroughtToo() throws Exception {
        String before = commit("Ann", "ann@example.com");
        repository.git("checkout", "--quiet", "-b", "side");
        commit("Side", "side@example.com");
        repository.git("checkout", "--quiet", "main");
        repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
        earlier(source.at(before), true);
        assertThat(authors(repository.git("rev-parse", "HEAD").strip()).authors())
                .extracting(Author::name)
                .containsExactlyInAnyOrder("Test", "Side");
    }

    @Test
    void whatARunHasBroughtThatDidNotSucceedIsStillToBeReleased() throws Exception {
        String before = commit("Ann", "ann@example.com");
        earlier(source.at(before), true);
        SourceRevision failed = source.bringIn(site, source.at(commit("Jane", "jane@example.com")));
        earlier(failed, false);
        SourceRevision next = source.bringIn(site, source.at(commit("Bob", "bob@example.com")));
        assertThat(next.authors().authors()).extracting(Author::name).containsExactly("Bob", "Jane");
        // The same once more.
        earlier(next, false);
        assertThat(said(authors(next.id()))).isEqualTo(said(next.authors()));
        earlier(next, true);
        assertThat(authors(next.id()).authors()).extracting(Author::name).containsExactly("Bob");
        // Saved by a version that did not look.
        earlier(source.at(before), false);
        assertThat(authors(next.id()).gap()).startsWith("a run before, which has not succeeded, did not look");
    }

    @Test
    void setBackToAnOlderCommit() throws Exception {
        String older = commit("Ann", "ann@example.com");
        commit("Jane", "jane@example.com");
        earlier(source.at(commit("Bob", "bob@example.com")), true);
        assertThat(said(authors(older))).isEqualTo("[Ann <ann@example.com> (author of a commit)] null");
    }

    @Test
    void theOneBeforeIsGone() throws Exception {
        commit("Ann", "ann@example.com");
        String last = commit("Bob", "bob@example.com");
        earlier(source.at("f".repeat(40)), true);
        assertThat(authors(last).authors()).extracting(Author::name).containsExactly("Bob", "Ann");
        assertThat(authors(last).gap()).isNull();
    }

    @Test
    void ofManyTheNewestHundred() throws Exception {
        String before = commit("Ann", "ann@example.com");
        commit("Early", "early@example.com");
        for (int i = 0; i < CommitAuthors.MOST; i++) {
            repository.git("commit", "--quiet", "--allow-empty", "-m", "More");
        }
        String last = repository.git("rev-parse", "HEAD").strip();
        earlier(source.at(before), true);
        assertThat(said(authors(last)))
                .isEqualTo("[Test <test@example.com> (author of 100 commits)] it brings more than 100 commits,"
                        + " and the others were not looked at");
        String hundred = repository.git("rev-parse", "HEAD~100").strip();
        earlier(source.at(hundred), true);
        assertThat(authors(last).signatures()).hasSize(100);
        assertThat(authors(last).gap()).isNull();
    }

    @Test
    void whereTheHistoryCannotBeHadNothingFails() throws Exception {
        String before = commit("Ann", "ann@example.com");
        commit("Jane", "jane@example.com");
        String last = commit("Bob", "bob@example.com");
        source.bringIn(site, source.at(last));
        earlier(source.at(before), true);
        repository.git("config", "uploadpack.allowAnySHA1InWant", "false");
        Files.move(repository.folder, temp.resolve("away"));
        CommitAuthors authors = authors(last);
        assertThat(authors.gap()).startsWith("its history could not be read: ");
        assertThat(authors.authors()).extracting(Author::name).containsExactly("Bob");
        assertThat(workspace.resolve("a.txt")).exists();
    }

    @Test
    void whatTheWorkspaceHasConfiguredIsNotAsked() throws Exception {
        String before = commit("Ann", "ann@example.com");
        source.bringIn(site, source.at(before));
        Path proof = temp.resolve("proof");
        new GitRepository(workspace, false).git("config", "core.alternateRefsCommand", "touch " + proof);
        new GitRepository(workspace, false).git("config", "core.sshCommand", "touch " + proof);
        earlier(source.at(before), true);
        assertThat(authors(commit("Bob", "bob@example.com")).signatures()).hasSize(1);
        assertThat(proof).doesNotExist();
    }

    private String signed(String author) throws Exception {
        String object =
                repository.git("cat-file", "commit", commit("x", "x")).replaceFirst("author x <x>", "author " + author);
        Path file = Files.writeString(temp.resolve("object"), object);
        String id = repository
                .git("hash-object", "-t", "commit", "--literally", "-w", file.toString())
                .strip();
        repository.git("update-ref", "refs/heads/main", id);
        repository.git("reset", "--quiet", "--hard");
        return id;
    }

    @Test
    void whatPeopleWriteInTheirNames() throws Exception {
        earlier(source.at(commit("Ann", "ann@example.com")), true);
        signed("<script>alert(1)</script> <eve@example.com>");
        signed("\u001b[31m\u202eEve\u0007 \u0000");
        String id = signed("\u001b[31m\u202eEve\tof\u0007 <e\tve@example.com\u0008>");
        assertThat(authors(id).authors())
                .extracting(Author::signature)
                .containsExactly("Eve of <e ve@example.com>", "", "<script>");
        assertThat(authors(id).authors().get(1)).hasToString("somebody without a name (author of a commit)");
    }

    @Test
    void aNameWithoutEndHidesNobodyUnsaid() throws Exception {
        String before = commit("Ann", "ann@example.com");
        commit("Jane", "jane@example.com");
        commit("E".repeat(70_000), "eve@example.com");
        String last = commit("Bob", "bob@example.com");
        earlier(source.at(before), true);
        CommitAuthors authors = authors(last);
        assertThat(authors.authors()).extracting(Author::name).containsExactly("Bob");
        assertThat(authors.gap()).contains("the others were not looked at");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What filters need to know of a real repository. */
@ExtendWith(LocalRepositories.class)
class GitFilterTest {

    @TempDir
    Path temp;

    private GitRepository repository;
    private GitRepositorySource source;
    private LocalSite site;

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("repository"));
        repository.git("config", "uploadpack.allowFilter", "true");
        // A path would be copied as a whole; nothing is left out of it.
        source = new GitRepositorySource("file://" + repository.folder);
        site = new LocalSite(temp.resolve("job"));
        site.onController = true;
    }

    private PushFilter.Files changed(String before, String after) throws Exception {
        return source.changed(site, SourceRevision.git("r", "main", before), SourceRevision.git("r", "main", after));
    }

    @Test
    void allBranchesAndTags() throws Exception {
        String first = repository.commit("a", "1", "One");
        repository.git("tag", "v1");
        repository.git("tag", "-a", "-m", "An object of its own", "v1.1");
        repository.git("branch", "release/1.x");
        String second = repository.commit("a", "2", "Two");
        Polling.Found found = source.everything(site);
        assertThat(found.several()).isTrue();
        assertThat(found.revisions().stream().collect(Collectors.toMap(SourceRevision::name, SourceRevision::id)))
                .hasSize(4)
                .containsEntry("main", second)
                .containsEntry("release/1.x", first)
                .containsEntry("refs/tags/v1", first)
                .containsEntry("refs/tags/v1.1", first);
        assertThat(found.revisions())
                .extracting(SourceRevision::location)
                .contains("file://" + repository.folder + " branch main", "file://" + repository.folder + " tag v1.1");
        // What it is called does not depend on what is there.
        assertThat(new GitRepositorySource("file://" + repository.folder)
                        .everything(site)
                        .source())
                .isEqualTo(found.source());
    }

    @Test
    void anEmptyRepositoryHasNone() throws Exception {
        assertThat(source.everything(site).revisions()).isEmpty();
    }

    @Test
    void aRepositoryThatIsNotThereIsSaidSo() {
        GitRepositorySource none = new GitRepositorySource("file://" + temp.resolve("none"));
        assertThatThrownBy(() -> none.everything(site))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("Looking at");
    }

    @Test
    void aTagIsBroughtIn() throws Exception {
        String first = repository.commit("a", "1", "One");
        repository.git("tag", "-a", "-m", "An object of its own", "v1.1");
        repository.commit("a", "2", "Two");
        source.setBranch("refs/tags/v1.1");
        SourceRevision tag = source.everything(site).revisions().stream()
                .filter(source::has)
                .findFirst()
                .orElseThrow();
        site.onController = false;
        source.bringIn(site, tag);
        assertThat(temp.resolve("job/a")).hasContent("1");
        assertThat(tag.id()).isEqualTo(first);
    }

    @Test
    void theFilesThatDiffer() throws Exception {
        String first = repository.commit("services/a/x", "1", "One");
        repository.commit("docs/Ä b\n.md", "1", "Two");
        repository.git("mv", "services/a/x", "services/b");
        String third = repository.commit("c", "1", "Three");
        PushFilter.Files files = changed(first, third);
        assertThat(files.names()).containsExactlyInAnyOrder("services/a/x", "services/b", "c", "docs/Ä b\n.md");
        assertThat(files.gap()).isNull();
        assertThat(changed(third, first).names()).as("the other way, too").hasSize(4);
        assertThat(site.commands)
                .filteredOn(command -> command.contains("fetch"))
                .allSatisfy(command -> assertThat(command).contains("--depth=1", "--filter=blob:none"));
        assertThat(temp.resolve("job/.git")).doesNotExist();
    }

    @Test
    void noContentIsFetched() throws Exception {
        String first = repository.commit("a", "1", "One");
        String second = repository.commit("large", "x".repeat(3_000_000), "Two");
        site.environment.put("GIT_TRACE_PACKET", "0");
        assertThat(changed(first, second).names()).containsExactly("large");
    }

    @Test
    void aCommitThatOnlySaysSomethingChangesNoFile() throws Exception {
        String first = repository.commit("a", "1", "One");
        String second = repository.commit("a", "1", "Two");
        assertThat(changed(first, second).names()).isEmpty();
    }

    @Test
    void whatWasThereBeforeMayBeGone() throws Exception {
        String first = repository.commit("a", "1", "One");
        PushFilter.Files files = changed("b".repeat(40), first);
        assertThat(files.names()).isEmpty();
        assertThat(files.gap()).contains("b".repeat(40));
    }

    @Test
    void aServerThatIsAwayIsNoAnswer() throws Exception {
        String first = repository.commit("a", "1", "One");
        repository.git("config", "uploadpack.hideRefs", "refs");
        GitRepositorySource none = new GitRepositorySource("file://" + temp.resolve("none"));
        assertThatThrownBy(() -> none.changed(
                        site, SourceRevision.git("r", "main", first), SourceRevision.git("r", "main", first)))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("Fetching commit");
    }

    @Test
    void filtersOfWhatTheSourceDoesNotHaveAreRefused() {
        AwsSourceTrigger trigger = new AwsSourceTrigger("", source);
        ChangeFilter filter = new ChangeFilter();
        filter.branches = List.of("main\n[a");
        filter.keys = List.of("x");
        ChangeFilter nothing = new ChangeFilter();
        trigger.setFilters(List.of(filter, nothing));
        assertThat(trigger.problems())
                .containsExactly(
                        "branches: '[a' is not a pattern: a bracket is not closed.",
                        "keys: the source has none.",
                        "filters: one says nothing. Name branches, tags, filePaths or keys, or remove it.");
        filter.branches = null;
        filter.keys = List.of();
        trigger.setFilters(List.of(filter));
        assertThat(trigger.problems()).containsExactly("branches: '' is not a pattern: it is blank.");
    }
}

package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.NamePatterns.Answer;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Changed;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Files;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Thing;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushFilterTest {

    private static final PushFilter.Differences NOT_ASKED = () -> {
        throw new AssertionError("nobody needs the files");
    };

    private static final NamePatterns NONE = NamePatterns.NONE;

    private static NamePatterns only(String... includes) {
        return new NamePatterns(List.of(includes), List.of());
    }

    private static NamePatterns but(String... excludes) {
        return new NamePatterns(List.of(), List.of(excludes));
    }

    private static PushFilter branches(NamePatterns branches) {
        return new PushFilter(branches, NONE, NONE, NONE);
    }

    private static PushFilter tags(NamePatterns tags) {
        return new PushFilter(NONE, tags, NONE, NONE);
    }

    private static PushFilter files(NamePatterns files) {
        return new PushFilter(NONE, NONE, NONE, files);
    }

    private static Changed branch(String name) {
        return Changed.of(SourceRevision.git("https://example.com/r", name, "a".repeat(40)), "main");
    }

    private static Changed tag(String name) {
        return branch("refs/tags/" + name);
    }

    private static Answer decide(List<PushFilter> filters, Changed changed, PushFilter.Differences files)
            throws Exception {
        return PushFilter.decide(filters, changed, files);
    }

    private static boolean starts(PushFilter filter, Changed changed, String... files) throws Exception {
        return decide(List.of(filter), changed, () -> new Files(List.of(files), null))
                .starts();
    }

    private static boolean passes(PushFilter filter, Changed changed) throws Exception {
        return decide(List.of(filter), changed, NOT_ASKED).starts();
    }

    @Test
    void withoutAFilterEverythingStarts() throws Exception {
        assertThat(decide(List.of(), branch("main"), NOT_ASKED).starts()).isTrue();
    }

    @Test
    void branches() throws Exception {
        assertThat(passes(branches(only("release/*")), branch("release/1"))).isTrue();
        assertThat(passes(branches(only("release/*")), branch("release/1/hotfix")))
                .isFalse();
        assertThat(passes(branches(only("release/**")), branch("release/1/hotfix")))
                .isTrue();
        assertThat(passes(branches(only("release/*")), branch("main"))).isFalse();
        assertThat(passes(branches(only("main", "next")), branch("next"))).isTrue();
        assertThat(passes(branches(but("feature/**")), branch("main"))).isTrue();
        assertThat(passes(branches(but("feature/**")), branch("feature/x/y"))).isFalse();
        assertThat(passes(branches(only("*")), branch("feature/x"))).isFalse();
    }

    @Test
    void excludesWin() throws Exception {
        PushFilter filter = branches(new NamePatterns(List.of("release/**"), List.of("release/old/*", "release/1")));
        assertThat(passes(filter, branch("release/2"))).isTrue();
        assertThat(passes(filter, branch("release/1"))).isFalse();
        assertThat(passes(filter, branch("release/old/1"))).isFalse();
        assertThat(decide(List.of(filter), branch("release/1"), NOT_ASKED).why())
                .isEqualTo("branch release/1 is excluded by 'release/1'");
    }

    @Test
    void tagsAreNoBranches() throws Exception {
        assertThat(passes(tags(only("v*")), tag("v1.2"))).isTrue();
        assertThat(passes(tags(only("v*")), tag("build-7"))).isFalse();
        assertThat(passes(tags(only("v*")), branch("v1.2"))).isFalse();
        assertThat(passes(branches(only("**")), tag("v1.2"))).isFalse();
        assertThat(passes(tags(but("v*-rc*")), tag("v1.2-rc1"))).isFalse();
        assertThat(passes(tags(but("v*-rc*")), tag("v1.2"))).isTrue();
    }

    @Test
    void aFilterOfFilesIsForTheSourcesOwnBranch() throws Exception {
        PushFilter filter = files(only("services/checkout/**"));
        assertThat(starts(filter, branch("main"), "services/checkout/a.java")).isTrue();
        assertThat(starts(filter, branch("next"), "services/checkout/a.java")).isFalse();
        assertThat(starts(filter, tag("v1"), "services/checkout/a.java")).isFalse();
    }

    @Test
    void oneFileThatPassesIsEnough() throws Exception {
        PushFilter filter = files(new NamePatterns(List.of("services/**"), List.of("**.md")));
        assertThat(starts(filter, branch("main"), "README.md", "services/a.md", "services/b/c.java"))
                .isTrue();
        assertThat(starts(filter, branch("main"), "README.md", "services/a.md")).isFalse();
        assertThat(starts(filter, branch("main"))).as("no file at all").isFalse();
        PushFilter noDocs = files(but("docs/**"));
        assertThat(starts(noDocs, branch("main"), "docs/a", "src/b")).isTrue();
        assertThat(starts(noDocs, branch("main"), "docs/a", "docs/b")).isFalse();
    }

    @Test
    void branchesAndFilesTogether() throws Exception {
        PushFilter filter = new PushFilter(only("release/**"), NONE, NONE, only("src/**"));
        assertThat(starts(filter, branch("release/1"), "src/a")).isTrue();
        assertThat(starts(filter, branch("release/1"), "docs/a")).isFalse();
        assertThat(passes(filter, branch("main"))).as("nobody fetches for it").isFalse();
    }

    @Test
    void theFirstPushOfABranchDoesNotStartWithFiles() throws Exception {
        PushFilter filter = new PushFilter(only("release/**"), NONE, NONE, only("**"));
        Answer answer = decide(List.of(filter), branch("release/1"), () -> Files.FIRST);
        assertThat(answer.starts()).isFalse();
        assertThat(answer.why()).contains("first push");
    }

    @Test
    void whatCannotBeToldStarts() throws Exception {
        Answer answer = decide(
                List.of(files(only("src/**"))), branch("main"), () -> new Files(List.of("docs/a"), "it is gone"));
        assertThat(answer.starts()).isTrue();
        assertThat(answer.why()).contains("it is gone");
    }

    @Test
    void oneFilterOfSeveralIsEnough() throws Exception {
        List<PushFilter> filters = List.of(
                new PushFilter(only("main"), NONE, NONE, only("a/**")),
                tags(only("v*")),
                new PushFilter(only("main"), NONE, NONE, only("b/**")));
        assertThat(decide(filters, tag("v1"), NOT_ASKED).starts()).isTrue();
        assertThat(decide(filters, branch("main"), () -> new Files(List.of("b/1"), null))
                        .starts())
                .isTrue();
        Answer no = decide(filters, branch("main"), () -> new Files(List.of("c/1", "c/2"), null));
        assertThat(no.starts()).isFalse();
        assertThat(no.why())
                .contains("of 2 changed files none passes")
                .contains("'a/**'")
                .contains("'b/**'")
                .contains("branch main is none of what the filter names");
    }

    @Test
    void filesAreAskedForOnceAndOnlyWhereTheyDecide() throws Exception {
        int[] asked = {0};
        decide(List.of(files(only("a")), files(only("b"))), branch("main"), () -> {
            asked[0]++;
            return new Files(List.of("c"), null);
        });
        assertThat(asked[0]).isEqualTo(1);
        List<PushFilter> both = List.of(files(only("a")), branches(only("main")));
        assertThat(decide(both, branch("main"), NOT_ASKED).starts()).isTrue();
    }

    @Test
    void objectsAndImages() throws Exception {
        Changed object = Changed.of(SourceRevision.s3("b", "releases/1.zip", "v", "e", null, null), "app.zip");
        assertThat(object).isEqualTo(new Changed(Thing.KEY, "releases/1.zip", false));
        PushFilter keys = new PushFilter(NONE, NONE, only("releases/*.zip"), NONE);
        assertThat(passes(keys, object)).isTrue();
        Changed image = Changed.of(SourceRevision.ecr("r/shop", "1.2", "sha256:1", null), "latest");
        assertThat(passes(tags(only("1.*")), image)).isTrue();
        assertThat(passes(tags(only("2.*")), image)).isFalse();
    }

    @Test
    void whatIsWrong() {
        assertThat(branches(only("a")).problems()).isEmpty();
        assertThat(new PushFilter(NONE, NONE, NONE, NONE).problems())
                .singleElement()
                .asString()
                .contains("says nothing");
        assertThat(new PushFilter(only("a"), only("b"), NONE, NONE).problems())
                .singleElement()
                .asString()
                .startsWith("tags: a push is of a branch or of a tag");
        assertThat(new PushFilter(NONE, only("b"), NONE, only("c")).problems()).hasSize(1);
        assertThat(new PushFilter(but("[a"), NONE, NONE, only("{", "x")).problems())
                .containsExactly(
                        "excludedBranches: '[a' is not a pattern: a bracket is not closed.",
                        "filePaths: '{' is not a pattern: a brace is not closed.");
    }

    @Test
    void aNameIsShownAsOneLine() throws Exception {
        Answer answer =
                decide(List.of(files(only("a"))), branch("main"), () -> new Files(List.of("b\n\u001b[31mc"), null));
        assertThat(answer.why()).doesNotContain("\n").doesNotContain("\u001b");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.StreamTaskListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.branch.BranchBuildStrategy;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.AbstractGitSCMSource.SCMRevisionImpl;
import jenkins.plugins.git.GitBranchSCMHead;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.GitTagSCMHead;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;
import jenkins.scm.api.mixin.ChangeRequestSCMRevision;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Filters as build strategies of a multibranch project. */
@WithJenkins
@ExtendWith(LocalRepositories.class)
class FilteredBuildsJenkinsTest {

    private static final SCMHead MAIN = new GitBranchSCMHead("main");

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private static final class Pull extends SCMHead implements ChangeRequestSCMHead2 {
        private static final long serialVersionUID = 1L;

        Pull() {
            super("PR-7");
        }

        @Override
        public String getId() {
            return "7";
        }

        @Override
        public SCMHead getTarget() {
            return MAIN;
        }

        @Override
        public ChangeRequestCheckoutStrategy getCheckoutStrategy() {
            return ChangeRequestCheckoutStrategy.MERGE;
        }

        @Override
        public String getOriginName() {
            return "feature/new";
        }
    }

    private static final class PullRevision extends ChangeRequestSCMRevision<Pull> {
        private static final long serialVersionUID = 1L;
        private final String commit;

        PullRevision(String commit, String target) {
            super(new Pull(), new SCMRevisionImpl(MAIN, target));
            this.commit = commit;
        }

        @Override
        public boolean equivalent(ChangeRequestSCMRevision<?> other) {
            return other instanceof PullRevision pull && pull.commit.equals(commit);
        }

        @Override
        protected int _hashCode() {
            return commit.hashCode();
        }
    }

    /** A list that Jenkins's serializer takes. */
    private static List<String> saved(String... texts) {
        return new ArrayList<>(List.of(texts));
    }

    private boolean starts(BranchBuildStrategy strategy, GitSCMSource source, SCMRevision before, SCMRevision now) {
        return strategy.automaticBuild(
                source, now.getHead(), now, before, before, new StreamTaskListener(log, StandardCharsets.UTF_8));
    }

    private boolean starts(BranchBuildStrategy strategy, SCMHead head) {
        return starts(strategy, new GitSCMSource("https://git.example/shop.git"), null, new SCMRevisionImpl(head, "1"));
    }

    @Test
    void theFormOfAMultibranchProjectKeepsWhatWasSaid(JenkinsRule j) throws Exception {
        PushBuilds branches = new PushBuilds();
        branches.branches = saved("main", "release/**");
        branches.filePaths = saved("services/check out/**");
        PushBuilds tags = new PushBuilds();
        tags.excludedTags = saved("nightly-*");
        PullRequestBuilds pulls = new PullRequestBuilds();
        pulls.events = saved("OPEN", "UPDATED");
        pulls.excludedSourceBranches = saved("bot/**");
        PullRequestBuilds all = new PullRequestBuilds();
        List<BranchBuildStrategy> said = List.of(branches, tags, pulls, all);
        WorkflowMultiBranchProject project = j.createProject(WorkflowMultiBranchProject.class, "shop");
        BranchSource source = new BranchSource(new GitSCMSource(temp.toUri().toString()));
        source.setBuildStrategies(said);
        project.getSourcesList().add(source);
        j.configRoundtrip(project);
        List<BranchBuildStrategy> kept = project.getSourcesList().get(0).getBuildStrategies();
        assertThat(kept).usingRecursiveFieldByFieldElementComparator().isEqualTo(said);
        assertThat(kept).noneMatch(said::contains);
    }

    @Test
    void branchesAndTagsStartByTheirNames(JenkinsRule j) {
        PushBuilds branches = new PushBuilds();
        branches.branches = List.of("release/**");
        PushBuilds tags = new PushBuilds();
        tags.tags = List.of("v*");
        assertThat(starts(branches, new GitBranchSCMHead("release/1"))).isTrue();
        assertThat(starts(branches, MAIN)).isFalse();
        assertThat(starts(branches, new GitTagSCMHead("release/1", 1))).isFalse();
        assertThat(starts(tags, new GitTagSCMHead("v1", 1))).isTrue();
        assertThat(starts(tags, new GitBranchSCMHead("v1"))).isFalse();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("main does not start. Branch main matches none of 'release/**'.");
    }

    @Test
    void pullRequestsStartByTheirEventsAndBranches(JenkinsRule j) {
        PullRequestBuilds opened = new PullRequestBuilds();
        opened.events = List.of("OPEN");
        PullRequestBuilds updated = new PullRequestBuilds();
        updated.events = List.of("UPDATED");
        updated.targetBranches = List.of("main");
        updated.sourceBranches = List.of("feature/*");
        PushBuilds pushes = new PushBuilds();
        pushes.branches = List.of("**");
        GitSCMSource source = new GitSCMSource("https://git.example/shop.git");
        PullRevision now = new PullRevision("2", "b");
        assertThat(starts(opened, source, null, now)).isTrue();
        assertThat(starts(opened, source, new PullRevision("1", "b"), now)).isFalse();
        assertThat(starts(updated, source, null, now)).isFalse();
        assertThat(starts(updated, source, new PullRevision("1", "b"), now)).isTrue();
        assertThat(starts(updated, source, new PullRevision("2", "a"), now)).isFalse();
        assertThat(starts(pushes, source, null, now)).isFalse();
        assertThat(starts(opened, MAIN)).isFalse();
    }

    @Test
    void filesAreAskedOfTheRepository(JenkinsRule j) throws Exception {
        GitRepository repository = new GitRepository(temp.resolve("repository"));
        repository.git("config", "uploadpack.allowFilter", "true");
        String first = repository.commit("docs/a.md", "1", "One");
        String second = repository.commit("docs/a.md", "2", "Two");
        String third = repository.commit("src/a.c", "3", "Three");
        WorkflowMultiBranchProject project = j.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource("file://" + repository.folder);
        project.getSourcesList().add(new BranchSource(source));
        source.setOwner(project);
        PushBuilds code = new PushBuilds();
        code.filePaths = List.of("src/**");
        assertThat(starts(code, source, at(first), at(second))).isFalse();
        assertThat(starts(code, source, at(second), at(third))).isTrue();
        assertThat(starts(code, source, null, at(third))).isFalse();
        assertThat(starts(code, source, at("0".repeat(40)), at(third))).isTrue();
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("Nobody can say whether a file passes");
    }

    private static SCMRevision at(String commit) {
        return new SCMRevisionImpl(MAIN, commit);
    }

    @Test
    void aFilterThatIsWrongStartsNothingAndSaysSo(JenkinsRule j) {
        PushBuilds push = new PushBuilds();
        push.branches = List.of("[");
        assertThat(starts(push, MAIN)).isFalse();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("main does not start. The filter has to be corrected: branches: '[' is not a pattern");
    }
}

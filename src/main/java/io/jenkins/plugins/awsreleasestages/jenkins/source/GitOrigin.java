package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.model.Run;
import hudson.plugins.git.Branch;
import hudson.plugins.git.Revision;
import hudson.plugins.git.util.BuildData;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.List;
import java.util.Optional;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;

/** Where the Git plugin is; without it Jenkins cannot load this class and leaves it out. */
@Extension(optional = true)
public final class GitOrigin implements RunOrigin {

    /** Links the class to the plugin, so that without it no instance is made. */
    private final Class<?> needed = BuildData.class;

    @Override
    public SourceRevision find(Run<?, ?> run) {
        SourceRevision pinned = pinned(run);
        return pinned == null ? checkedOut(run) : pinned;
    }

    /** Of a branch, a tag or a pull request that has a job of its own. */
    private static SourceRevision pinned(Run<?, ?> run) {
        SCMSource source = SCMSource.SourceByItem.findSource(run.getParent());
        return source instanceof AbstractGitSCMSource git
                        && SCMRevisionAction.getRevision(source, run)
                                instanceof AbstractGitSCMSource.SCMRevisionImpl commit
                ? SourceRevision.checkedOut(git.getRemote(), commit.getHead().getName(), commit.getHash())
                : null;
    }

    /** Of several repositories, such as those of shared libraries, nobody can tell which one is meant. */
    private static SourceRevision checkedOut(Run<?, ?> run) {
        List<SourceRevision> all = run.getActions(BuildData.class).stream()
                .map(GitOrigin::revision)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return all.size() == 1 ? all.get(0) : null;
    }

    private static Optional<SourceRevision> revision(BuildData data) {
        Revision built = data.getLastBuiltRevision();
        if (built == null || data.getRemoteUrls().isEmpty()) {
            return Optional.empty();
        }
        String branch =
                built.getBranches().stream().map(Branch::getName).findFirst().orElse(null);
        String url = data.getRemoteUrls().iterator().next();
        return Optional.of(SourceRevision.checkedOut(url, branch, built.getSha1String()));
    }
}

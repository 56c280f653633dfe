package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.model.Run;
import hudson.plugins.git.Branch;
import hudson.plugins.git.Revision;
import hudson.plugins.git.util.BuildData;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.List;
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
                .filter(one -> one.getLastBuiltRevision() != null
                        && !one.getRemoteUrls().isEmpty())
                .map(one -> revision(one.getRemoteUrls().iterator().next(), one.getLastBuiltRevision()))
                .distinct()
                .toList();
        return all.size() == 1 ? all.get(0) : null;
    }

    private static SourceRevision revision(String url, Revision built) {
        String branch =
                built.getBranches().stream().map(Branch::getName).findFirst().orElse(null);
        return SourceRevision.checkedOut(url, branch, built.getSha1String());
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.List;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.plugins.git.AbstractGitSCMSource.SCMRevisionImpl;

/** Asks the Git server, as the trigger does, with the credentials of the multibranch project's source. */
@Extension(optional = true)
public final class GitHeadChanges implements HeadChanges {

    /** Links the class to the plugin, so that without it no instance is made. */
    private final Class<?> needed = AbstractGitSCMSource.class;

    @Override
    public PushFilter.Files find(FilteredBuilds.Looked looked) throws IOException, InterruptedException {
        if (!(looked.source() instanceof AbstractGitSCMSource git)
                || !(looked.before() instanceof SCMRevisionImpl before)
                || !(looked.now() instanceof SCMRevisionImpl now)) {
            return null;
        }
        Item project = git.getOwner();
        GitRepositorySource repository = new GitRepositorySource(
                git.getRemote(), looked.head().getName(), Util.fixEmpty(git.getCredentialsId()));
        List<String> problems = repository.problems();
        if (!problems.isEmpty()) {
            throw RemoteFailure.refused(String.join(" ", problems));
        }
        return repository.changed(new JobSite(project, null), at(repository, before), at(repository, now));
    }

    private static SourceRevision at(GitRepositorySource repository, SCMRevisionImpl commit) {
        return repository.at(commit.getHash());
    }
}

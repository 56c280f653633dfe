package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import jenkins.scm.api.SCMEventListener;
import jenkins.scm.api.SCMHeadEvent;

/**
 * What a web hook of a plugin tells Jenkins is news of a repository. The plugins for GitHub, GitLab, Bitbucket, Gitea and Git
 * all say that no event of theirs is about a source control that is none of a multibranch project; the name of the repository
 * they tell everybody.
 */
@Extension(optional = true)
public final class PushEvents extends SCMEventListener {

    @Override
    public void onSCMHeadEvent(SCMHeadEvent<?> event) {
        told(event.getSourceName());
    }

    /** @return how many triggers were told */
    static int told(String repository) {
        return repository == null ? 0 : ActionThreads.get().news().of(SourceNews.repository(repository));
    }
}

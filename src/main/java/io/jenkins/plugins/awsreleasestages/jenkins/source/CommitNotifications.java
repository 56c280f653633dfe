package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.model.ParameterValue;
import hudson.plugins.git.GitStatus;
import java.util.List;
import org.eclipse.jgit.transport.URIish;

/** What is told the Git plugin at {@code git/notifyCommit} is news, too. */
@Extension(optional = true)
public final class CommitNotifications extends GitStatus.Listener {

    @Override
    public List<GitStatus.ResponseContributor> onNotifyCommit(
            String origin, URIish uri, String sha1, List<ParameterValue> buildParameters, String... branches) {
        int told = PushEvents.told(uri.toString());
        return told == 0
                ? List.of()
                : List.of(new GitStatus.MessageResponseContributor("Triggers awsSourceChange that look now: " + told));
    }
}

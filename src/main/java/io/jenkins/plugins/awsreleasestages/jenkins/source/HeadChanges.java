package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import java.io.IOException;
import java.util.List;

/** Knows which files have changed in a branch of a multibranch project; there is one where the Git plugin is. */
public interface HeadChanges extends ExtensionPoint {

    /** @return null where it does not know this kind of source */
    PushFilter.Files find(FilteredBuilds.Looked looked) throws IOException, InterruptedException;

    /** Both revisions are there. */
    static PushFilter.Files of(FilteredBuilds.Looked looked) throws IOException, InterruptedException {
        for (HeadChanges one : ExtensionList.lookup(HeadChanges.class)) {
            PushFilter.Files files = one.find(looked);
            if (files != null) {
                return files;
            }
        }
        return new PushFilter.Files(List.of(), "only of branches in Git is it known which files have changed");
    }
}

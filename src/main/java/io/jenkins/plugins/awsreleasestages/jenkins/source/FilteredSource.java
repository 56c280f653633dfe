package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.Set;

/** A source of which a trigger can watch more than the one branch, object or tag that it names, and not all its changes. */
interface FilteredSource {

    /** The branch, key or tag that it names. */
    String ownName();

    /** What its filters may name. */
    Set<PushFilter.Thing> things();

    /** The newest revision of all that filters may name, whichever do. */
    Polling.Found everything(SourceSite site) throws IOException, InterruptedException;

    /** The files that differ between two of its revisions; only of a source with branches. */
    default PushFilter.Files changed(SourceSite site, SourceRevision before, SourceRevision after)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("No files are compared of " + after);
    }
}

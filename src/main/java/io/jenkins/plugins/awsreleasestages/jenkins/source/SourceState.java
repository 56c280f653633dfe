package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.Map;

/**
 * What is saved of a running {@code awsSource}.
 *
 * @param asked the revision that the user names; null for the trigger's or the newest
 * @param pinned the pinned revision, see {@link SourceRevision#toMap}; null before the start
 * @param why why it is this revision, for the log
 */
record SourceState(String asked, Map<String, String> pinned, String why) {

    SourceState pinned(SourceRevision pin, String reason) {
        return new SourceState(asked, pin.toMap(), reason);
    }

    /** Null before the start. */
    SourceRevision revision() {
        return pinned == null ? null : SourceRevision.of(pinned);
    }
}

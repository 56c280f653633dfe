package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.Serializable;

/**
 * What is saved of a running {@code awsSource}. Public: Pipeline's serializer reads no other records.
 *
 * @param asked the revision that the user names; null for the trigger's or the newest
 * @param revision the pinned revision; null before the start
 * @param why why it is this revision, for the log
 */
public record SourceState(String asked, SourceRevision revision, String why) implements Serializable {

    SourceState pinned(SourceRevision pin, String reason) {
        return new SourceState(asked, pin, reason);
    }
}

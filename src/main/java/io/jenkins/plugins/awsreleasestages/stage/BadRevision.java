package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.document.OneLine;
import java.time.Instant;

/**
 * A revision that is not to be released any more: it enters no stage, and no rollback goes to it.
 *
 * @param revision the commit, the digest or the version, in full
 * @param by the user's id
 */
public record BadRevision(String revision, String by, Instant at, String reason) {

    public BadRevision {
        reason = OneLine.of(reason, StageVisit.LONGEST_TEXT);
    }
}

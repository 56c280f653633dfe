package io.jenkins.plugins.awsreleasestages.stage;

import io.jenkins.plugins.awsreleasestages.document.OneLine;
import java.time.Instant;

/**
 * The way into a stage of a job, as somebody has last set it.
 *
 * @param closed no release enters but what was asked for: retries and rollbacks
 * @param pinned the stage stays at its release: not even those enter
 * @param by the user's id
 * @param reason in that person's words
 */
public record Transition(String stage, boolean closed, boolean pinned, String by, Instant at, String reason) {

    public Transition {
        reason = OneLine.of(reason, StageVisit.LONGEST_TEXT);
    }
}

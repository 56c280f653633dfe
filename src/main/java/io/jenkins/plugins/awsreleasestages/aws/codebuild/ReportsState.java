package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.time.Instant;
import java.util.List;

/**
 * All that is saved while reports are read: they are read from the beginning after a restart.
 *
 * @param buildSucceeded whether failed tests make the run unstable: those of a failed build change nothing
 * @param arns of the reports
 */
public record ReportsState(boolean buildSucceeded, Instant since, List<String> arns) {

    /** @param well whether the build, and what came after it, has ended well */
    public static ReportsState create(BuildState of, boolean well, Instant now) {
        return new ReportsState(well, now, of.output().reports());
    }
}

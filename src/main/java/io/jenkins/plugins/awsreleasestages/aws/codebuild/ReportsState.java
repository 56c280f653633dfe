package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * All that is saved while reports are read: they are read from the beginning after a restart.
 *
 * @param of the build whose reports they are
 * @param failure why it failed; null when it did not
 * @param arns of the reports
 */
public record ReportsState(BuildState of, String failure, Instant since, List<String> arns) implements Serializable {

    public static ReportsState create(BuildState of, String failure, Instant now) {
        return new ReportsState(of, failure, now, of.output().reports());
    }
}

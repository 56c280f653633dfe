package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands between the change set and its execution.
 *
 * @param approve whether people are asked in any case
 * @param approvers user ids and group names; empty: whoever may build the job
 */
public record ExecutionConditions(ReplacementPolicy replacement, boolean approve, List<String> approvers)
        implements Serializable {

    public ExecutionConditions {
        approvers = new ArrayList<>(approvers);
    }
}

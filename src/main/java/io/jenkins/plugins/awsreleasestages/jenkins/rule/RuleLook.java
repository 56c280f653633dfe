package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.time.Instant;

/**
 * What a rule is asked with.
 *
 * @param context of the run that waits
 * @param opened when the gate began to wait
 * @param last what the rule has said last, with what it kept; null at first
 * @param now by this clock, and no other
 * @param ofPolicy whether a policy demands it: then nothing of the job's choice counts
 */
public record RuleLook(ActionContext context, Instant opened, ConditionAnswer last, Instant now, boolean ofPolicy) {

    /** Of a rule of the job. */
    public RuleLook(ActionContext context, Instant opened, ConditionAnswer last, Instant now) {
        this(context, opened, last, now, false);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Item;
import hudson.util.FormValidation;

/** The check of approvers, for the steps' forms. */
public final class ApproverNames {

    private ApproverNames() {}

    public static FormValidation check(Item item, String lines) {
        return io.jenkins.plugins.awsreleasestages.jenkins.policy.ApproverNames.check(item, lines);
    }
}

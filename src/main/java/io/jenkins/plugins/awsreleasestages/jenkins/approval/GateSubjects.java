package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Action;
import io.jenkins.plugins.awsreleasestages.approval.Gate;

/** Knows what a question at a gate is about, such as a change set; the gate's page shows it. */
public interface GateSubjects extends Action {

    /** @return what the question is about, which has a view {@code subject.jelly}; null when that is not known here */
    Object subject(Gate gate);
}

package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;

/**
 * How one stack is changed.
 *
 * @param wanted what it is to be
 * @param files where template and parameters are read
 * @param stackPolicy JSON; null for that of the parameters file, or none
 * @param readiness what is done to a stack that takes no change as it is
 * @param judgement what stands between the change set and its execution; null where it is not executed
 * @param leavesOnAbort whether an execution goes on when the step is aborted
 */
record StackChange(
        WantedChange wanted,
        ChangeSetFiles files,
        String stackPolicy,
        Readiness readiness,
        Judgement judgement,
        boolean leavesOnAbort) {

    /** The same for another stack of an assembly. */
    StackChange of(WantedChange other, ChangeSetFiles otherFiles) {
        return new StackChange(other, otherFiles, stackPolicy, readiness, judgement, leavesOnAbort);
    }

    String stack() {
        return wanted.stack();
    }
}

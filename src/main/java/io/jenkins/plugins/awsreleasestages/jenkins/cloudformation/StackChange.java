package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackPreparation;

/**
 * How one stack is changed.
 *
 * @param wanted what it is to be
 * @param files where template and parameters are read
 * @param stackPolicy JSON; null for that of the parameters file, or none
 * @param preparation what is done to a stack that takes no change as it is
 * @param conditions what stands between the change set and its execution; null where it is not executed
 * @param leavesOnAbort whether an execution goes on when the step is aborted
 */
record StackChange(
        SealedChangeSetRequest wanted,
        ChangeSetFiles files,
        String stackPolicy,
        StackPreparation preparation,
        ExecutionConditions conditions,
        boolean leavesOnAbort) {

    /** The same for another stack of an assembly. */
    StackChange of(SealedChangeSetRequest other, ChangeSetFiles otherFiles) {
        return new StackChange(other, otherFiles, stackPolicy, preparation, conditions, leavesOnAbort);
    }

    String stack() {
        return wanted.stack();
    }
}

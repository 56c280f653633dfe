package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

/** What a look at a change set brings. */
public sealed interface ChangeSetAnswer {

    /** It is there. */
    record Described(ChangeSetContent content) implements ChangeSetAnswer {}

    /**
     * It is not there.
     *
     * @param stackGone whether the stack that came into being with it is gone too
     */
    record Missing(boolean stackGone) implements ChangeSetAnswer {}

    /**
     * It changed nothing and has been deleted.
     *
     * @param problem why it could not be deleted; null when it was
     */
    record Cleared(String problem) implements ChangeSetAnswer {}
}

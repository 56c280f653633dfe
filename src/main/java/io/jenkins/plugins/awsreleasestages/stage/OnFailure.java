package io.jenkins.plugins.awsreleasestages.stage;

/** What follows by itself when a stage fails, in CodePipeline's words. */
public enum OnFailure {
    FAIL,
    /** Once, as a run of its own: what had ended well is not done again. */
    RETRY,
    /** The last good release is released again. */
    ROLLBACK
}

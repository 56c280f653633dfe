package io.jenkins.plugins.awsreleasestages.aws.codebuild;

/** How much of a build's log is shown. */
public enum LogMode {
    /** Every line, as it is written. */
    FULL,
    /** The last lines, once the build has ended. */
    TAIL,
    /** Nothing; the log is never read, so that no right to read it is needed. */
    NONE
}

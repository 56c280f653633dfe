package io.jenkins.plugins.awsreleasestages.stage;

/** How releases share a stage, in CodePipeline's words for execution modes. */
public enum StageMode {
    /** One at a time; of those that wait the newest stays, and the others are superseded. CodePipeline's default. */
    SUPERSEDED,
    /** One at a time, first come, first served. */
    QUEUED,
    /** As many as come. */
    PARALLEL
}

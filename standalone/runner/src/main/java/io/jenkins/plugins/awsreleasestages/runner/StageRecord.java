package io.jenkins.plugins.awsreleasestages.runner;

import java.io.Serializable;

/** A stage, as the terminal and {@code result.json} tell of it. */
final class StageRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final int depth;
    final String branch;
    final long started = System.currentTimeMillis();
    long millis;

    /** Null while it runs. */
    String result;

    StageRecord(String name, int depth, String branch) {
        this.name = name;
        this.depth = depth;
        this.branch = branch;
    }
}

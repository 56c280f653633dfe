package io.jenkins.plugins.awsreleasestages.jenkins;

import java.io.Serializable;

/** Tells what is inside a stage of a release in which one it is. No record: Pipeline cannot save those. */
public final class StageScope implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;

    public StageScope(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}

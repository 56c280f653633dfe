package io.jenkins.plugins.awsreleasestages.jenkins;

import java.io.Serializable;

/** Tells what is inside a stage of a release in which one it is. No record: Pipeline cannot save those. */
public final class StageScope implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String name;
    private final StageScope outer;

    /** @param outer the stage around it; null where there is none */
    public StageScope(String id, String name, StageScope outer) {
        this.id = id;
        this.name = name;
        this.outer = outer;
    }

    public String id() {
        return id;
    }

    /** Null in what version 1.0 has saved. */
    public String name() {
        return name;
    }

    public StageScope outer() {
        return outer;
    }
}

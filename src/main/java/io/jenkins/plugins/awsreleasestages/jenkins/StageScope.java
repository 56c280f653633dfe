package io.jenkins.plugins.awsreleasestages.jenkins;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Tells what is inside a stage of a release in which one it is. No record: Pipeline cannot save those. */
public final class StageScope implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String name;
    private final StageScope outer;
    private final ArrayList<String> receivers;

    /**
     * @param outer the stage around it; null where there is none
     * @param receivers the names of those who are told of it and of what is asked in it
     */
    public StageScope(String id, String name, StageScope outer, List<String> receivers) {
        this.id = id;
        this.name = name;
        this.outer = outer;
        this.receivers = new ArrayList<>(receivers);
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

    /** The names of those who are told of what is asked in it, also as stages around it say. */
    public List<String> receivers() {
        List<String> all = new ArrayList<>();
        for (StageScope stage = this; stage != null; stage = stage.outer) {
            // Null in what was saved before there were any.
            all.addAll(stage.receivers == null ? List.of() : stage.receivers);
        }
        return all;
    }
}

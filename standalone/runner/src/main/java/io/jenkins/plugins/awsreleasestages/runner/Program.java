package io.jenkins.plugins.awsreleasestages.runner;

import groovy.lang.Script;
import hudson.FilePath;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that is saved of a running Jenkinsfile. Only the program's thread changes it. */
final class Program implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Others may look at it at any time. */
    final CopyOnWriteArrayList<Fiber> fibers = new CopyOnWriteArrayList<>();
    final ArrayList<StageRecord> stages = new ArrayList<>();

    /** What the Jenkinsfile assigned to {@code env}. */
    final LinkedHashMap<String, String> env = new LinkedHashMap<>();

    Script script;
    private int lastId;

    int newId() {
        return ++lastId;
    }

    Fiber nextRunnable() {
        for (Fiber fiber : fibers) {
            if (fiber.next != null) {
                return fiber;
            }
        }
        return null;
    }

    /** The steps that wait for something else than a body of their own. */
    List<StepCall> leaves() {
        return leavesBelow(null);
    }

    /** As {@link #leaves()}, but only those inside the body; null is the whole program. */
    List<StepCall> leavesBelow(BodyRun body) {
        List<StepCall> leaves = new ArrayList<>();
        for (Fiber fiber : fibers) {
            if (fiber.waitingFor != null && inside(fiber, body) && !hasBody(fiber.waitingFor)) {
                leaves.add(fiber.waitingFor);
            }
        }
        return leaves;
    }

    List<Fiber> fibersBelow(BodyRun body) {
        return fibers.stream().filter(fiber -> inside(fiber, body)).toList();
    }

    /** The folders in which a {@code node} is at work. */
    Set<String> workspaces() {
        Set<String> workspaces = new HashSet<>();
        for (Fiber fiber : fibers) {
            for (BodyRun body = fiber.body; body != null; body = body.owner().around()) {
                if (body.owner().function().equals("node") && body.given(FilePath.class) instanceof FilePath path) {
                    workspaces.add(path.getRemote());
                }
            }
        }
        return workspaces;
    }

    private boolean hasBody(StepCall call) {
        return fibers.stream().anyMatch(fiber -> fiber.body != null && fiber.body.owner() == call);
    }

    private static boolean inside(Fiber fiber, BodyRun body) {
        if (body == null) {
            return true;
        }
        for (BodyRun around = fiber.body; around != null; around = around.owner().around()) {
            if (around == body) {
                return true;
            }
        }
        return false;
    }
}

package org.jenkinsci.plugins.workflow.support.actions;

import hudson.model.InvisibleAction;
import java.io.IOException;
import java.util.List;
import org.jenkinsci.plugins.workflow.actions.PersistentAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

public class PauseAction extends InvisibleAction implements PersistentAction {
    private final String cause;
    private long endTime;

    public PauseAction(String cause) {
        this.cause = cause;
    }

    public String getCause() {
        return cause;
    }

    public boolean isPaused() {
        return endTime == 0;
    }

    public static PauseAction getCurrentPause(FlowNode node) {
        List<PauseAction> all = node.getActions(PauseAction.class);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    public static void endCurrentPause(FlowNode node) throws IOException {
        PauseAction current = getCurrentPause(node);
        if (current != null) {
            current.endTime = System.currentTimeMillis();
            node.save();
        }
    }
}

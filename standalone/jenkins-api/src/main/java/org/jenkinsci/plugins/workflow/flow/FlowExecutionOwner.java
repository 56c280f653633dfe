package org.jenkinsci.plugins.workflow.flow;

import hudson.model.Queue;
import java.io.IOException;
import java.io.Serializable;

public abstract class FlowExecutionOwner implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract Queue.Executable getExecutable() throws IOException;

    public FlowExecution getOrNull() {
        return null;
    }

    public interface Executable extends Queue.Executable {
        FlowExecutionOwner asFlowExecutionOwner();
    }
}

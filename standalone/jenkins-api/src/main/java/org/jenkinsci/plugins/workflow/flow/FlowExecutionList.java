package org.jenkinsci.plugins.workflow.flow;

import java.util.Collections;
import java.util.Iterator;

/** Of no run: a local run is alone, and knows of itself. */
public class FlowExecutionList implements Iterable<FlowExecution> {
    private static final FlowExecutionList NONE = new FlowExecutionList();

    public static FlowExecutionList get() {
        return NONE;
    }

    @Override
    public Iterator<FlowExecution> iterator() {
        return Collections.emptyIterator();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;

/**
 * Marks the node of a Pipeline step that waits at a gate, so that views of the Pipeline show it as paused. Where Pipeline
 * is; without it Jenkins cannot load this class and leaves it out.
 */
@Extension(optional = true)
public final class PausedNodes implements GateWatcher {

    private static final Logger LOGGER = Logger.getLogger(PausedNodes.class.getName());

    private static final String CAUSE = "Approval";

    /** Links the class to Pipeline, so that without it no instance is made. */
    private final Class<?> needed = PauseAction.class;

    /** Of a run that is killed nobody can ask for its nodes any more. */
    private final Map<Run<?, ?>, Set<FlowNode>> paused = new ConcurrentHashMap<>();

    @Override
    public void waits(ActionContext context) {
        FlowNode node = find(context, FlowNode.class);
        if (node == null) {
            return;
        }
        if (!isPaused(node)) {
            node.addAction(new PauseAction(CAUSE));
        }
        paused.computeIfAbsent(find(context, Run.class), run -> ConcurrentHashMap.newKeySet())
                .add(node);
    }

    @Override
    public void waitsNoMore(ActionContext context) {
        FlowNode node = find(context, FlowNode.class);
        if (node == null) {
            return;
        }
        end(node);
        paused.computeIfPresent(find(context, Run.class), (run, nodes) -> {
            nodes.remove(node);
            return nodes.isEmpty() ? null : nodes;
        });
    }

    /** A builder of a freestyle job has no node; that of a step may not be at hand. */
    private static <T> T find(ActionContext context, Class<T> type) {
        try {
            return context.find(type);
        } catch (RemoteFailure e) {
            LOGGER.log(Level.FINE, "No node to mark", e);
            return null;
        }
    }

    private static boolean isPaused(FlowNode node) {
        PauseAction current = PauseAction.getCurrentPause(node);
        return current != null && current.isPaused() && CAUSE.equals(current.getCause());
    }

    private static void end(FlowNode node) {
        if (!isPaused(node)) {
            return;
        }
        try {
            PauseAction.endCurrentPause(node);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The end of a pause could not be written down", e);
        }
    }

    private void ended(Run<?, ?> run) {
        Set<FlowNode> nodes = paused.remove(run);
        if (nodes != null) {
            nodes.forEach(PausedNodes::end);
        }
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        if (approvals != null && approvals.getGates().stream().anyMatch(GateRecord::isWaiting)) {
            nodesOf(run).forEach(PausedNodes::end);
        }
    }

    /** All there are, of a run that ended without its steps: one that could not go on after a crash. */
    private static Iterable<FlowNode> nodesOf(Run<?, ?> run) {
        FlowExecutionOwner owner =
                run instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
        FlowExecution execution = owner == null ? null : owner.getOrNull();
        return execution == null ? Set.of() : new FlowGraphWalker(execution);
    }

    /** A run that is killed ends without its steps. */
    @Extension(optional = true)
    public static final class Ends extends RunListener<Run<?, ?>> {

        private final Class<?> needed = PauseAction.class;

        @Override
        public void onCompleted(Run<?, ?> run, TaskListener listener) {
            ExtensionList.lookup(PausedNodes.class).forEach(nodes -> nodes.ended(run));
        }
    }
}

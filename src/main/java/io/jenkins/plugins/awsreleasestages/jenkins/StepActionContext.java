package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The surroundings of a Pipeline step. */
public record StepActionContext(StepContext context) implements ActionContext {

    private static final Logger LOGGER = Logger.getLogger(StepActionContext.class.getName());

    @Override
    public <T> T find(Class<T> type) {
        try {
            return context.get(type);
        } catch (IOException e) {
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The run is not at hand yet: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "Interrupted.", e);
        }
    }

    @Override
    public TaskListener listener() {
        try {
            TaskListener listener = find(TaskListener.class);
            return listener != null ? listener : TaskListener.NULL;
        } catch (RemoteFailure e) {
            LOGGER.log(Level.FINE, "No log for the step", e);
            return TaskListener.NULL;
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.util.Objects;

/** The surroundings of a builder of a freestyle job. */
record BuildActionContext(AbstractBuild<?, ?> build, Launcher launcher, TaskListener listener)
        implements ActionContext {

    @Override
    public <T> T find(Class<T> type) {
        Object found = of(type);
        return found != null ? type.cast(found) : provided(type);
    }

    private Object of(Class<?> type) {
        if (type == Run.class) {
            return build;
        }
        if (type == FilePath.class) {
            return build.getWorkspace();
        }
        if (type == Launcher.class) {
            return launcher;
        }
        if (type == TaskListener.class) {
            return listener;
        }
        return type == EnvVars.class ? environment() : null;
    }

    private <T> T provided(Class<T> type) {
        return build.getActions(ContextAction.class).stream()
                .map(action -> action.find(type))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private EnvVars environment() {
        try {
            return build.getEnvironment(listener);
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE, "The build's environment is not at hand: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "Interrupted.", e);
        }
    }
}

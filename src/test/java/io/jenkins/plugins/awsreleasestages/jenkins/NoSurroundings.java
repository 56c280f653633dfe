package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.TaskListener;

/** Surroundings of a plan that is only looked at: no run, no workspace. */
public final class NoSurroundings implements ActionContext {

    @Override
    public <T> T find(Class<T> type) {
        return null;
    }

    @Override
    public TaskListener listener() {
        return TaskListener.NULL;
    }
}

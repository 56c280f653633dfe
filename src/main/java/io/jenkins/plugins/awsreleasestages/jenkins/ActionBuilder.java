package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.tasks.Builder;
import java.io.IOException;

/** A builder of a freestyle job that does what the step of the same plan does. */
public abstract class ActionBuilder extends Builder {

    /** @throws hudson.AbortException when something in the form is wrong: all of it at once, before anything is started */
    protected abstract ActionPlan plan() throws IOException;

    /** What later builders may want to know, such as variables in the environment. */
    protected void record(AbstractBuild<?, ?> build, Object result) {}

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        record(build, new ActionLoop(plan(), new BuildActionContext(build, launcher, listener)).run());
        return true;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.tasks.Builder;
import java.io.IOException;

/** A builder of a freestyle job that does what the step of the same plan does. */
public abstract class ActionBuilder extends Builder {

    /** @throws hudson.AbortException when something in the form is wrong: all of it at once, before anything is started */
    protected abstract ActionPlan plan() throws IOException;

    /** The same for a form whose texts may name variables of the run; unless overridden they may not. */
    protected ActionPlan plan(EnvVars variables) throws IOException {
        return plan();
    }

    /** What later builders may want to know, such as variables in the environment. */
    protected void record(AbstractBuild<?, ?> build, Object result) {}

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        ActionContext context = new BuildActionContext(build, launcher, listener);
        record(build, new ActionLoop(plan(build.getEnvironment(listener)), context).run());
        return true;
    }
}

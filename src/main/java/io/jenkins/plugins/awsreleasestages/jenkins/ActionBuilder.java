package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import java.io.IOException;
import java.util.Map;

/** A builder of a freestyle job that does what the step of the same plan does. */
public abstract class ActionBuilder extends Builder {

    /**
     * @param variables of the run; texts of the form may name them
     * @throws hudson.AbortException when something in the form is wrong: all of it at once, before anything is started
     */
    protected abstract ActionPlan plan(EnvVars variables) throws IOException;

    /** What later builders find in their environment; what has no value is left out. */
    protected abstract Map<String, String> variables(Map<?, ?> result);

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        ActionContext context = new BuildActionContext(build, launcher, listener);
        Object result = new SequenceLoop(plan(build.getEnvironment(listener)), context).run();
        build.addAction(new VariablesAction(variables((Map<?, ?>) result)));
        return true;
    }

    /** What the descriptors of all of them have in common: every kind of freestyle job may have the builder. */
    protected abstract static class ActionBuilderDescriptor extends BuildStepDescriptor<Builder> {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}

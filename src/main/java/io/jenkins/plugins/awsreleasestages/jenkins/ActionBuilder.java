package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Descriptor;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import java.io.IOException;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.Step;

/**
 * A builder of a freestyle job that does what a step does, said in the same fields; texts may name variables of the run.
 * It is nested in the step's class, has a constructor with the step, and a descriptor with a symbol.
 *
 * @param <S> the step
 */
public abstract class ActionBuilder<S extends Step & ActionStep> extends Builder {

    private final S step;

    protected ActionBuilder(S step) {
        this.step = step;
    }

    public S getStep() {
        return step;
    }

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        ActionContext context = new BuildActionContext(build, launcher, listener);
        ActionPlan plan = step.planOfBuilder(build.getEnvironment(listener));
        Object result = new SequenceLoop(plan, context).run();
        build.addAction(new VariablesAction(step.variables((Map<?, ?>) result)));
        return true;
    }

    /** Every kind of freestyle job may have the builder; its form is the step's. */
    protected abstract static class ActionBuilderDescriptor extends BuildStepDescriptor<Builder> {

        public final Descriptor<?> getStepDescriptor() {
            return Jenkins.get().getDescriptorOrDie(clazz.getEnclosingClass().asSubclass(Step.class));
        }

        @Override
        public final String getDisplayName() {
            return clazz.getEnclosingClass()
                    .getAnnotation(ActionStep.Title.class)
                    .value();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public final boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}

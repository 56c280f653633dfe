package io.jenkins.plugins.awsreleasestages.runner.steps;

import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that Jenkins has from elsewhere, in the least form that a release needs. */
abstract class BaseStep extends Step {

    @Override
    public final StepExecution start(StepContext context) throws Exception {
        return start((StepCall) context);
    }

    abstract StepExecution start(StepCall call) throws Exception;

    /** Says what there is to say about such a step. */
    abstract static class Described extends StepDescriptor {
        private final String name;
        private final boolean block;
        private final Set<Class<?>> required;

        Described(String name, boolean block, Class<?>... required) {
            this.name = name;
            this.block = block;
            this.required = new LinkedHashSet<>(List.of(required));
        }

        @Override
        public String getFunctionName() {
            return name;
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return block;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return required;
        }
    }
}

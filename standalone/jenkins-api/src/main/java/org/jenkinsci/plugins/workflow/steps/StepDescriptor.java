package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Descriptor;
import java.util.Map;
import java.util.Set;
import standalone.Host;

public abstract class StepDescriptor extends Descriptor<Step> {
    public abstract Set<? extends Class<?>> getRequiredContext();

    public Set<? extends Class<?>> getProvidedContext() {
        return Set.of();
    }

    public abstract String getFunctionName();

    public Step newInstance(Map<String, Object> arguments) throws Exception {
        return Host.get().step(this, arguments);
    }

    public boolean takesImplicitBlockArgument() {
        return false;
    }
}

package org.jenkinsci.plugins.workflow.steps;

import hudson.ExtensionList;
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

    public boolean isAdvanced() {
        return false;
    }

    public boolean isMetaStep() {
        return false;
    }

    public String argumentsToString(Map<String, Object> namedArguments) {
        return namedArguments.size() == 1
                ? String.valueOf(namedArguments.values().iterator().next())
                : null;
    }

    public static ExtensionList<StepDescriptor> all() {
        return ExtensionList.lookup(StepDescriptor.class);
    }

    public static StepDescriptor byFunctionName(String name) {
        for (StepDescriptor descriptor : all()) {
            if (descriptor.getFunctionName().equals(name)) {
                return descriptor;
            }
        }
        return null;
    }
}

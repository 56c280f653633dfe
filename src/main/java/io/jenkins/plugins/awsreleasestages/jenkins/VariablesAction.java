package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a builder of a freestyle job tells the builders after it, as variables in their environment. */
public final class VariablesAction extends InvisibleAction implements EnvironmentContributingAction {

    private final Map<String, String> variables;

    /** @param variables those without a value are left out */
    public VariablesAction(Map<String, String> variables) {
        this.variables = new LinkedHashMap<>(variables);
        this.variables.values().removeIf(value -> value == null);
    }

    @Override
    public void buildEnvironment(Run<?, ?> run, EnvVars environment) {
        // Not override(): that would give a name like PATH+X a meaning, and what AWS answers is a plain value.
        // Jenkins takes ${NAME} in the environment for a variable, and two dollars for one.
        variables.forEach((name, value) -> environment.put(name, value.replace("$", "$$")));
    }
}

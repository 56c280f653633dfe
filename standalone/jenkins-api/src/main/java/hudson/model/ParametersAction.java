package hudson.model;

import hudson.EnvVars;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import jenkins.model.RunAction2;

public class ParametersAction implements RunAction2, Iterable<ParameterValue>, EnvironmentContributingAction {
    private final List<ParameterValue> parameters;

    public ParametersAction(List<ParameterValue> parameters) {
        this.parameters = new ArrayList<>(parameters);
    }

    public ParametersAction(List<ParameterValue> parameters, Collection<String> additionalSafeParameters) {
        this(parameters);
    }

    public List<ParameterValue> getParameters() {
        return List.copyOf(parameters);
    }

    public ParameterValue getParameter(String name) {
        return parameters.stream()
                .filter(one -> one.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Iterator<ParameterValue> iterator() {
        return getParameters().iterator();
    }

    @Override
    public void buildEnvironment(Run<?, ?> run, EnvVars env) {
        parameters.forEach(parameter -> parameter.buildEnvironment(run, env));
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Parameters";
    }

    @Override
    public String getUrlName() {
        return "parameters";
    }

    @Override
    public void onAttached(Run<?, ?> run) {}

    @Override
    public void onLoad(Run<?, ?> run) {}
}

package hudson.model;

import hudson.EnvVars;
import java.io.Serializable;

public abstract class ParameterValue implements Serializable {
    private static final long serialVersionUID = 1L;

    protected final String name;
    private String description;

    protected ParameterValue(String name, String description) {
        this.name = name;
        this.description = description;
    }

    public String getName() {
        return name;
    }

    public Object getValue() {
        return null;
    }

    public void buildEnvironment(Run<?, ?> build, EnvVars env) {}
}

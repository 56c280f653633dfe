package hudson.model;

import hudson.ExtensionPoint;
import java.io.Serializable;

public abstract class ParameterDefinition implements ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;

    protected ParameterDefinition(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    public ParameterValue getDefaultParameterValue() {
        return null;
    }
}

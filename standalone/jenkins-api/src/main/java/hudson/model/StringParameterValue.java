package hudson.model;

import hudson.EnvVars;
import java.util.Objects;

public class StringParameterValue extends ParameterValue {
    private static final long serialVersionUID = 1L;

    public String value;

    public StringParameterValue(String name, String value) {
        this(name, value, null);
    }

    public StringParameterValue(String name, String value, String description) {
        super(name, description);
        this.value = value == null ? "" : value;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public void buildEnvironment(Run<?, ?> build, EnvVars env) {
        env.put(name, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringParameterValue that && name.equals(that.name) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, value);
    }

    @Override
    public String toString() {
        return name + "='" + value + "'";
    }
}

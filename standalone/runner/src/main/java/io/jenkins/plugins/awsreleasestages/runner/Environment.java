package io.jenkins.plugins.awsreleasestages.runner;

import groovy.lang.GroovyObjectSupport;
import java.io.Serializable;
import java.util.Map;

/** The global {@code env}. */
public final class Environment extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Interpreter interpreter;

    Environment(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public Object getProperty(String name) {
        return interpreter.environment().get(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        interpreter.assignEnv(name, value == null ? null : value.toString());
    }

    public Map<String, String> getEnvironment() {
        return interpreter.environment();
    }
}

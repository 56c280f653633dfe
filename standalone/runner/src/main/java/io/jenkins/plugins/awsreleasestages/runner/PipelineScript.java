package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingPropertyException;
import java.util.Map;

/** What a Jenkinsfile is compiled to: a script whose unknown methods are steps. */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    private Interpreter interpreter;

    void bind(Interpreter to) {
        interpreter = to;
    }

    @Override
    public Object invokeMethod(String name, Object args) {
        Object[] arguments = args instanceof Object[] array ? array : new Object[] {args};
        if (interpreter.isStep(name)) {
            return Continuable.suspend(name, new StepRequest(name, arguments));
        }
        if (interpreter.isSymbol(name)) {
            return interpreter.symbol(name, arguments);
        }
        return super.invokeMethod(name, args);
    }

    /** Unlike Groovy's own, it goes to the log and not to the terminal. */
    @Override
    public void println(Object value) {
        Continuable.suspend("println", new StepRequest("echo", new Object[] {String.valueOf(value)}));
    }

    /** Groovy gives every object a method of this name; the step is meant. */
    public Object sleep(long seconds) {
        return invokeMethod("sleep", seconds);
    }

    @Override
    public void println() {
        println("");
    }

    @Override
    public Object getProperty(String name) {
        Map<?, ?> variables = getBinding().getVariables();
        if (variables.containsKey(name)) {
            return variables.get(name);
        }
        switch (name) {
            case "env":
                return new Environment(interpreter);
            case "params":
                return interpreter.params();
            case "currentBuild":
                return new CurrentBuild(interpreter);
            default:
                break;
        }
        try {
            return super.getProperty(name);
        } catch (MissingPropertyException e) {
            String value = interpreter.environment().get(name);
            if (value == null) {
                throw e;
            }
            return value;
        }
    }
}

package org.jenkinsci.plugins.workflow.steps;


public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Class<?> type;

    public MissingContextVariableException(Class<?> type) {
        this(type, null);
    }

    public MissingContextVariableException(Class<?> type, StepDescriptor asker) {
        this.type = type;
    }

    public Class<?> getType() {
        return type;
    }

    @Override
    public String getMessage() {
        String advice = type == hudson.FilePath.class
                        || type == hudson.Launcher.class
                        || type == hudson.model.Node.class
                ? "\nPerhaps you forgot to surround the step with a step that provides this, such as: node"
                : "";
        return "Required context " + type + " is missing" + advice;
    }
}

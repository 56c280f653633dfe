package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Result;
import java.io.IOException;
import java.io.Serializable;

/** The global {@code currentBuild}. */
public final class CurrentBuild implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Interpreter interpreter;

    CurrentBuild(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    private Build build() {
        return interpreter.build();
    }

    public int getNumber() {
        return build().getNumber();
    }

    public String getId() {
        return build().getId();
    }

    public String getResult() {
        Result result = build().getResult();
        return result == null ? null : result.toString();
    }

    public void setResult(String result) {
        build().setResult(Result.fromString(result));
    }

    public String getCurrentResult() {
        Result result = build().getResult();
        return (result == null ? Result.SUCCESS : result).toString();
    }

    public String getDisplayName() {
        return build().getDisplayName();
    }

    public void setDisplayName(String name) throws IOException {
        build().setDisplayName(name);
    }

    public String getFullDisplayName() {
        return build().getFullDisplayName();
    }

    public String getDescription() {
        return build().getDescription();
    }

    public void setDescription(String description) throws IOException {
        build().setDescription(description);
    }

    public long getStartTimeInMillis() {
        return build().getStartTimeInMillis();
    }

    public boolean resultIsBetterOrEqualTo(String other) {
        return Result.fromString(getCurrentResult()).isBetterOrEqualTo(Result.fromString(other));
    }

    public boolean resultIsWorseOrEqualTo(String other) {
        return Result.fromString(getCurrentResult()).isWorseOrEqualTo(Result.fromString(other));
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a CodeBuild build or batch gives the builders after it: id, number and link, and the variables a build has exported. These
 * have a prefix: whoever can change the buildspec must not be able to say PATH, LD_PRELOAD or MAVEN_OPTS to programs
 * that run outside of CodeBuild.
 */
public final class BuildVariablesAction extends InvisibleAction implements EnvironmentContributingAction {

    static final String PREFIX = "CODEBUILD_EXPORTED_";

    private final Map<String, String> variables = new LinkedHashMap<>();

    static BuildVariablesAction ofBuild(Map<?, ?> result) {
        BuildVariablesAction action = of("CODEBUILD_BUILD_", result);
        ((Map<?, ?>) result.get("variables")).forEach((name, value) -> action.put(PREFIX + name, value));
        return action;
    }

    static BuildVariablesAction ofBatch(Map<?, ?> result) {
        return of("CODEBUILD_BATCH_", result);
    }

    private static BuildVariablesAction of(String prefix, Map<?, ?> result) {
        BuildVariablesAction action = new BuildVariablesAction();
        action.put(prefix + "ID", result.get("id"));
        action.put(prefix + "ARN", result.get("arn"));
        action.put(prefix + "NUMBER", result.get("number"));
        action.put(prefix + "STATUS", result.get("status"));
        action.put(prefix + "URL", result.get("console"));
        action.put("CODEBUILD_RESOLVED_SOURCE_VERSION", result.get("revision"));
        return action;
    }

    private void put(String name, Object value) {
        if (value != null) {
            variables.put(name, Objects.toString(value));
        }
    }

    @Override
    public void buildEnvironment(Run<?, ?> run, EnvVars environment) {
        // Not override(): that would give a name like A+B a meaning, and what a build exports is a plain value.
        environment.putAll(variables);
    }
}

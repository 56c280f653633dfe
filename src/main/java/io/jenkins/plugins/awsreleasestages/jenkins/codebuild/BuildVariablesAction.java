package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a CodeBuild build gives the builders after it: its id, number and link, and the variables it has exported. These
 * have a prefix: whoever can change the buildspec must not be able to say PATH, LD_PRELOAD or MAVEN_OPTS to programs
 * that run outside of CodeBuild.
 */
public final class BuildVariablesAction extends InvisibleAction implements EnvironmentContributingAction {

    static final String PREFIX = "CODEBUILD_EXPORTED_";

    private final Map<String, String> variables = new LinkedHashMap<>();

    BuildVariablesAction(Map<?, ?> result) {
        ((Map<?, ?>) result.get("variables")).forEach((name, value) -> put(PREFIX + name, value));
        put("CODEBUILD_BUILD_ID", result.get("id"));
        put("CODEBUILD_BUILD_ARN", result.get("arn"));
        put("CODEBUILD_BUILD_NUMBER", result.get("number"));
        put("CODEBUILD_BUILD_STATUS", result.get("status"));
        put("CODEBUILD_BUILD_URL", result.get("console"));
        put("CODEBUILD_RESOLVED_SOURCE_VERSION", result.get("revision"));
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

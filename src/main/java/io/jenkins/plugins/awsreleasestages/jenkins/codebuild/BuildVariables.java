package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a CodeBuild build or batch gives the builders after it: id, number and link, and the variables a build has
 * exported. These have a prefix: whoever can change the buildspec must not be able to say PATH, LD_PRELOAD or
 * MAVEN_OPTS to programs that run outside of CodeBuild.
 */
final class BuildVariables {

    static final String PREFIX = "CODEBUILD_EXPORTED_";

    private BuildVariables() {}

    static Map<String, String> ofBuild(Map<?, ?> result) {
        Map<String, String> variables = of("CODEBUILD_BUILD_", result);
        ((Map<?, ?>) result.get("variables")).forEach((name, value) -> variables.put(PREFIX + name, text(value)));
        return variables;
    }

    static Map<String, String> ofBatch(Map<?, ?> result) {
        return of("CODEBUILD_BATCH_", result);
    }

    private static Map<String, String> of(String prefix, Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(prefix + "ID", text(result.get("id")));
        variables.put(prefix + "ARN", text(result.get("arn")));
        variables.put(prefix + "NUMBER", text(result.get("number")));
        variables.put(prefix + "STATUS", text(result.get("status")));
        variables.put(prefix + "URL", text(result.get("console")));
        variables.put("CODEBUILD_RESOLVED_SOURCE_VERSION", text(result.get("revision")));
        return variables;
    }

    private static String text(Object value) {
        return Objects.toString(value, null);
    }
}

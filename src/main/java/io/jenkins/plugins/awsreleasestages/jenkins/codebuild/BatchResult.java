package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction.State.BatchBuild;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a Jenkinsfile gets of a batch: maps, lists, texts and numbers. */
final class BatchResult {

    private BatchResult() {}

    /** See {@link io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan#atTheEnd}. */
    static Map<String, String> atTheEnd(BatchAction.State state) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("batch", state.id() + " " + state.status());
        facts.put("link", state.console());
        return facts;
    }

    static Map<String, Object> map(BatchAction.State state) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", state.id());
        result.put("arn", state.arn());
        result.put("number", state.number());
        result.put("status", state.status());
        result.put("console", state.console());
        result.put("revision", state.revision());
        result.put("phases", BuildResult.phases(state.phases()));
        result.put("builds", BuildResult.each(state.builds(), BatchResult::plain));
        return result;
    }

    private static Map<String, Object> plain(BatchBuild build) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("identifier", build.identifier());
        plain.put("status", build.status());
        plain.put("id", build.id());
        plain.put("console", build.console());
        plain.put("seconds", build.seconds());
        plain.put("dependsOn", new ArrayList<>(build.dependsOn()));
        plain.put("ignoreFailure", build.ignoreFailure());
        return plain;
    }
}

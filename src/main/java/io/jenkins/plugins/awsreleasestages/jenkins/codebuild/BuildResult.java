package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildArtifact;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildPhaseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a Jenkinsfile gets of a build: maps, lists, texts and numbers. */
final class BuildResult {

    private BuildResult() {}

    /** The same with where the artifacts are in the workspace. */
    static Map<String, Object> map(BuildAction.State state, BuildFiles files) {
        Map<String, Object> result = map(state);
        result.put("artifacts", each(state.output().artifacts(), artifact -> {
            Map<String, Object> plain = plain(artifact);
            plain.put("path", files.folder(artifact));
            return plain;
        }));
        return result;
    }

    static Map<String, Object> map(BuildAction.State state) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", state.id());
        result.put("arn", state.arn());
        result.put("number", state.number());
        result.put("status", state.status());
        result.put("console", state.console());
        result.put("logs", state.output().logLink());
        result.put("revision", state.revision());
        result.put("variables", new LinkedHashMap<>(state.variables()));
        result.put("phases", phases(state.phases()));
        result.put("artifacts", each(state.output().artifacts(), BuildResult::plain));
        result.put("reportArns", new ArrayList<>(state.output().reports()));
        result.put("reportGroups", reportGroups(state.output().reports()));
        return result;
    }

    /** See {@link io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan#atTheEnd}. */
    static Map<String, String> atTheEnd(BuildAction.State state) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (state.id() != null) {
            facts.put("build", state.id() + " " + state.status());
            facts.put("log", state.output().logLink());
            facts.put("link", state.console());
        }
        return facts;
    }

    /** {@code arn:aws:codebuild:region:account:report/group:uuid}. */
    private static List<String> reportGroups(List<String> reports) {
        return new ArrayList<>(reports.stream()
                .map(arn -> arn.substring(arn.indexOf('/') + 1))
                .map(name -> name.contains(":") ? name.substring(0, name.lastIndexOf(':')) : name)
                .distinct()
                .toList());
    }

    static List<Object> phases(List<BuildPhaseResult> phases) {
        return each(phases, BuildResult::plain);
    }

    static <T> List<Object> each(List<T> values, Function<T, Map<String, Object>> plain) {
        List<Object> list = new ArrayList<>();
        values.forEach(value -> list.add(plain.apply(value)));
        return list;
    }

    private static Map<String, Object> plain(BuildPhaseResult phase) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", phase.name());
        plain.put("status", phase.status());
        plain.put("seconds", phase.seconds());
        return plain;
    }

    private static Map<String, Object> plain(BuildArtifact artifact) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("identifier", artifact.identifier());
        plain.put("location", artifact.location());
        plain.put("sha256", artifact.sha256());
        plain.put("md5", artifact.md5());
        return plain;
    }
}

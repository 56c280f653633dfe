package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.jenkins.source.SourceRevisionsAction;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/** What Jenkins knows of who has built an artifact, in the words of <a href="https://slsa.dev/spec/v1.0/provenance">SLSA</a>. */
final class BuiltBy {

    /** How {@code externalParameters} are to be read. */
    private static final String TYPE = "https://plugins.jenkins.io/aws-release-stages/artifact/v1";

    private BuiltBy() {}

    static String statement(StoredArtifact artifact, Run<?, ?> run) {
        String jenkins = Util.fixNull(Jenkins.get().getRootUrl());
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("buildType", TYPE);
        definition.put(
                "externalParameters",
                Map.of("job", run.getParent().getFullName(), "run", run.getNumber(), "artifact", artifact.name()));
        definition.put("resolvedDependencies", sources(run));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("builder", Map.of("id", jenkins.isEmpty() ? "urn:jenkins" : jenkins));
        details.put(
                "metadata",
                Map.of(
                        "invocationId", jenkins + run.getUrl(),
                        "startedOn",
                                Instant.ofEpochMilli(run.getStartTimeInMillis()).toString(),
                        "finishedOn", Instant.now().toString()));
        return Provenance.statement(
                artifact.name(), artifact.sha256(), Map.of("buildDefinition", definition, "runDetails", details));
    }

    /** The revisions that the run has brought in, also as the manifest names them. */
    static List<Map<String, Object>> sources(Run<?, ?> run) {
        SourceRevisionsAction action = run.getAction(SourceRevisionsAction.class);
        return action == null
                ? List.of()
                : action.getRevisions().stream().map(BuiltBy::source).toList();
    }

    private static Map<String, Object> source(SourceRevision revision) {
        String id = revision.id();
        String location = revision.location();
        return switch (revision.kind()) {
            case GIT -> Map.of("uri", revision.place(), "name", location, "digest", Map.of("gitCommit", id));
            case ECR -> Map.of("uri", location, "digest", Map.of("sha256", id.replaceFirst("^sha256:", "")));
            case S3 -> Map.of("uri", location, "annotations", Map.of("versionId", id));
            case SCM -> Map.of("uri", revision.place(), "name", location, "annotations", Map.of("revision", id));
        };
    }
}

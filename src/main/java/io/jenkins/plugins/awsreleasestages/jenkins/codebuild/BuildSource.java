package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import java.util.Map;
import java.util.Objects;

/** What the result of {@code awsSource} or {@code storeArtifact} says about a build's source. */
final class BuildSource {

    private BuildSource() {}

    /** @return null where nothing is wrong */
    static String problem(Map<String, Object> source) {
        if (source == null) {
            return null;
        }
        String type = text(source, "type");
        boolean usable = "git".equals(type) || "s3".equals(type) && known(source, "bucket") && known(source, "key");
        return usable && isOneState(source)
                ? null
                : "source: this is no result of awsSource or storeArtifact. A source of another kind is said by sourceType, sourceLocation"
                        + " and sourceVersion.";
    }

    /** What storeArtifact has stored is one state by its key alone, also in a bucket without versions. */
    private static boolean isOneState(Map<String, Object> source) {
        return known(source, "revision") || known(source, "sha256");
    }

    /**
     * A commit is asked of the project's own repository, with the project's own rights; an object is the source itself,
     * whatever the project's.
     */
    static BuildRequest apply(Map<String, Object> source, BuildRequest request) {
        if (source == null) {
            return request;
        }
        BuildRequest versioned =
                known(source, "revision") ? request.with("sourceVersion", text(source, "revision")) : request;
        return "git".equals(text(source, "type"))
                ? versioned
                : versioned
                        .with("sourceTypeOverride", "S3")
                        .with("sourceLocationOverride", text(source, "bucket") + "/" + text(source, "key"));
    }

    private static boolean known(Map<String, Object> source, String name) {
        return text(source, name) != null;
    }

    private static String text(Map<String, Object> source, String name) {
        return Objects.toString(source.get(name), null);
    }
}

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.List;
import software.amazon.awssdk.services.codebuild.model.Build;

/**
 * What a look at a build was answered.
 *
 * @param build null where only the log was read, or where CodeBuild does not know the build (yet)
 * @param asked whether CodeBuild was asked for the build
 * @param log what the log had, null where there is none yet
 */
public record BuildAnswer(Build build, boolean asked, LogPages log) {

    /**
     * Some pages of the log.
     *
     * @param lines in order
     * @param token where to go on
     * @param more whether there may be more right now
     */
    public record LogPages(String group, String stream, List<String> lines, String token, boolean more) {}
}

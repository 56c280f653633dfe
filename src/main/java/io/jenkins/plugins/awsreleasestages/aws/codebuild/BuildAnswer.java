package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.List;
import software.amazon.awssdk.services.codebuild.model.Build;

/**
 * What a look at a build was answered: how the build is, or what its log has, or (where a read of the log was
 * throttled) neither.
 *
 * @param build null where only the log was read, or where CodeBuild does not know the build (yet)
 * @param asked whether CodeBuild was asked for the build
 * @param log what the log had, null where it was not read
 */
public record BuildAnswer(Build build, boolean asked, LogPages log) {

    static final BuildAnswer NOTHING = new BuildAnswer(null, false, null);

    /**
     * Some pages of the log.
     *
     * @param texts in order, as they are: a text need not end where a line ends
     * @param token where to go on
     * @param more whether there is likely to be more right now
     * @param refusal why AWS does not show the log; null when it does
     */
    public record LogPages(List<String> texts, String token, boolean more, String refusal) {

        static LogPages of(List<String> texts, String token, boolean more) {
            return new LogPages(texts, token, more, null);
        }

        static LogPages refused(String token, String why) {
            return new LogPages(List.of(), token, false, why);
        }
    }
}

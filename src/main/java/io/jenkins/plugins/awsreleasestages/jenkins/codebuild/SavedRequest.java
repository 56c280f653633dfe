package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is to be built, as it is saved.
 *
 * @param project its name or ARN
 * @param sealed the request: a variable may be a password
 * @param buildspecFile a file of the workspace, read when the build is started; null when there is none
 */
record SavedRequest(String project, SealedText sealed, String buildspecFile) {

    static SavedRequest of(BuildRequest request, String buildspecFile) {
        return new SavedRequest(request.project(), SealedText.of(request.toJson()), buildspecFile);
    }

    /** Who makes the calls: the start may hang where the workspace is read for it. */
    <S> Function<S, Worker> readBy(ActionContext context, Predicate<S> started) {
        return buildspecFile == null
                ? state -> null
                : BlockingWork.with(context, state -> started.test(state) ? null : Length.SHORT);
    }

    /** Reads the workspace, if need be. */
    BuildRequest open(ActionContext context) {
        BuildRequest said = BuildRequest.fromJson(sealed.open());
        return buildspecFile == null
                ? said
                : said.with("buildspecOverride", WorkspaceText.read(context, "buildspecFile", buildspecFile));
    }
}

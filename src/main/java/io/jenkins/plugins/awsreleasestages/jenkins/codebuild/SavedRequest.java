package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import java.io.Serializable;

/**
 * What is to be built, as it is saved. Public, because Pipeline's serializer reads no other records.
 *
 * @param project its name or ARN
 * @param sealed the request: a variable may be a password
 * @param buildspecFile a file of the workspace, read when the build is started; null when there is none
 * @param expand whether {@code ${NAME}} in texts stands for a variable of the run
 */
public record SavedRequest(String project, SealedText sealed, String buildspecFile, boolean expand)
        implements Serializable {

    static SavedRequest of(BuildRequest request, String buildspecFile, boolean expand) {
        return new SavedRequest(request.project(), SealedText.of(request.toJson()), buildspecFile, expand);
    }

    /** Reads the workspace, if need be. */
    BuildRequest open(ActionContext context) {
        BuildRequest asked = BuildRequest.fromJson(sealed.open());
        BuildRequest said = expand ? asked.expanded(context.get(EnvVars.class)::expand) : asked;
        return buildspecFile == null
                ? said
                : said.with("buildspecOverride", WorkspaceText.read(context, "buildspecFile", buildspecFile));
    }
}

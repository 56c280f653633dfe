package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a step follows what runs in CodeBuild. Public, because Pipeline's serializer reads no other records.
 *
 * @param scope what the step says of its own about who it is
 * @param log how much of a build's log is shown
 * @param limit how long all of it may take
 * @param propagate whether a failure in CodeBuild fails the step
 */
public record Watching(AwsRoleScope scope, LogMode log, Duration limit, boolean propagate) implements Serializable {

    AwsSession session(ActionContext context) {
        return RunSession.of(context, scope);
    }

    /** @param request asked when the build is started */
    BuildAction build(String project, Supplier<BuildRequest> request, ActionContext context) {
        return new BuildAction(
                project,
                () -> session(context),
                request,
                looks(),
                log,
                begun -> StartedBuildsAction.add(context.get(Run.class), begun));
    }

    /** All builds and batches of this controller share their looks. */
    static BuildLooks looks() {
        return ActionThreads.get().shared(BuildLooks.class, BuildLooks::new);
    }
}

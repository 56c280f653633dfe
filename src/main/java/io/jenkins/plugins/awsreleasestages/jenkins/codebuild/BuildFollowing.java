package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.codebuild.model.Build;

/**
 * How a step follows what runs in CodeBuild.
 *
 * @param scope what the step says of its own about who it is
 * @param log how much of a build's log is shown
 * @param limit how long all of it may take
 * @param propagate whether a failure in CodeBuild fails the step
 */
record BuildFollowing(AwsRoleScope scope, LogMode log, Duration limit, boolean propagate) {

    private static final Logger LOGGER = Logger.getLogger(BuildFollowing.class.getName());

    AwsSession session(ActionContext context) {
        return RunSession.of(context, scope);
    }

    /** @param request asked when the build is started */
    BuildAction build(String project, Supplier<BuildRequest> request, ActionContext context) {
        return new BuildAction(project, () -> session(context), request, looks(), log, begun -> record(context, begun));
    }

    /** The record is for people; it is no reason to take a build that has begun for one that has not. */
    static void record(ActionContext context, Build begun) {
        try {
            StartedBuildsAction.add(context.get(Run.class), begun);
        } catch (RemoteFailure e) {
            LOGGER.log(Level.WARNING, "The build is not on the run's page: " + begun.id(), e);
        }
    }

    /** Starts and stops take turns with those of others; looks are shared. */
    <S> Calls<S> calls(ActionContext context) {
        return Calls.pacedStarts(() -> looks().calls(session(context)));
    }

    /** All builds and batches of this controller share their looks. */
    static BuildLooks looks() {
        ActionThreads threads = ActionThreads.get();
        Paces paces = threads.shared(Paces.class, Paces::new);
        return threads.shared(BuildLooks.class, scheduler -> new BuildLooks(scheduler, paces));
    }
}

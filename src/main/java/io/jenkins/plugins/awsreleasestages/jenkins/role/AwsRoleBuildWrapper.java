package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildWrapper;
import hudson.tasks.BuildWrapperDescriptor;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * What {@code awsRole} is for the steps of its block, for the builders of a freestyle job: said in the same fields.
 *
 * <p>No {@code SimpleBuildWrapper}, which Pipeline could use too: there is a step, and it survives a restart.
 */
public class AwsRoleBuildWrapper extends BuildWrapper {

    private final AwsRoleStep step;

    @DataBoundConstructor
    public AwsRoleBuildWrapper(AwsRoleStep step) {
        this.step = step != null ? step : new AwsRoleStep();
    }

    public AwsRoleStep getStep() {
        return step;
    }

    /** @throws AbortException when the role cannot be assumed: no builder is started then */
    @Override
    @SuppressWarnings("rawtypes")
    public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        EnvVars environment = build.getEnvironment(listener);
        AwsRoleScope scope = step.scope(new Expansion(environment::expand));
        OfBuild source = new OfBuild(build, scope, environment, listener);
        BuildRole role = new BuildRole(scope, new ShellCredentials(source, source.region(), scope.exportKeys()));
        // Before a command can print anything.
        build.addAction(role);
        Inside inside = new Inside(role);
        try {
            role.shell().open();
            if (!scope.exportKeys()) {
                role.shell().put(build.getBuiltOnStr(), build.getWorkspace());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            inside.tearDown(build, listener);
            throw e;
        }
        return inside;
    }

    /** Called before {@link #setUp}. */
    @Override
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
        return new ShellLogFilter.Masking(logger, new SecretsOf(build));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitive) {
        if (step.isExportKeys()) {
            sensitive.addAll(ShellEnvironment.SENSITIVE);
        }
    }

    /** What a build's log must not show: also after the builders, when the role is taken from it. */
    private static final class SecretsOf implements Supplier<List<String>> {
        private final Run<?, ?> build;
        private ShellCredentials shell;

        SecretsOf(Run<?, ?> build) {
            this.build = build;
        }

        @Override
        public List<String> get() {
            if (shell == null) {
                BuildRole role = build.getAction(BuildRole.class);
                shell = role == null ? null : role.shell();
            }
            return shell == null ? List.of() : shell.secrets();
        }
    }

    private final class Inside extends Environment {
        private static final Duration LONGEST_CLEAN_UP = Duration.ofSeconds(30);
        private final BuildRole role;

        Inside(BuildRole role) {
            this.role = role;
        }

        @Override
        public void buildEnvVars(Map<String, String> env) {
            role.shell().expand(env);
        }

        /** Not on this thread: a second click on "abort" is not to leave the files where they are. */
        @Override
        @SuppressWarnings("rawtypes")
        public boolean tearDown(AbstractBuild build, BuildListener listener) throws InterruptedException {
            build.removeAction(role);
            CountDownLatch done = new CountDownLatch(1);
            role.shell().closing().whenComplete((removed, problem) -> done.countDown());
            if (!done.await(LONGEST_CLEAN_UP.toSeconds(), TimeUnit.SECONDS)) {
                listener.getLogger().println("The AWS credentials of this build are still being removed.");
            }
            return true;
        }
    }

    /** Never saved: such a build does not outlive its controller. */
    private record OfBuild(Run<?, ?> run, AwsRoleScope scope, EnvVars environment, TaskListener listener)
            implements ShellCredentials.Source {

        /** Assumes the role, so that a wrong one is known before anything is started. */
        String region() throws AbortException, InterruptedException {
            for (int attempt = 1; ; attempt++) {
                try {
                    AwsSession session = session();
                    session.verify(scope.purpose());
                    RunSession.sayRemarks(session, listener);
                    listener.getLogger().println("awsRole: " + session.who());
                    return session.region().id();
                } catch (RemoteFailure e) {
                    TimeUnit.MILLISECONDS.sleep(
                            RoleRetry.pauseAfter(e, attempt, listener).toMillis());
                }
            }
        }

        private AwsSession session() {
            return RunSession.of(run, scope, environment);
        }

        @Override
        public AwsCredentials credentials() {
            return session().credentials(scope.purpose());
        }

        @Override
        public void save() {
            // Nothing outlives the controller here.
        }
    }

    @Extension
    @Symbol("awsRole")
    public static final class DescriptorImpl extends BuildWrapperDescriptor {

        @Override
        public String getDisplayName() {
            return "Use an AWS role";
        }

        @Override
        public boolean isApplicable(AbstractProject<?, ?> job) {
            return true;
        }
    }
}

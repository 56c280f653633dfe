package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A step: its agent, its current directory, its run. */
record StepSite(StepContext context) implements SourceSite {

    @Override
    public Launcher launcher() throws IOException, InterruptedException {
        return present(Launcher.class);
    }

    @Override
    public FilePath folder() throws IOException, InterruptedException {
        return present(FilePath.class);
    }

    @Override
    public EnvVars environment() throws IOException, InterruptedException {
        return present(EnvVars.class);
    }

    @Override
    public boolean onController() {
        return false;
    }

    @Override
    public Login login(String id, String url) throws IOException, InterruptedException {
        StandardUsernamePasswordCredentials found = CredentialsProvider.findCredentialById(
                id,
                StandardUsernamePasswordCredentials.class,
                present(Run.class),
                URIRequirementBuilder.fromUri(url).build());
        return Login.of(found, id);
    }

    @Override
    public AwsSession session() {
        return RunSession.of(context);
    }

    /** The revision whose trigger started the run; null when none did. */
    SourceRevision seenByTrigger() throws IOException, InterruptedException {
        Run<?, ?> run = present(Run.class);
        AwsSourceCause cause = run.getCause(AwsSourceCause.class);
        return cause == null ? null : cause.getRevision();
    }

    /** After a restart the agent is back only after a while. */
    private <T> T present(Class<T> type) throws IOException, InterruptedException {
        T value = context.get(type);
        if (value == null) {
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The agent is not connected yet.");
        }
        return value;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;

/** A step: its agent, its current directory, its run. */
record StepSite(ActionContext context, AwsRoleScope scope) implements SourceSite {

    @Override
    public Earlier earlier(SourceRevision revision) {
        return SourceRevisionsAction.before(run(), revision);
    }

    @Override
    public Run<?, ?> run() {
        return context.get(Run.class);
    }

    @Override
    public TaskListener listener() {
        return context.listener();
    }

    @Override
    public Launcher launcher() {
        return context.get(Launcher.class);
    }

    @Override
    public FilePath folder() {
        return context.get(FilePath.class);
    }

    @Override
    public EnvVars environment() {
        return context.get(EnvVars.class);
    }

    @Override
    public boolean onController() {
        return false;
    }

    @Override
    public Login login(String id, String url) {
        StandardUsernamePasswordCredentials found = CredentialsProvider.findCredentialById(
                id,
                StandardUsernamePasswordCredentials.class,
                context.get(Run.class),
                URIRequirementBuilder.fromUri(url).build());
        return Login.of(found, id);
    }

    @Override
    public AwsSession session() {
        return RunSession.of(context, scope);
    }

    /** The revision whose trigger started the run; null when none did. */
    SourceRevision seenByTrigger() {
        AwsSourceCause cause = run().getCause(AwsSourceCause.class);
        return cause == null ? null : cause.getRevision();
    }
}

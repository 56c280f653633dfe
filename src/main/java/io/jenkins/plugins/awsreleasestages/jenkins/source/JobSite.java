package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.ItemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;

/** A trigger: the controller, with the credentials that the job may use. */
record JobSite(Item job, AwsRoleScope scope) implements SourceSite {

    /** It only looks. */
    @Override
    public Earlier earlier(SourceRevision revision) {
        return Earlier.NONE;
    }

    @Override
    public Launcher launcher() {
        return new Launcher.LocalLauncher(TaskListener.NULL);
    }

    @Override
    public FilePath folder() {
        return new FilePath(job.getRootDir());
    }

    @Override
    public EnvVars environment() {
        return new EnvVars();
    }

    @Override
    public boolean onController() {
        return true;
    }

    @Override
    public Login login(String id, String url) {
        StandardUsernamePasswordCredentials found = ItemCredentials.find(
                id,
                StandardUsernamePasswordCredentials.class,
                job,
                URIRequirementBuilder.fromUri(url).build());
        return Login.of(found, id);
    }

    @Override
    public AwsSession session() {
        return RunSession.ofItem(job, scope);
    }
}

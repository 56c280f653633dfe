package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.AuditCopy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.args4j.Argument;

/** {@code export-release-audit ENVIRONMENT}: copies the log to where this Jenkins cannot change it any more. */
@Extension
public final class ExportReleaseAuditCommand extends CLICommand {

    @Argument(
            metaVar = "ENVIRONMENT",
            usage = "Name of a global AWS environment that has an artifact store",
            required = true)
    public String environment;

    @Override
    public String getShortDescription() {
        return "Copies the audit log of AWS releases to S3.";
    }

    @Override
    protected int run() throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ArtifactStore store = store();
        try {
            AuditCopy copy = new AuditCopy(RunSession.ofAllBelow(null, "audit", environment, null), store);
            List<String> places = copy.of(ReleaseAudit.get().files());
            places.forEach(stdout::println);
            ReleaseAudit.record(
                    "audit.exported", Map.of("by", Jenkins.getAuthentication2().getName(), "to", places));
            return 0;
        } catch (RemoteFailure e) {
            throw new AbortException(e.getMessage());
        }
    }

    private ArtifactStore store() {
        AwsEnvironment found = AwsReleaseStagesConfiguration.get().getEnvironments().stream()
                .filter(one -> environment.equals(one.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no AWS environment '" + environment + "' among the global ones."));
        if (found.getArtifactStore() == null) {
            throw new IllegalArgumentException("The AWS environment '" + environment
                    + "' has no artifact store: say one in the settings, s3://BUCKET or s3://BUCKET/PREFIX.");
        }
        return ArtifactStore.parse(found.getArtifactStore());
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println("Copies the audit log of AWS releases below audit/ of the environment's artifact store.\n"
                + "What is there already is never replaced.\n");
    }
}

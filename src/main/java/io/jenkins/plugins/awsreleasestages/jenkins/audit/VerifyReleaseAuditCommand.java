package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.awsreleasestages.audit.AuditReport;
import java.io.IOException;
import java.io.PrintStream;
import jenkins.model.Jenkins;

/** {@code verify-release-audit}: reads the log from its first line to its last. */
@Extension
public final class VerifyReleaseAuditCommand extends CLICommand {

    /** Those below 16 are Jenkins's own. */
    static final int CHANGED = 16;

    @Override
    public String getShortDescription() {
        return "Verifies the audit log of AWS releases.";
    }

    @Override
    protected int run() throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        AuditReport report = ReleaseAudit.get().verify();
        stdout.println(report.sentence());
        report.problems().forEach(problem -> stdout.println("  " + problem));
        return report.isWhole() ? 0 : CHANGED;
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println("Reads the audit log of AWS releases from its first line to its last.\n" + "Exit code " + CHANGED
                + ": something in it was changed; it says where.\n");
    }
}

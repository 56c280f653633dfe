package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import hudson.model.Item;
import hudson.model.Job;
import java.io.PrintStream;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code release-rerun JOB KIND STAGE}: retries, rolls back or promotes, with the checks of the page. */
@Extension
public final class ReleaseRerunCommand extends CLICommand {

    @Argument(metaVar = "JOB", usage = "Full name of the job", required = true)
    public Job<?, ?> job;

    @Argument(metaVar = "KIND", usage = "retry, rollback or promotion", required = true, index = 1)
    public String kind;

    @Argument(metaVar = "STAGE", usage = "The stage that is to run", required = true, index = 2)
    public String stage;

    @Option(
            name = "--run",
            metaVar = "NUMBER",
            usage = "The run that is tried again (the last unless said) or rolled back to")
    public String run;

    @Option(name = "--from", metaVar = "STAGE", usage = "The stage whose release is promoted")
    public String from;

    @Option(name = "--all-actions", usage = "In a retry, run also what had ended well in the stage")
    public boolean allActions;

    @Override
    public String getShortDescription() {
        return "Tries a stage of a release again, rolls a stage back, or promotes a release to a stage, in a new run.";
    }

    @Override
    protected int run() throws AbortException {
        job.checkPermission(Item.READ);
        String actions = allActions ? Rerun.Actions.ALL_ACTIONS.name() : "";
        stdout.println("It waits in the queue: "
                + new RerunRequest(kind, stage, run, from, actions).start(job).getUrl());
        return 0;
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println("Starts a run of the job that takes up a former release at a stage.\n"
                + "retry: the stage has failed or was stopped, and is tried again.\n"
                + "rollback: the stage goes back to a release that has succeeded in it; say --run.\n"
                + "promotion: the stage gets what is live in an earlier one; say --from.\n"
                + "Exit code 5: it may not be; the message says why.\n");
    }
}

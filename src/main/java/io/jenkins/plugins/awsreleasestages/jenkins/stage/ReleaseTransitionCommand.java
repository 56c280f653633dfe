package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import hudson.cli.CLICommand;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.stage.StageChange;
import java.io.PrintStream;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code release-transition JOB CHANGE SUBJECT}: changes what may enter a stage, with the checks of the page. */
@Extension
public final class ReleaseTransitionCommand extends CLICommand {

    @Argument(metaVar = "JOB", usage = "Full name of the job", required = true)
    public Job<?, ?> job;

    @Argument(
            metaVar = "CHANGE",
            usage = "close, open, pin or unpin a stage; mark-bad or unmark-bad a revision",
            required = true,
            index = 1)
    public String change;

    @Argument(metaVar = "SUBJECT", usage = "The stage, or the revision in full", required = true, index = 2)
    public String subject;

    @Option(name = "--reason", metaVar = "TEXT", usage = "Why, for those who wait", required = true)
    public String reason;

    @Override
    public String getShortDescription() {
        return "Closes, opens or pins a stage of a job, or marks a revision that is not to be released any more.";
    }

    @Override
    protected int run() {
        job.checkPermission(Item.READ);
        StageChanges.make(job, new StageChange(StageChange.Kind.of(change), subject, reason));
        return 0;
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println("Changes what may enter a stage of a job, with the checks of the page Releases.\n"
                + "close, open: the transition into the stage. While it is closed only retries and rollbacks enter.\n"
                + "pin, unpin: whether the stage stays at its release. While it does, nothing enters.\n"
                + "mark-bad, unmark-bad: a revision that enters no stage any more.\n");
    }
}

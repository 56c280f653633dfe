package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
import org.springframework.security.access.AccessDeniedException;

/** {@code approve-release JOB RUN [GATE]}: decides at a gate, with the checks of its page. */
@Extension
public final class ApproveReleaseCommand extends CLICommand {

    /** Those below 16 are Jenkins's own. */
    static final int TOO_LATE = 16;

    @Argument(metaVar = "JOB", usage = "Full name of the job", required = true)
    public Job<?, ?> job;

    @Argument(metaVar = "RUN", usage = "Number of the run", required = true, index = 1)
    public int number;

    @Argument(metaVar = "GATE", usage = "Id of the gate; may be left out where only one is open", index = 2)
    public String gate;

    @Option(name = "--reject", usage = "Reject, with a reason", forbids = "--override")
    public boolean reject;

    @Option(name = "--override", usage = "Let the release through whatever the rules say, with a reason")
    public boolean override;

    @Option(name = "--reason", metaVar = "TEXT", usage = "Why, for those who read this later")
    public String reason;

    @Option(name = "--input", metaVar = "NAME=VALUE", usage = "An answer to what the gate asks; once for each")
    public Map<String, String> inputs = new LinkedHashMap<>();

    @Override
    public String getShortDescription() {
        return "Approves, rejects or overrides at a gate where a release waits for people.";
    }

    @Override
    protected int run() throws AbortException {
        job.checkPermission(Item.READ);
        Run<?, ?> run = job.getBuildByNumber(number);
        if (run == null) {
            throw new IllegalArgumentException("No such build #" + number);
        }
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        if (approvals == null) {
            throw new IllegalArgumentException(run.getFullDisplayName() + " has no gate.");
        }
        PersonalGate asked = approvals.view(find(approvals));
        PersonalGate.Answer answer = answer(asked, new Vote(kind(), reason, inputs, Instant.now()));
        stdout.println(answer.text());
        return answer.counts() ? 0 : TOO_LATE;
    }

    private Vote.Kind kind() {
        return reject ? Vote.Kind.REJECT : override ? Vote.Kind.OVERRIDE : Vote.Kind.APPROVE;
    }

    private GateRecord find(ApprovalAction approvals) {
        if (gate != null) {
            return approvals
                    .find(gate)
                    .orElseThrow(
                            () -> new IllegalArgumentException("No such gate '" + gate + "'. " + known(approvals)));
        }
        List<GateRecord> open =
                approvals.getGates().stream().filter(approvals::isOpen).toList();
        if (open.size() != 1) {
            throw new IllegalStateException(
                    (open.isEmpty() ? "No gate is open. " : "Several gates are open; say which. ") + known(approvals));
        }
        return open.get(0);
    }

    private static String known(ApprovalAction approvals) {
        return "The gates of this run:"
                + approvals.getGates().stream()
                        .map(one -> "\n  " + one.getId() + "  " + one.getTitle()
                                + (one.isWaiting() ? "" : " (" + one.getAnswer() + ")"))
                        .collect(Collectors.joining());
    }

    /** What is refused ends as Jenkins's own commands do. */
    private static PersonalGate.Answer answer(PersonalGate gate, Vote vote) throws AbortException {
        try {
            return gate.answer(vote);
        } catch (VoteRefused e) {
            throw switch (e.kind()) {
                case NOT_ALLOWED -> new AccessDeniedException(e.getMessage());
                case INCOMPLETE -> new IllegalArgumentException(e.getMessage());
                case NOT_YET -> new IllegalStateException(e.getMessage());
            };
        } catch (IOException e) {
            throw new AbortException(e.getMessage());
        }
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println("Decides at a gate where a release waits for people, with the checks of its page.\n"
                + "Approves unless --reject or --override is given.\n"
                + "Exit code " + TOO_LATE + ": it came too late and does not count.\n");
    }
}

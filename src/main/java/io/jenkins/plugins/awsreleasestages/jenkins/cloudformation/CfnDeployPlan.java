package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateState;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Makes a change set, has it judged by a rule and by people, and executes exactly that. */
class CfnDeployPlan extends ChangePlan {

    private static final long serialVersionUID = 1L;

    private final Judgement judgement;
    private final boolean leavesOnAbort;
    private final Instant begun = Instant.now();

    CfnDeployPlan(
            AwsRoleScope scope,
            ChangeSetRequest request,
            ChangeSetFiles files,
            String stackPolicy,
            Readiness readiness,
            Judgement judgement,
            boolean leavesOnAbort,
            Duration limit) {
        super(scope, request, files, stackPolicy, readiness, limit);
        this.judgement = judgement;
        this.leavesOnAbort = leavesOnAbort;
    }

    @Override
    boolean leavesOnAbort() {
        return leavesOnAbort;
    }

    @Override
    Staged<?> after(Staged<?> ended) {
        if (ended.work() instanceof ChangeSetState planned) {
            return judged(ended.planned(planned), planned);
        }
        if (ended.work() instanceof GateState) {
            // Meanwhile others had their turn.
            turns().release(ended.token());
            ChangeSetState change = ended.change();
            return ended.to(
                    ReadyState.create(ended.token(), ended.label(), change.stack(), change.stackId(), change.id()));
        }
        if (ended.work() instanceof ReadyState && ended.change() != null) {
            return execution(ended);
        }
        if (ended.work() instanceof ExecuteState executed) {
            return afterExecution(ended, executed, ended.change().stackPolicy());
        }
        return super.after(ended);
    }

    private Staged<?> judged(Staged<?> staged, ChangeSetState planned) {
        if (planned.noChanges()) {
            return execution(staged);
        }
        List<String> destroyed = ReplacementPolicy.destroyed(planned.content().changes());
        if (!destroyed.isEmpty() && judgement.replacement() == ReplacementPolicy.FAIL) {
            return staged.to(DiscardState.of(
                    planned,
                    "Stack " + stack() + " is not changed, because replacement: 'FAIL' forbids this: "
                            + String.join(" ", destroyed)));
        }
        boolean ask = judgement.approve() || !destroyed.isEmpty() && judgement.replacement() == ReplacementPolicy.ASK;
        if (!ask) {
            return execution(staged);
        }
        turns().release(staged.token());
        return staged.to(gate(planned, destroyed));
    }

    private GateState gate(ChangeSetState planned, List<String> destroyed) {
        ChangeSetDiff diff = ChangeSetDiff.of(planned.content().changes());
        String question = "Change stack " + stack() + "? " + place(planned.stackId()) + diff.countLine()
                + (destroyed.isEmpty() ? "" : " " + String.join(" ", destroyed));
        Instant now = Instant.now();
        List<String> details = new ArrayList<>(diff.lines());
        details.add("Values as a whole: on the build's page \"CloudFormation changes\", and "
                + ConsoleLink.changeSet(planned.stackId(), planned.id()));
        return GateState.create(
                new Gate(planned.name(), question, judgement.approvers(), now, begun.plus(limit())), details);
    }

    /** An assembly may name another account or region than those around the step. */
    private static String place(String stackId) {
        String[] parts = stackId.split(":");
        return parts.length < 6 ? "" : "Account " + parts[4] + ", region " + parts[3] + ". ";
    }

    private static Staged<ExecuteState> execution(Staged<?> staged) {
        ChangeSetState change = staged.change();
        return staged.to(ExecuteState.create(
                change.noChanges() ? null : change.id(),
                change.noChanges() ? null : change.content().fingerprint(),
                staged.token(),
                change.stack(),
                change.stackId()));
    }

    @Override
    public Exception failure(Serializable last, String message) {
        Staged<?> staged = (Staged<?>) last;
        boolean rejected = staged.work() instanceof DiscardState && message.startsWith("Rejected");
        return rejected
                // Somebody wanted the release to end here: retry must not ask again.
                ? new FlowInterruptedException(Result.ABORTED, true, new ReleaseApprovalExecution.Ended(message))
                : new AbortException(message);
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        ExecuteState executed = executed(last);
        Map<String, Object> result = result(executed);
        Map<String, Object> planned = ChangeSetResult.map(((Staged<?>) last).change());
        List.of("type", "changes", "counts", "text").forEach(key -> result.put(key, planned.get(key)));
        result.put("changeSet", planned.get("id"));
        return result;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PolicyAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PolicyState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackPaces;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackTurns;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.UnchangedAction;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateState;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What happens to one stack, stage by stage: it is made ready, a change set is made, people are asked, the stack is
 * waited for again, the change set is executed, the stack policy is set. A step goes through some of these.
 */
abstract class StackPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final Readiness readiness;
    private final Duration limit;

    StackPlan(AwsRoleScope scope, Readiness readiness, Duration limit) {
        this.scope = scope;
        this.readiness = readiness;
        this.limit = limit;
    }

    /** What messages call the stack. */
    abstract String stack();

    /** The stage after one that ended well; null when that was the last. */
    abstract Staged<?> after(Staged<?> ended);

    /** Makes the change set; only asked where the plan does that. */
    Action<ChangeSetState, ChangeSetAnswer> planning(Staged<?> staged, ActionContext context) {
        throw new IllegalStateException("This plan makes no change set.");
    }

    /** Packs and sends what a template names; only asked where the plan does that. */
    FilesUpload packaging(ActionContext context) {
        throw new IllegalStateException("This plan packages nothing.");
    }

    boolean leavesOnAbort() {
        return false;
    }

    Supplier<AwsSession> sessions(ActionContext context) {
        return () -> RunSession.of(context, scope);
    }

    static String token(ActionContext context) {
        Run<?, ?> run = context.get(Run.class);
        String chance = UUID.randomUUID().toString().substring(0, 8);
        return ChangeSetRequest.changeSetName(run.getParent().getFullName(), run.getNumber(), chance);
    }

    static String label(ActionContext context) {
        return context.get(Run.class).getFullDisplayName();
    }

    @Override
    public final Action<?, ?> action(Serializable saved, ActionContext context) {
        Supplier<AwsSession> sessions = sessions(context);
        Staged<?> staged = (Staged<?>) saved;
        Serializable work = staged.work();
        if (work instanceof FilesUploadState) {
            return CarriedAction.staged(BlockingWork.with(context, packaging(context)));
        }
        if (work instanceof ReadyState ready) {
            // Before an execution the stack is only waited for: what is to happen was read with the stack as it is.
            Readiness how = ready.changeSet() == null ? readiness : Readiness.waiting(readiness.busy());
            return CarriedAction.staged(paced(sessions, Calls.LOOKS, new ReadyAction(sessions, turns(), how, stack())));
        }
        if (work instanceof ChangeSetState) {
            return CarriedAction.staged(paced(sessions, Calls.STARTS_AND_LOOKS, planning(staged, context)));
        }
        if (work instanceof ExecuteState execute) {
            return execute.changeSet() == null
                    ? CarriedAction.staged(paced(
                            sessions, Calls.LOOKS, new UnchangedAction(sessions, stack(), staged.change() != null)))
                    : CarriedAction.staged(paced(
                            sessions,
                            Calls.STARTS_AND_LOOKS,
                            new ExecuteAction(sessions, execute.changeSet(), turns(), leavesOnAbort())));
        }
        if (work instanceof GateState) {
            return CarriedAction.staged(new GateAction(context));
        }
        if (work instanceof DiscardState) {
            return CarriedAction.staged(paced(sessions, Calls.STARTS, new DiscardAction(sessions, stack())));
        }
        if (work instanceof PolicyState) {
            return CarriedAction.staged(paced(sessions, Calls.STARTS, new PolicyAction(sessions, stack())));
        }
        throw new IllegalStateException("No such stage: " + work);
    }

    /** All steps of this controller share the pace of their calls. */
    static <S extends Serializable, A> Action<S, A> paced(
            Supplier<AwsSession> sessions, Calls calls, Action<S, A> action) {
        StackPaces paces = ActionThreads.get().shared(StackPaces.class, StackPaces::new);
        return new PacedAction<>(action, calls, () -> paces.of(sessions.get()));
    }

    static StackTurns turns() {
        return ActionThreads.get().shared(StackTurns.class, scheduler -> new StackTurns(scheduler.clock()));
    }

    @Override
    public final Serializable following(Serializable ended, Outcome outcome) {
        Staged<?> staged = (Staged<?>) ended;
        if (outcome instanceof Outcome.Succeeded) {
            return after(staged);
        }
        return staged.work() instanceof GateState gate
                ? staged.to(DiscardState.of(staged.change(), gate.sentence()))
                : null;
    }

    /** A change set that nobody is going to execute now is deleted; one that is executed goes on or is cancelled. */
    @Override
    public final Serializable afterStop(Serializable ended, boolean started) {
        Staged<?> staged = (Staged<?>) ended;
        ChangeSetState change = staged.work() instanceof ChangeSetState planned && planned.content() != null
                ? planned
                : staged.change();
        boolean planned = change != null && change.id() != null && !change.noChanges();
        boolean executing = staged.executed() != null || staged.work() instanceof ExecuteState && started;
        return planned && !executing && !(staged.work() instanceof DiscardState)
                ? staged.to(DiscardState.of(change, null))
                : null;
    }

    /** A change set is on the run's page before anybody is asked about it; then what becomes of it is. */
    @Override
    public void seen(Serializable state, ActionContext context) {
        Serializable work = ((Staged<?>) state).work();
        if (work instanceof ChangeSetState planned
                && planned.content() != null
                && planned.content().isComplete()) {
            ChangeSetsAction.planned(context, planned.content());
        } else if (work instanceof ExecuteState executing) {
            ChangeSetsAction.executed(context, executing);
        }
    }

    @Override
    public void over(Serializable last) {
        turns().release(((Staged<?>) last).token());
    }

    @Override
    public final Duration limit() {
        return limit;
    }

    @Override
    public Optional<Gate> gate(Serializable saved) {
        return ((Staged<?>) saved).work() instanceof GateState gate && gate.decision() == null
                ? Optional.of(gate.gate())
                : Optional.empty();
    }

    @Override
    public String inLog(String line) {
        return ChangeLine.coloured(line);
    }

    @Override
    public String describe(Serializable saved) {
        Serializable work = ((Staged<?>) saved).work();
        if (work instanceof GateState) {
            return "waiting for approval of the change set for stack " + stack();
        }
        return work instanceof ExecuteState execute ? stack() + " " + execute.status() : "stack " + stack();
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        Serializable work = ((Staged<?>) last).work();
        ExecuteState executed = executed(last);
        if (executed != null) {
            return atTheEnd(executed.stack() + " " + executed.status(), executed.stackId());
        }
        if (work instanceof ChangeSetState change && change.id() != null && change.stackId() != null) {
            return facts(change.stack(), ConsoleLink.changeSet(change.stackId(), change.id()));
        }
        return work instanceof ReadyState ready ? atTheEnd(ready.stack(), ready.stackId()) : facts(stack(), null);
    }

    /** @param stackId null where it is not known */
    static Map<String, String> atTheEnd(String stack, String stackId) {
        return facts(stack, stackId == null ? null : ConsoleLink.stack(stackId));
    }

    private static Map<String, String> facts(String stack, String link) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("stack", stack);
        facts.put("link", link);
        return facts;
    }

    /** What an execution comes to, for the Jenkinsfile. */
    static Map<String, Object> result(ExecuteState state) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", state.result());
        result.put("stack", state.stack());
        result.put("stackId", state.stackId());
        result.put("outputs", new LinkedHashMap<>(state.outputs()));
        result.put("seconds", state.seconds());
        result.put("console", ConsoleLink.stack(state.stackId()));
        return result;
    }

    /** The stage that follows an execution. */
    static Staged<?> afterExecution(Staged<?> ended, ExecuteState executed, String policy) {
        boolean nothing = policy == null || executed.changeSet() == null;
        return nothing ? null : ended.done(executed).to(new PolicyState(executed.stack(), executed.stackId(), policy));
    }

    /** The last execution, whichever stage was the last. */
    static ExecuteState executed(Serializable last) {
        Staged<?> staged = (Staged<?>) last;
        return staged.work() instanceof ExecuteState state ? state : staged.executed();
    }
}

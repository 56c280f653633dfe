package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DiscardAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PolicyAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.RecheckAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackTurns;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.UnchangedAction;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The stages through which a stack goes: its files are packed and sent, it is made ready, a change set is made, a rule and
 * people judge it, it is waited for again, the change set is executed, the stack policy is set. A plan takes those that it
 * needs, and asks here what they came to.
 */
final class StackStages {

    private static final String PACKAGE = "package";
    private static final String READY = "ready";
    private static final String CHANGE_SET = "changeSet";
    private static final String REPLACEMENT = "replacement";
    private static final String GATE = "gate";
    private static final String TURN = "turn";
    private static final String RECHECK = "recheck";
    private static final String OUTDATED = "outdated";
    private static final String ROUNDS = "rounds";
    private static final String UNCHANGED = "unchanged";
    private static final String EXECUTE = "execute";
    private static final String POLICY = "policy";
    private static final String DISCARD = "discard";

    private static final Duration RECHECKED_EVERY = Duration.ofMinutes(10);

    /** Nobody wants to be asked more often about a stack that others go on changing. */
    private static final int MOST_ROUNDS = 10;

    private final String first;
    private final String prefix;
    private final String stack;
    private final int round;

    /** @param first the prefix of the stages of the first round */
    private StackStages(String first, String stack, int round) {
        this.first = first;
        this.prefix = round == 1 ? first : first + "round " + round + " ";
        this.stack = stack;
        this.round = round;
    }

    /** @param stack what messages call it */
    static StackStages of(String stack) {
        return new StackStages("", stack, 1);
    }

    /** @param number of the stack in an assembly, from 1: its stages have names of their own */
    static StackStages of(int number, String stack) {
        return new StackStages(number + " ", stack, 1);
    }

    /** The stages once more, because what people were asked about could not happen any more. */
    private StackStages next() {
        return new StackStages(first, stack, round + 1);
    }

    /** Those that count: of what was asked before nothing has happened. */
    StackStages last(SequenceState state) {
        return asksAnew(state) ? next().last(state) : this;
    }

    private String name(String stage) {
        return prefix + stage;
    }

    // What the stages are.

    /** Makes the stack ready, and a change set for it. */
    List<Stage<?, ?>> planning(StackChange change, ActionContext context, Supplier<AwsSession> sessions) {
        List<Stage<?, ?>> stages = upToChangeSet(change, context, sessions);
        stages.add(discard(sessions));
        return stages;
    }

    private List<Stage<?, ?>> upToChangeSet(StackChange change, ActionContext context, Supplier<AwsSession> sessions) {
        List<Stage<?, ?>> stages = new ArrayList<>();
        if (change.files().maybePackaged() && round == 1) {
            stages.add(packaging(change, context, sessions));
        }
        stages.add(ready(
                READY,
                change.preparation(),
                state -> PrepareStackAction.State.create(token(context), label(context), change.stack(), null, null),
                sessions));
        stages.add(changeSet(change, context, sessions));
        return stages;
    }

    /**
     * The same, then has the change set judged, and executes exactly that. Where the stack has changed while people were
     * asked, another change set is made, and they are asked anew.
     */
    List<Stage<?, ?>> deployment(
            SequenceState now, StackChange change, PolicyGate policies, Supplier<AwsSession> sessions) {
        ActionContext context = policies.context();
        List<Stage<?, ?>> stages = upToChangeSet(change, context, sessions);
        stages.add(Stage.check(name(REPLACEMENT), state -> forbidden(state, change.conditions())));
        stages.add(gate(change.conditions(), policies, sessions));
        stages.add(ready(
                TURN,
                PrepareStackAction.Preparation.waiting(change.preparation().busy()),
                this::readyForExecution,
                sessions));
        stages.add(recheck(context, sessions));
        if (asksAnew(now)) {
            stages.add(outdated(sessions));
            stages.add(Stage.check(name(ROUNDS), state -> tooManyRounds()));
            stages.addAll(next().deployment(now, change, policies, sessions));
            return stages;
        }
        stages.add(unchanged(this::executionOfPlanned, true, sessions));
        stages.add(execute(this::executionOfPlanned, change.leavesOnAbort(), context, sessions));
        stages.add(policy(state -> planned(state).stackPolicy(), sessions));
        stages.add(discard(sessions));
        return stages;
    }

    /** Waits for the stack, and executes a change set that was made before. */
    List<Stage<?, ?>> execution(
            ChangeSetResult given,
            PrepareStackAction.Preparation preparation,
            boolean leavesOnAbort,
            ActionContext context,
            AwsRoleScope scope) {
        Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
        Stage<?, ?> ready = ready(
                READY,
                preparation,
                state -> given.noChanges()
                        ? null
                        : PrepareStackAction.State.create(
                                token(context), label(context), given.stack(), given.stackId(), given.id()),
                sessions);
        Function<SequenceState, ExecuteAction.State> execution = state -> ExecuteAction.State.create(
                given.noChanges() ? null : given.id(),
                given.fingerprint(),
                given.noChanges() ? token(context) : token(state),
                given.stack(),
                given.stackId());
        return List.of(
                policyGate(given, context, scope),
                ready,
                unchanged(execution, false, sessions),
                execute(execution, leavesOnAbort, context, sessions),
                policy(state -> given.stackPolicy(), sessions));
    }

    /** The stack is what this run has read of it: what a Jenkinsfile says may be another. */
    private static Stage<?, ?> policyGate(ChangeSetResult given, ActionContext context, AwsRoleScope scope) {
        return PolicyGate.stage(
                context,
                state -> new PolicyGate(context, scope, ChangeSetsAction.stackOf(context, given.id())),
                state -> given.noChanges()
                        ? null
                        : new PolicyGate.Question(
                                "Execute change set " + given.name() + "?",
                                List.of(given.id()),
                                given.fingerprint() == null ? given.id() : given.fingerprint(),
                                false));
    }

    private Stage<?, ?> packaging(StackChange change, ActionContext context, Supplier<AwsSession> sessions) {
        Supplier<FilePath> workspace = () -> context.get(FilePath.class);
        TemplatePackaging packaging = new TemplatePackaging(
                change.files().template(),
                change.wanted().options().store(),
                workspace,
                () -> WorkspaceText.root(context),
                sessions);
        return FilesUpload.stage(name(PACKAGE), packaging, context);
    }

    private Stage<?, ?> ready(
            String stage,
            PrepareStackAction.Preparation preparation,
            Function<SequenceState, PrepareStackAction.State> begin,
            Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(stage),
                        PrepareStackAction.State.class,
                        begin,
                        state -> new PrepareStackAction(sessions, turns(), preparation, stack))
                .calls(Calls.pacedLooks(pace(sessions)));
    }

    private Stage<?, ?> changeSet(StackChange change, ActionContext context, Supplier<AwsSession> sessions) {
        ChangeSetFiles files = change.files();
        return Stage.of(
                        name(CHANGE_SET),
                        ChangeSetAction.State.class,
                        state -> ChangeSetAction.State.create(change.stack(), token(state), change.stackPolicy()),
                        (state, data) -> new ChangeSetAction(
                                sessions,
                                change.wanted().request(),
                                () -> files.read(context, sessions, packaged(state)),
                                turns()))
                .calls(Calls.<ChangeSetAction.State>paced(pace(sessions))
                        .by(BlockingWork.with(
                                context, data -> files.needWorkspace() && data.id() == null ? Length.SHORT : null)))
                .seen(planned -> {
                    // On the run's page before anybody is asked about it.
                    if (planned.content() != null && planned.content().isComplete()) {
                        ChangeSetsAction.planned(context, planned.content());
                    }
                });
    }

    private Stage<?, ?> gate(StackChange.Conditions conditions, PolicyGate policies, Supplier<AwsSession> sessions) {
        return Stage.of(
                name(GATE), GateAction.State.class, state -> question(state, conditions, policies), (state, gate) -> {
                    RecheckAction.State asked = asked(state);
                    return new GateAction(
                            policies.context(),
                            () -> policies.demanded(gate.gate().subject()),
                            new GateAction.Recheck(
                                    RECHECKED_EVERY,
                                    pace(sessions),
                                    () -> RecheckAction.outdated(sessions.get(), asked)));
                });
    }

    private Stage<?, ?> recheck(ActionContext context, Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(RECHECK),
                        RecheckAction.State.class,
                        state -> isPassed(state) ? asked(state) : null,
                        state -> new RecheckAction(sessions, stack))
                .calls(Calls.pacedStarts(pace(sessions)))
                .seen(state -> {
                    if (state.outdated() != null) {
                        GateAction.withdraw(context, state.name(), state.outdated());
                    }
                });
    }

    /** What nobody is going to execute is deleted, and the stack's turn given up. */
    private Stage<?, ?> outdated(Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(OUTDATED),
                        DiscardAction.State.class,
                        state -> {
                            turns().release(token(state));
                            return DiscardAction.State.of(planned(state));
                        },
                        state -> new DiscardAction(sessions, stack))
                .when(Stage.When.TIDYING)
                .calls(Calls.pacedStarts(pace(sessions)));
    }

    /** What is left of an execution when there are no changes. */
    private Stage<?, ?> unchanged(
            Function<SequenceState, ExecuteAction.State> begin, boolean isKnown, Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(UNCHANGED),
                        ExecuteAction.State.class,
                        begin.andThen(execution -> execution.changeSet() == null ? execution : null),
                        state -> new UnchangedAction(sessions, stack, isKnown))
                .calls(Calls.pacedStarts(pace(sessions)));
    }

    private Stage<?, ?> execute(
            Function<SequenceState, ExecuteAction.State> begin,
            boolean leavesOnAbort,
            ActionContext context,
            Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(EXECUTE),
                        ExecuteAction.State.class,
                        begin.andThen(execution -> execution.changeSet() == null ? null : execution),
                        state -> new ExecuteAction(sessions, state.changeSet(), turns(), leavesOnAbort))
                .calls(Calls.paced(pace(sessions)))
                .seen(executing -> ChangeSetsAction.executed(context, executing));
    }

    private Stage<?, ?> policy(Function<SequenceState, String> policy, Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(POLICY),
                        PolicyAction.State.class,
                        state -> {
                            ExecuteAction.State executed = executed(state);
                            boolean nothing = policy.apply(state) == null || executed.changeSet() == null;
                            return nothing
                                    ? null
                                    : new PolicyAction.State(executed.stack(), executed.stackId(), policy.apply(state));
                        },
                        state -> new PolicyAction(sessions, stack))
                .calls(Calls.pacedStarts(pace(sessions)));
    }

    /** A change set that nobody is going to execute now is deleted; one that is executed goes on or is cancelled. */
    private Stage<?, ?> discard(Supplier<AwsSession> sessions) {
        return Stage.of(
                        name(DISCARD),
                        DiscardAction.State.class,
                        state -> {
                            if (isLeftOver(state)) {
                                return DiscardAction.State.of(planned(state));
                            }
                            // Others need not wait for the further stacks of an assembly.
                            release(state);
                            return null;
                        },
                        state -> new DiscardAction(sessions, stack))
                .when(Stage.When.TIDYING)
                .calls(Calls.pacedStarts(pace(sessions)));
    }

    /** All steps of this controller share the pace of their calls. */
    static Supplier<Pace> pace(Supplier<AwsSession> sessions) {
        Paces paces = ActionThreads.get().shared(Paces.class, Paces::new);
        return () -> paces.stacks(sessions.get());
    }

    static StackTurns turns() {
        return ActionThreads.get().shared(StackTurns.class, scheduler -> new StackTurns(scheduler.clock()));
    }

    /** The name of a step's change set, the token of its execution, the holder of the stack's turn. */
    static String token(ActionContext context) {
        Run<?, ?> run = context.get(Run.class);
        String chance = UUID.randomUUID().toString().substring(0, 8);
        return ChangeSetRequest.changeSetName(run.getParent().getFullName(), run.getNumber(), chance);
    }

    /** What others who wait for the stack are told of the step. */
    static String label(ActionContext context) {
        return context.get(Run.class).getFullDisplayName();
    }

    // What is decided between them.

    private String forbidden(SequenceState state, StackChange.Conditions conditions) {
        ChangeSetAction.State planned = planned(state);
        if (planned.noChanges() || conditions.replacement() != ReplacementPolicy.FAIL) {
            return null;
        }
        List<String> destroyed = ReplacementPolicy.destroyed(planned.content().changes());
        return destroyed.isEmpty()
                ? null
                : "Stack " + stack + " is not changed, because replacement: 'FAIL' forbids this: "
                        + String.join(" ", destroyed);
    }

    /** @return null where nobody is asked */
    private GateAction.State question(SequenceState state, StackChange.Conditions conditions, PolicyGate policies) {
        ChangeSetAction.State planned = planned(state);
        if (planned.noChanges()) {
            return null;
        }
        List<String> destroyed = ReplacementPolicy.destroyed(planned.content().changes());
        boolean asks =
                conditions.approve() || !destroyed.isEmpty() && conditions.replacement() == ReplacementPolicy.ASK;
        Optional<GateTerms> demanded =
                policies.checked().demanded(planned.content().fingerprint());
        if (!asks && demanded.filter(GateTerms::asks).isEmpty()) {
            return null;
        }
        // Meanwhile others have their turn.
        turns().release(token(state));
        ChangeSetDiff diff = ChangeSetDiff.of(planned.content().changes());
        String anew = round == 1 ? "" : "Asked anew, because the stack has changed meanwhile. ";
        String question = anew + "Change stack " + stack + "? " + place(planned.stackId()) + diff.countLine()
                + (destroyed.isEmpty() ? "" : " " + String.join(" ", destroyed));
        List<String> details = new ArrayList<>(diff.lines());
        details.add("Values as a whole: on the build's page \"Release\", and "
                + ConsoleLink.changeSet(planned.stackId(), planned.id()));
        return GateAction.State.create(
                new Gate(
                                planned.name(),
                                question,
                                demanded.map(conditions.terms()::and).orElse(conditions.terms()),
                                Instant.now(),
                                state.deadline())
                        .about(planned.content().fingerprint()),
                details);
    }

    /** An assembly may name another account or region than those around the step. */
    private static String place(String stackId) {
        String[] parts = stackId.split(":");
        return parts.length < 6 ? "" : "Account " + parts[4] + ", region " + parts[3] + ". ";
    }

    private boolean isPassed(SequenceState state) {
        return gateState(state) != null && gateState(state).isPassed();
    }

    /** What people were asked about. */
    private RecheckAction.State asked(SequenceState state) {
        return RecheckAction.State.of(planned(state), state.state(name(READY), PrepareStackAction.State.class));
    }

    private boolean asksAnew(SequenceState state) {
        RecheckAction.State recheck = state.state(name(RECHECK), RecheckAction.State.class);
        return gateState(state) != null && gateState(state).isWithdrawn()
                || recheck != null && recheck.outdated() != null;
    }

    private String tooManyRounds() {
        return round < MOST_ROUNDS
                ? null
                : "Stack " + stack + " was changed by others again and again while people were asked about it, "
                        + MOST_ROUNDS + " times. See who changes it besides, then deploy again.";
    }

    /** @return null where nobody was asked, so that the turn was kept; and where they were asked for nothing */
    private PrepareStackAction.State readyForExecution(SequenceState state) {
        if (!isPassed(state)) {
            return null;
        }
        PrepareStackAction.State before = state.state(name(READY), PrepareStackAction.State.class);
        ChangeSetAction.State planned = planned(state);
        return PrepareStackAction.State.create(
                before.token(), before.label(), planned.stack(), planned.stackId(), planned.id());
    }

    private ExecuteAction.State executionOfPlanned(SequenceState state) {
        ChangeSetAction.State planned = planned(state);
        return ExecuteAction.State.create(
                planned.noChanges() ? null : planned.id(),
                planned.noChanges() ? null : planned.content().fingerprint(),
                token(state),
                planned.stack(),
                planned.stackId());
    }

    /** After another failure it stays, for whoever looks into that. */
    private boolean isLeftOver(SequenceState state) {
        ChangeSetAction.State planned = planned(state);
        String failed = state.failedStage();
        return (state.stopped()
                        || name(GATE).equals(failed)
                        || name(REPLACEMENT).equals(failed))
                && planned != null
                && planned.id() != null
                && planned.content() != null
                && !planned.noChanges()
                && !state.started(name(EXECUTE));
    }

    // What they have come to.

    /** Whether a stage is one of these. */
    boolean has(String stage) {
        return stage != null && stage.startsWith(prefix);
    }

    private String token(SequenceState state) {
        return state.state(name(READY), PrepareStackAction.State.class).token();
    }

    /** @return where the template is whose local files are in S3 now; null when it names none */
    private S3Location packaged(SequenceState state) {
        FilesUpload.State upload = state.state(first + PACKAGE, FilesUpload.State.class);
        return upload == null ? null : upload.last();
    }

    /** Null before there is one. */
    ChangeSetAction.State planned(SequenceState state) {
        return state.state(name(CHANGE_SET), ChangeSetAction.State.class);
    }

    /** Null before it has begun. */
    ExecuteAction.State executed(SequenceState state) {
        ExecuteAction.State executed = state.state(name(EXECUTE), ExecuteAction.State.class);
        return executed != null ? executed : state.state(name(UNCHANGED), ExecuteAction.State.class);
    }

    private GateAction.State gateState(SequenceState state) {
        return state.state(name(GATE), GateAction.State.class);
    }

    /** The gate at which people are waited for. */
    Optional<Gate> gate(SequenceState state) {
        return GateAction.State.waiting(state, name(GATE));
    }

    /** Others may have the stack now. */
    void release(SequenceState state) {
        PrepareStackAction.State ready = state.state(name(READY), PrepareStackAction.State.class);
        ExecuteAction.State executed = executed(state);
        if (ready != null || executed != null) {
            turns().release(ready != null ? ready.token() : executed.token());
        }
    }

    Exception failure(SequenceState state, String message) {
        return name(GATE).equals(state.failedStage())
                ? GateAction.failure(gateState(state), message)
                : new AbortException(message);
    }

    String describe(SequenceState state) {
        if (name(GATE).equals(state.stage())) {
            return "waiting for approval of the change set for stack " + stack;
        }
        ExecuteAction.State executing = executed(state);
        return executing == null ? "stack " + stack : stack + " " + executing.status();
    }

    Map<String, String> atTheEnd(SequenceState state) {
        ExecuteAction.State executed = executed(state);
        if (executed != null) {
            return atTheEnd(executed.stack() + " " + executed.status(), executed.stackId());
        }
        ChangeSetAction.State planned = planned(state);
        String decisive = state.decisiveStage();
        if (name(CHANGE_SET).equals(decisive) && planned.id() != null && planned.stackId() != null) {
            return facts(planned.stack(), ConsoleLink.changeSet(planned.stackId(), planned.id()));
        }
        if (name(READY).equals(decisive)) {
            PrepareStackAction.State ready = state.state(decisive, PrepareStackAction.State.class);
            return atTheEnd(ready.stack(), ready.stackId());
        }
        return facts(stack, null);
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
    Map<String, Object> executionResult(SequenceState state) {
        ExecuteAction.State executed = executed(state);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", executed.result());
        result.put("stack", executed.stack());
        result.put("stackId", executed.stackId());
        result.put("outputs", new LinkedHashMap<>(executed.outputs()));
        result.put("seconds", executed.seconds());
        result.put("console", ConsoleLink.stack(executed.stackId()));
        return result;
    }

    /** The same, with what was planned. */
    Map<String, Object> deploymentResult(SequenceState state) {
        Map<String, Object> result = executionResult(state);
        Map<String, Object> planned = ChangeSetResult.map(planned(state));
        List.of("type", "changes", "counts", "text").forEach(key -> result.put(key, planned.get(key)));
        result.put("changeSet", planned.get("id"));
        return result;
    }

    /** What an execution gives the builders after it. */
    static Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        ((Map<?, ?>) result.get("outputs"))
                .forEach((name, value) -> variables.put("CFN_OUTPUT_" + name, Objects.toString(value, null)));
        variables.put("CFN_RESULT", CfnStep.text(result, "status"));
        variables.put("CFN_STACK_ID", CfnStep.text(result, "stackId"));
        return variables;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The gate that policies demand of a step which changes something, whatever its Jenkinsfile says.
 *
 * @param context of the step
 * @param scope what the step says of its role and environment
 * @param stack what is changed; null where that is not known, so that any policy for a stack may mean it
 */
public record PolicyGate(ActionContext context, AwsRoleScope scope, String stack) {

    private static final String STAGE = "policyGate";

    /** A plan with such a gate among its stages. */
    public interface Plan extends ActionPlan {

        @Override
        default Optional<Gate> gate(SequenceState state) {
            return GateAction.State.waiting(state, STAGE);
        }

        @Override
        default Exception failure(SequenceState state, String message) {
            return STAGE.equals(state.failedStage())
                    ? GateAction.failure(state.state(STAGE, GateAction.State.class), message)
                    : ActionPlan.super.failure(state, message);
        }
    }

    /**
     * What is asked.
     *
     * @param subject the digest of what is approved; null where there is none
     * @param deletes whether something is lost that AWS cannot bring back
     */
    public record Question(String message, List<String> details, String subject, boolean deletes) {

        /** About what the message names, and nothing else. */
        public Question(String message, boolean deletes) {
            this(message, List.of(), null, deletes);
        }
    }

    /**
     * @param policies what is going to be changed, which may only be known by then
     * @param question null where nothing is going to be changed
     */
    public static Stage<?, ?> stage(
            ActionContext context,
            Function<SequenceState, PolicyGate> policies,
            Function<SequenceState, Question> question) {
        return Stage.of(
                STAGE,
                GateAction.State.class,
                state -> policies.apply(state).asked(question.apply(state), state.deadline()),
                (state, gate) ->
                        new GateAction(context, () -> policies.apply(state).demanded(question.apply(state)), null));
    }

    private GateAction.State asked(Question question, Instant deadline) {
        GateTerms terms = question == null ? null : checked().terms(question);
        if (terms == null) {
            return null;
        }
        String id = UUID.randomUUID().toString();
        Gate gate = new Gate(id, question.message(), terms, Instant.now(), deadline).about(question.subject());
        return GateAction.State.create(gate, question.details());
    }

    /** @return null where nobody is asked; what is under special care is not deleted before somebody is */
    private GateTerms terms(Question question) {
        Optional<GateTerms> demanded = demanded(question);
        if (!question.deletes() || !isProtected()) {
            return demanded.filter(GateTerms::asks).orElse(null);
        }
        GateTerms anybody = GateTerms.of(List.of(), 1);
        return demanded.filter(GateTerms::asks)
                .orElseGet(() -> demanded.map(anybody::and).orElse(anybody));
    }

    private Optional<GateTerms> demanded(Question question) {
        return demanded(question.subject(), !question.deletes() || !isProtected());
    }

    /**
     * The same, before anything is changed by it.
     *
     * @throws RemoteFailure where what is changed is protected from roles of the job's own
     */
    public PolicyGate checked() {
        if (isProtected() && scope.inside(RunSession.scope(context)).namesOwnIdentity()) {
            throw RemoteFailure.refused("A policy protects what is changed here, so that no role or credentials of the"
                    + " job's own may be used: name an environment instead.");
        }
        return this;
    }

    /**
     * What policies demand of this change. Nothing where a gate of this run has met it already, for exactly what is
     * changed.
     */
    public Optional<GateTerms> demanded(String subject) {
        return demanded(subject, true);
    }

    /** @param entered whether it counts what was asked when a stage around this was entered */
    private Optional<GateTerms> demanded(String subject, boolean entered) {
        Run<?, ?> run = context.find(Run.class);
        return run == null
                ? Optional.empty()
                : ReleasePolicies.demanded(run, target(run, entered)).filter(terms -> !isMet(run, terms, subject));
    }

    private boolean isProtected() {
        Run<?, ?> run = context.find(Run.class);
        return run != null && ReleasePolicies.isProtected(run, target(run, false));
    }

    private Policies.Target target(Run<?, ?> run, boolean entered) {
        String environment = scope.inside(RunSession.scope(context)).environment();
        return ReleasePolicies.target(
                run, stages(run, entered), environment, stack == null ? Policies.Target.UNKNOWN : stack);
    }

    /** For Jenkins's own stage nobody was asked, but where a stage of the same name around the step was entered. */
    private List<Policies.Within> stages(Run<?, ?> run, boolean entered) {
        List<Policies.Within> stages = new ArrayList<>();
        for (StageScope stage = context.find(StageScope.class); stage != null; stage = stage.outer()) {
            stages.add(new Policies.Within(stage.name(), entered ? asked(run, stage) : null));
        }
        EnvVars variables = context.find(EnvVars.class);
        String name = variables == null ? null : variables.get("STAGE_NAME");
        if (name != null && !name.isBlank() && stages.stream().noneMatch(within -> name.equals(within.stage()))) {
            stages.add(new Policies.Within(name.strip(), null));
        }
        return stages;
    }

    /**
     * What let the run into a stage: the gate that has the stage's id. Not where others may not approve by now, such as who
     * has written what was only brought in since.
     */
    private static GateTerms asked(Run<?, ?> run, StageScope stage) {
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        return approvals == null
                ? null
                : approvals
                        .find(stage.id())
                        .filter(gate -> gate.decision().filter(Decision::passes).isPresent())
                        .map(GateRecord::gate)
                        .filter(gate -> GateOpening.of(run, gate).equals(gate))
                        .map(Gate::terms)
                        .orElse(null);
    }

    /** Only what people have seen as it is counts: what a Jenkinsfile says of itself could be something else. */
    private static boolean isMet(Run<?, ?> run, GateTerms demanded, String subject) {
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        return subject != null
                && approvals != null
                && approvals.getGates().stream()
                        .filter(gate -> subject.equals(gate.gate().subject()) && approvals.subject(gate) != null)
                        .filter(gate -> gate.decision().filter(Decision::passes).isPresent())
                        .anyMatch(gate -> gate.gate().terms().meets(demanded));
    }
}

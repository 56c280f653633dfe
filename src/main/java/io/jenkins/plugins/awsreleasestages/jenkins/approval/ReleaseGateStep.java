package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code releaseGate conditions: […]}: a gate without people; the release goes on when all conditions are met. */
public class ReleaseGateStep extends Step {

    static final String MESSAGE = "Conditions of the release";

    private final List<ReleaseRule> conditions;

    @DataBoundSetter
    public String message = MESSAGE;

    @DataBoundSetter
    public int timeoutMinutes = ReleaseApprovalStep.DEFAULT_MINUTES;

    /** The names of receivers of notices who are told of its end. */
    private List<String> notify = new ArrayList<>();

    @DataBoundConstructor
    public ReleaseGateStep(List<ReleaseRule> conditions) {
        this.conditions = conditions == null ? new ArrayList<>() : new ArrayList<>(conditions);
    }

    public List<ReleaseRule> getConditions() {
        return conditions;
    }

    public List<String> getNotify() {
        return notify;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setNotify(List<String> notify) {
        this.notify = EmptyFields.kept(notify);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        List<String> problems = problems();
        problems.addAll(NamedReceivers.problems(context, notify));
        if (!problems.isEmpty()) {
            throw new AbortException("releaseGate: " + String.join(" ", problems));
        }
        GateTerms terms =
                GateTerms.of(List.of()).with(ReleaseRule.conditions(conditions)).telling(notify);
        return new SequenceExecution(context, new Plan(message, terms, timeoutMinutes));
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (conditions.isEmpty()) {
            problems.add("conditions: there is none.");
        }
        problems.addAll(ReleaseRule.problems(conditions));
        Optional.ofNullable(GateStepDescriptor.problem(timeoutMinutes)).ifPresent(problems::add);
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    @ActionPlan.Kind("releaseGate")
    record Plan(String message, GateTerms terms, int timeoutMinutes) implements GatePlan {

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(timeoutMinutes);
        }

        @Override
        public GateAction.State asked(ActionContext context) {
            Instant now = Instant.now();
            GateTerms all = demanded(context).map(terms::and).orElse(terms);
            Gate gate = new Gate(UUID.randomUUID().toString(), message, all, now, now.plus(deadline()));
            return GateAction.State.create(gate, List.of());
        }

        /** The conditions of policies alone: it asks no people. */
        @Override
        public Optional<GateTerms> demanded(ActionContext context) {
            return new PolicyGate(context, AwsRoleScope.NONE, "").demanded(null).map(GateTerms::withoutPeople);
        }

        @Override
        public String describe(SequenceState state) {
            return "waiting for conditions";
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return gateState(state).result();
        }
    }

    @Extension
    @Symbol("releaseGate")
    public static final class DescriptorImpl extends GateStepDescriptor {

        @Override
        public String getFunctionName() {
            return "releaseGate";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Wait for the conditions of a release";
        }
    }
}

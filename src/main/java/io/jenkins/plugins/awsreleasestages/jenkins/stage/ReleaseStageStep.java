package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.Entrance;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GatePlan;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code releaseStage('Build') { … }}: a stage of a release; what became of it is recorded on the run. */
public class ReleaseStageStep extends Step {

    /** As CodePipeline's stage names, and spaces, which people write in Jenkins. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.@\\-_ ]{1,100}");

    private final String name;

    @DataBoundConstructor
    public ReleaseStageStep(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getName() {
        return name;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        String problem = problem(name);
        if (problem != null) {
            throw new AbortException("releaseStage: " + problem);
        }
        Run<?, ?> run = context.get(Run.class);
        return run != null && ReleasePolicies.toEnter(run, name).isPresent()
                ? new SequenceExecution(context, new Plan(UUID.randomUUID().toString(), name))
                : new ReleaseStageExecution(context, name);
    }

    private static String problem(String name) {
        if (name == null) {
            return "name: the name of the stage is missing.";
        }
        return NAME.matcher(name).matches()
                ? null
                : "name: '" + name + "' may have 1 to 100 letters, digits, spaces and . @ - _ only.";
    }

    /**
     * Asks whoever policies name, before the stage begins.
     *
     * @param id the stage's and the gate's: so it is known by which gate the stage was entered
     */
    @ActionPlan.Kind("releaseStage")
    record Plan(String id, String name) implements GatePlan, Entrance {

        /** Null where the policies have gone meanwhile. */
        @Override
        public GateAction.State asked(ActionContext context) {
            Run<?, ?> run = context.get(Run.class);
            return demanded(context)
                    .map(terms -> GateAction.State.create(gate(run, terms), List.of()))
                    .orElse(null);
        }

        @Override
        public Optional<GateTerms> demanded(ActionContext context) {
            return ReleasePolicies.toEnter(context.get(Run.class), name);
        }

        private Gate gate(Run<?, ?> run, GateTerms terms) {
            Instant now = Instant.now();
            ReleaseAction.of(run).waits(StageRecord.waiting(id, name, now));
            String message = "Enter stage " + name + " of " + run.getFullDisplayName() + "?";
            return new Gate(id, message, terms, now, now.plus(deadline()));
        }

        @Override
        public Duration deadline() {
            return GateAction.DEFAULT_DEADLINE;
        }

        @Override
        public BodyInvoker block(StepContext context) throws IOException, InterruptedException {
            return ReleaseStageExecution.block(context, id, name);
        }

        @Override
        public void refused(StepContext context, Throwable why) {
            ReleaseStageExecution.ended(context, id, why);
        }

        @Override
        public void goesOn(StepContext context) {
            ReleaseStageExecution.goesOn(context, id);
        }
    }

    @Extension
    @Symbol("releaseStage")
    public static final class DescriptorImpl extends StepDescriptor implements ActionPlan.Kinds {

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getFunctionName() {
            return "releaseStage";
        }

        @Override
        public String getDisplayName() {
            return "Stage of a release";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> problem(Util.fixEmptyAndTrim(value)));
        }
    }
}

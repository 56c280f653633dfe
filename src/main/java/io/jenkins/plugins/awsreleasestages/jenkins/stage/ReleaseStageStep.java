package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Entrance;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GatePlan;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.stage.Entrant;
import io.jenkins.plugins.awsreleasestages.stage.OnFailure;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageTurn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code releaseStage('Build') { … }}: a stage of a release; what became of it is recorded on the run. */
public class ReleaseStageStep extends Step {

    /** As CodePipeline's stage names, and spaces, which people write in Jenkins. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.@\\-_ ]{1,100}");

    /** CodePipeline keeps what waits in front of a stage for as long as it has to; here nothing waits for ever. */
    static final Duration LONGEST_WAIT = Duration.ofDays(30);

    private final String name;

    @DataBoundSetter
    public StageMode mode;

    @DataBoundSetter
    public String lock;

    @DataBoundSetter
    public String environment;

    @DataBoundSetter
    public OnFailure onFailure;

    /** The names of receivers of notices who are told of it, and of what is asked in it. */
    private List<String> notify = new ArrayList<>();

    /** What has to be met before it begins, besides what policies demand; by the clock, and no person answers it. */
    @DataBoundSetter
    public List<ReleaseRule> conditions = new ArrayList<>();

    /** @param name that of the enclosing {@code stage} where it is left out */
    @DataBoundConstructor
    public ReleaseStageStep(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getName() {
        return name;
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
        Run<?, ?> run = context.get(Run.class);
        String stage = name != null ? name : enclosing(context);
        List<String> problems = problems(run == null ? null : run.getParent(), stage);
        problems.addAll(NamedReceivers.problems(context, notify));
        if (!problems.isEmpty()) {
            throw new AbortException("releaseStage: " + String.join(" ", problems));
        }
        StepExecution leftOut = LeftOutStage.of(context, run, stage);
        if (leftOut != null) {
            return leftOut;
        }
        Request request = new Request(mode, lock, environment, ReleaseRule.conditions(conditions), onFailure);
        return new SequenceExecution(context, new Plan(UUID.randomUUID().toString(), stage, request, notify));
    }

    /** As Jenkins tells it to what is inside of {@code stage}; null outside. */
    private static String enclosing(StepContext context) throws IOException, InterruptedException {
        EnvVars variables = context.get(EnvVars.class);
        return variables == null ? null : Util.fixEmptyAndTrim(variables.get("STAGE_NAME"));
    }

    private List<String> problems(Job<?, ?> job, String stage) {
        List<String> problems = new ArrayList<>();
        Optional.ofNullable(nameProblem(stage)).ifPresent(problems::add);
        Optional.ofNullable(lockProblem(job, lock)).ifPresent(problems::add);
        problems.addAll(ReleaseRule.problems(conditions));
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    private static String nameProblem(String name) {
        if (name == null) {
            return "name: the name of the stage is missing, and there is no stage around.";
        }
        return NAME.matcher(name).matches()
                ? null
                : "name: '" + name + "' may have 1 to 100 letters, digits, spaces and . @ - _ only.";
    }

    private static String lockProblem(Job<?, ?> job, String lock) {
        return job == null
                        || lock == null
                        || lock.isBlank()
                        || AwsEnvironment.place(job, lock).isPresent()
                ? null
                : "lock: '" + lock + "' is no environment that this job sees; jobs share the lock of an environment.";
    }

    /**
     * What the Jenkinsfile says of how the stage is entered.
     *
     * @param mode null where it does not say
     * @param lock null where the stage is locked by itself
     * @param onFailure null where it only fails
     */
    record Request(StageMode mode, String lock, String environment, List<Condition> conditions, OnFailure onFailure) {

        Request {
            conditions = new ArrayList<>(conditions);
        }

        StageTurn turn(Run<?, ?> run, String stage) {
            Optional<Rerun> rerun = Rerun.of(run);
            return new StageTurn(
                    lock == null ? null : lock(run.getParent()),
                    environment,
                    mode == null ? StageModeConfiguration.of(run.getParent()) : mode,
                    rerun.map(one -> one.entrantKind(stage)).orElse(Entrant.Kind.STANDARD),
                    rerun.map(Rerun::release).orElse((long) run.getNumber()),
                    rerun.map(Rerun::target).orElse(0),
                    Instant.now());
        }

        private StageTurn.Lock lock(Job<?, ?> job) {
            String place =
                    AwsEnvironment.place(job, lock).orElseThrow(() -> RemoteFailure.refused(lockProblem(job, lock)));
            return new StageTurn.Lock(place, lock);
        }
    }

    /**
     * Waits for the release's turn, then asks whoever policies name, before the stage begins.
     *
     * @param id the stage's and the gate's: so it is known by which gate the stage was entered
     * @param request null in what version 1.0 has saved, where stages were not locked
     * @param receivers the names of those who are told; null in what was saved before there were any
     */
    @ActionPlan.Kind("releaseStage")
    record Plan(String id, String name, Request request, List<String> receivers) implements GatePlan, Entrance {

        Plan {
            receivers = receivers == null ? new ArrayList<>() : new ArrayList<>(receivers);
        }

        private static final String TURN = "turn";

        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(
                    Stage.of(
                            TURN,
                            TurnAction.State.class,
                            state -> request == null
                                    ? null
                                    : TurnAction.State.create(id, name, request.turn(context.get(Run.class), name)),
                            state -> new TurnAction(context)),
                    gate(context));
        }

        @Override
        public Duration limit() {
            return LONGEST_WAIT.plus(GatePlan.super.limit());
        }

        /** Null where nothing has to be met. */
        @Override
        public GateAction.State asked(ActionContext context) {
            GateTerms own = GateTerms.of(List.of()).with(request == null ? List.of() : request.conditions());
            GateTerms all = demanded(context).map(own::and).orElse(own);
            return all.asks() ? GateAction.State.create(gate(context.get(Run.class), all), List.of()) : null;
        }

        @Override
        public Optional<GateTerms> demanded(ActionContext context) {
            return ReleasePolicies.toEnter(context.get(Run.class), name);
        }

        private Gate gate(Run<?, ?> run, GateTerms terms) {
            Instant now = Instant.now();
            ReleaseAction.of(run).waits(StageRecord.waiting(id, name, now, null));
            String message = "Enter stage " + name + " of " + run.getFullDisplayName() + "?";
            List<String> told = new ArrayList<>(terms.receivers());
            told.addAll(receivers);
            return new Gate(id, message, terms.telling(told), now, now.plus(deadline()));
        }

        @Override
        public Duration deadline() {
            return GateAction.DEFAULT_DEADLINE;
        }

        @Override
        public Exception failure(SequenceState state, String message) {
            TurnAction.State wait = state.state(TURN, TurnAction.State.class);
            return wait != null && wait.supersededBy() > 0
                    ? Superseded.exception(name, wait.supersededBy())
                    : GatePlan.super.failure(state, message);
        }

        @Override
        public String describe(SequenceState state) {
            return TURN.equals(state.stage()) ? "waiting for its turn" : GatePlan.super.describe(state);
        }

        @Override
        public BodyInvoker block(StepContext context) throws IOException, InterruptedException {
            return ReleaseStageExecution.block(
                    context, id, name, receivers, request == null ? null : request.onFailure());
        }

        @Override
        public void refused(StepContext context, Throwable why) {
            ReleaseStageExecution.ended(context, id, why, receivers);
        }

        @Override
        public void goesOn(StepContext context) {
            ReleaseStageExecution.goesOn(context, id, receivers);
        }
    }

    @Extension
    @Symbol("releaseStage")
    public static final class DescriptorImpl extends StepDescriptor implements ActionPlan.Kinds, FieldsForm {

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

        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            StepFields.of(clazz).takeMaps(form);
            return super.newInstance(request, form);
        }

        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            return super.newInstance(StepFields.of(clazz).given(arguments));
        }

        @POST
        public FormValidation doCheckNotify(@AncestorInPath Item item, @QueryParameter String value) {
            return NamedReceivers.check(item, EmptyFields.lines(value));
        }

        @POST
        public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("Nothing", "");
                items.add("Retry: once, in a run of its own", OnFailure.RETRY.name());
                items.add("Rollback: the last good release is released again", OnFailure.ROLLBACK.name());
            }
            return items;
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            String given = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> given == null ? null : nameProblem(given));
        }

        @POST
        public FormValidation doCheckLock(@AncestorInPath Item item, @QueryParameter String value) {
            String given = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> item instanceof Job<?, ?> job ? lockProblem(job, given) : null);
        }

        @POST
        public ListBoxModel doFillModeItems(@AncestorInPath Item item) {
            ListBoxModel items = StageModeConfiguration.choices(item);
            items.add(0, new ListBoxModel.Option("(as the job, the folder or the administrator says)", ""));
            return items;
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code awsSource gitRepository(url: …)}: pins a revision and brings exactly that one into the current directory. */
@ActionStep.Title("Bring in a source revision")
public class AwsSourceStep extends AwsStep {

    private final AwsSource source;

    @DataBoundSetter
    public String revision;

    /** The parameter with which whoever starts a run may ask for another revision. */
    @DataBoundSetter
    public String revisionParameter;

    @DataBoundConstructor
    public AwsSourceStep(AwsSource source) {
        this.source = source == null ? new CheckedOutSource() : source;
    }

    public AwsSource getSource() {
        return source;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        return source.problems();
    }

    @Override
    protected String missingWorkspace() {
        return source.bringsFiles()
                ? "there is no workspace here to bring the source into. Put the step inside node."
                : null;
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(scope(expansion), source.said(), revision, revisionParameter);
    }

    @Extension
    @Symbol("awsSource")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        /** What is left out was checked out already; a source that turns out to be nothing was meant to be one. */
        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            if (arguments.containsKey("source") && arguments.get("source") == null) {
                throw new IllegalArgumentException("source: is null. Say gitRepository(…), codeCommit(…), s3Object(…),"
                        + " ecrImage(…), jenkinsScm(…) or checkedOut(…).");
            }
            return super.newInstance(arguments);
        }
    }

    /**
     * Pins the revision, brings it in, records it on the run.
     *
     * @param source see {@link AwsSource#said}
     * @param revision as the user names it; null for the trigger's or the newest
     * @param revisionParameter the run's parameter that wins over both; null for none
     */
    @ActionPlan.Kind("awsSource")
    record Plan(AwsRoleScope scope, Map<String, String> source, String revision, String revisionParameter)
            implements ActionPlan {

        private static final Logger LOGGER = Logger.getLogger(Plan.class.getName());

        /** Long enough for the largest repositories over slow lines; a shorter limit is set with timeout. */
        private static final Duration LIMIT = Duration.ofHours(2);

        private static final String BRING_IN = "bringIn";

        @Override
        public Sequence sequence(ActionContext context) {
            StepSite site = new StepSite(context, scope);
            AwsSource from = AwsSource.of(source);
            return Sequence.of(Stage.of(
                            BRING_IN,
                            SourceCheckout.State.class,
                            state -> first(context),
                            state -> new SourceCheckout(
                                    from, site, site::seenByTrigger, () -> worker(Length.LONG, from, context)))
                    .calls(Calls.<SourceCheckout.State>free()
                            .by(now -> now.pinned() == null ? worker(Length.SHORT, from, context) : null)));
        }

        /** Of a run that has no such parameter yet, as the first of a job has none, that is said. */
        private SourceCheckout.State first(ActionContext context) {
            if (revisionParameter == null) {
                return SourceCheckout.State.create(revision);
            }
            Run<?, ?> run = context.get(Run.class);
            String asked = RevisionOverride.asked(run, revisionParameter);
            if (asked == null) {
                BlockingWork.say(context).accept("This run has no text parameter " + revisionParameter + ".");
            }
            return EmptyFields.orNull(asked) == null
                    ? SourceCheckout.State.create(revision)
                    : SourceCheckout.State.overridden(asked.trim(), RevisionOverride.inWords(run, revisionParameter));
        }

        private static Worker worker(Length length, AwsSource source, ActionContext context) {
            String place = source.bringsFiles() ? BlockingWork.agent(context) : BlockingWork.agent("");
            return BlockingWork.get().at(length, place, BlockingWork.say(context));
        }

        @Override
        public Duration limit() {
            return LIMIT;
        }

        private static SourceRevision revision(SequenceState state) {
            return state.state(BRING_IN, SourceCheckout.State.class).revision();
        }

        /** The files are in the workspace of the run that has brought them in; the release is of that revision. */
        @Override
        public Optional<ActionPlan> again(Object returned) {
            String brought = AwsSource.of(source).isAskedFor() ? (String) ((Map<?, ?>) returned).get("revision") : null;
            return Optional.of(new Plan(scope, source, brought, null));
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            SourceRevision brought = revision(state);
            String override = state.state(BRING_IN, SourceCheckout.State.class).override();
            record(brought, override, context);
            Map<String, Object> result = new LinkedHashMap<>(brought.toMap());
            result.put("variables", AwsSource.of(source).variables(brought, override != null));
            return result;
        }

        @Override
        public String describe(SequenceState state) {
            return revision(state) == null ? "" : revision(state).toString();
        }

        /** The record is for people; it is no reason to fail a step that has done its work. */
        private static void record(SourceRevision brought, String override, ActionContext context) {
            try {
                SourceRevisionsAction.add(context.get(Run.class), brought, override);
            } catch (IOException | RemoteFailure e) {
                LOGGER.log(Level.WARNING, "The source revision was not recorded on the run", e);
            }
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Pins the revision, brings it in, records it on the run.
 *
 * @param source see {@link AwsSource#said}
 * @param revision as the user names it; null for the trigger's or the newest
 */
@ActionPlan.Kind("awsSource")
record AwsSourcePlan(AwsRoleScope scope, Map<String, String> source, String revision) implements ActionPlan {

    private static final Logger LOGGER = Logger.getLogger(AwsSourcePlan.class.getName());

    /** Long enough for the largest repositories over slow lines; a shorter limit is set with timeout. */
    private static final Duration LIMIT = Duration.ofHours(2);

    private static final String BRING_IN = "bringIn";

    @Override
    public Sequence sequence(ActionContext context) {
        StepSite site = new StepSite(context, scope);
        return Sequence.of(Stage.of(
                        BRING_IN,
                        SourceState.class,
                        state -> new SourceState(revision, null, null),
                        state -> new SourceCheckout(
                                AwsSource.of(source),
                                site,
                                site::seenByTrigger,
                                () -> BlockingWork.get()
                                        .at(Length.LONG, BlockingWork.agent(context), BlockingWork.say(context))))
                .calls(Calls.<SourceState>free()
                        .by(BlockingWork.with(context, now -> now.pinned() == null ? Length.SHORT : null))));
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    private static SourceRevision revision(SequenceState state) {
        return state.state(BRING_IN, SourceState.class).revision();
    }

    @Override
    public Object result(SequenceState state, ActionContext context) {
        record(revision(state), context);
        return revision(state).toMap();
    }

    @Override
    public String describe(SequenceState state) {
        return revision(state) == null ? "" : revision(state).toString();
    }

    /** The record is for people; it is no reason to fail a step that has done its work. */
    private static void record(SourceRevision brought, ActionContext context) {
        try {
            SourceRevisionsAction.add(context.get(Run.class), brought);
        } catch (IOException | RemoteFailure e) {
            LOGGER.log(Level.WARNING, "The source revision was not recorded on the run", e);
        }
    }
}

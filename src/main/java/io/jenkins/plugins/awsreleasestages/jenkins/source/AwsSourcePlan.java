package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Pins the revision, brings it in, records it on the run. */
final class AwsSourcePlan implements ActionPlan {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(AwsSourcePlan.class.getName());

    /** Long enough for the largest repositories over slow lines; a shorter limit is set with timeout. */
    private static final Duration LIMIT = Duration.ofHours(2);

    private final AwsRoleScope scope;
    private final AwsSource source;
    private final String revision;

    AwsSourcePlan(AwsRoleScope scope, AwsSource source, String revision) {
        this.scope = scope;
        this.source = source;
        this.revision = revision;
    }

    @Override
    public SourceState initial(ActionContext context) {
        return new SourceState(revision, null, null);
    }

    @Override
    public Action<SourceState, SourceRevision> action(Serializable state, ActionContext context) {
        StepSite site = new StepSite(context, scope);
        BringIn bringIn = new BringIn(
                source,
                site,
                site::seenByTrigger,
                () -> BlockingWork.get().at(Length.LONG, BlockingWork.agent(context), BlockingWork.say(context)));
        return BlockingWork.with(context, bringIn, now -> now.revision() == null ? Length.SHORT : null);
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        SourceState state = (SourceState) last;
        record(state.revision(), context);
        return state.revision().toMap();
    }

    @Override
    public String describe(Serializable saved) {
        SourceState state = (SourceState) saved;
        return state.revision() == null ? "" : state.revision().toString();
    }

    /** The record is for people; it is no reason to fail a step that has done its work. */
    private void record(SourceRevision brought, ActionContext context) {
        try {
            SourceRevisionsAction.add(context.get(Run.class), brought);
        } catch (IOException | RemoteFailure e) {
            LOGGER.log(Level.WARNING, "The source revision was not recorded on the run", e);
        }
    }
}

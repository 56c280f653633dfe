package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Who keeps the actions in stages: the steps of {@link ActionPlan}s are told to it. */
public abstract class StageActions implements ExtensionPoint {

    private static final Logger LOGGER = Logger.getLogger(StageActions.class.getName());

    /**
     * An action in a stage.
     *
     * @param id unique; of this beginning of the step
     */
    public record Place(Run<?, ?> run, StageScope stage, String id) {}

    /**
     * What a step is to do.
     *
     * @param plan null where there is nothing left to do
     * @param returned what it returns in that case
     * @param line says why it does not do what it says; null where it does
     */
    public record Todo(ActionPlan plan, Object returned, String line) {}

    /** How an action has ended. */
    public enum Ended {
        WELL,
        FAILED,
        STOPPED
    }

    /** @return null where it is to do what it says */
    protected abstract Todo begins(Place place, ActionPlan plan);

    /** It goes on after a restart. */
    protected abstract void goesOn(Place place);

    /**
     * @param subject what it was about, in words
     * @param link where AWS shows it; null where that is not known
     * @param returned null unless it has ended well
     */
    protected abstract void ended(
            Place place, ActionPlan plan, Ended how, String subject, String link, Object returned);

    /** @throws RemoteFailure what surrounds the step is not at hand */
    static Todo todo(ActionContext context, ActionPlan plan, String id) {
        Place place = plan instanceof Entrance ? null : place(context, id);
        if (place != null) {
            for (StageActions keeper : all()) {
                Todo todo = keeper.begins(place, plan);
                if (todo != null) {
                    return todo;
                }
            }
        }
        return new Todo(plan, null, null);
    }

    /** What cannot be kept must not change what becomes of the step. */
    static void resumed(ActionContext context, ActionPlan plan, String id) {
        quietly(context, plan, id, StageActions::goesOn);
    }

    static void ended(
            ActionContext context, ActionPlan plan, String id, SequenceState last, Ended how, Object returned) {
        quietly(
                context,
                plan,
                id,
                (keeper, place) -> keeper.ended(
                        place,
                        plan,
                        how,
                        FailureBlock.title(plan, last, context),
                        FailureBlock.link(plan, last),
                        returned));
    }

    private interface Told {
        void by(StageActions keeper, Place place);
    }

    private static void quietly(ActionContext context, ActionPlan plan, String id, Told told) {
        try {
            Place place = id == null || plan instanceof Entrance ? null : place(context, id);
            if (place != null) {
                all().forEach(keeper -> told.by(keeper, place));
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "What becomes of an action could not be recorded", e);
        }
    }

    private static List<StageActions> all() {
        return ExtensionList.lookup(StageActions.class);
    }

    /** Null outside of stages. */
    private static Place place(ActionContext context, String id) {
        StageScope stage = context.find(StageScope.class);
        Run<?, ?> run = stage == null ? null : context.find(Run.class);
        return run == null ? null : new Place(run, stage, id);
    }
}

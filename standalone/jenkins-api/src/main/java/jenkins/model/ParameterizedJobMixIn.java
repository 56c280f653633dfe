package jenkins.model;

import hudson.model.Action;
import hudson.model.BuildableItem;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.triggers.Trigger;
import jenkins.triggers.TriggeredItem;

public abstract class ParameterizedJobMixIn<
        J extends Job<J, R> & ParameterizedJobMixIn.ParameterizedJob<J, R> & Queue.Task, R extends Run<J, R>> {

    protected abstract J asJob();

    public static Queue.Item scheduleBuild2(Job<?, ?> job, int quietPeriod, Action... actions) {
        throw new UnsupportedOperationException("Nothing is scheduled outside Jenkins");
    }

    public static <T extends Trigger<?>> T getTrigger(Job<?, ?> job, Class<T> type) {
        if (!(job instanceof ParameterizedJob<?, ?> parameterized)) {
            return null;
        }
        for (Object trigger : parameterized.getTriggers().values()) {
            if (type.isInstance(trigger)) {
                return type.cast(trigger);
            }
        }
        return null;
    }

    public interface ParameterizedJob<
                    J extends Job<J, R> & ParameterizedJobMixIn.ParameterizedJob<J, R> & Queue.Task,
                    R extends Run<J, R>>
            extends BuildableItem, TriggeredItem {
        default boolean isDisabled() {
            return false;
        }

        default boolean isBuildable() {
            return !isDisabled();
        }
    }
}

package jenkins.model;

import hudson.model.Action;
import hudson.model.BuildableItem;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import jenkins.triggers.TriggeredItem;
import standalone.Host;

public abstract class ParameterizedJobMixIn<
        J extends Job<J, R> & ParameterizedJobMixIn.ParameterizedJob<J, R> & Queue.Task, R extends Run<J, R>> {

    public static Queue.Item scheduleBuild2(Job<?, ?> job, int quietPeriod, Action... actions) {
        Host.get().schedule(job);
        return new Queue.Item((Queue.Item) null) {
            @Override
            public String getDisplayName() {
                return job.getDisplayName();
            }
        };
    }

    public interface ParameterizedJob<
                    J extends Job<J, R> & ParameterizedJobMixIn.ParameterizedJob<J, R> & Queue.Task,
                    R extends Run<J, R>>
            extends BuildableItem, TriggeredItem {}
}

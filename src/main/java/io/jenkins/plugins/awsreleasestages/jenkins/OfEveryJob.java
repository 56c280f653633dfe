package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import jenkins.model.TransientActionFactory;

/** Adds an action to every job, which is saved nowhere. */
@SuppressWarnings("rawtypes")
public abstract class OfEveryJob extends TransientActionFactory<Job> {

    private final Class<? extends Action> action;
    private final Function<Job<?, ?>, Action> made;

    protected <A extends Action> OfEveryJob(Class<A> action, Function<Job<?, ?>, A> made) {
        this.action = action;
        this.made = made::apply;
    }

    @Override
    public final Class<Job> type() {
        return Job.class;
    }

    @Override
    public final Class<? extends Action> actionType() {
        return action;
    }

    @Override
    public final Collection<? extends Action> createFor(Job job) {
        return Set.of(made.apply(job));
    }
}

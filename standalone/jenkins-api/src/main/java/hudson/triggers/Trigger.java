package hudson.triggers;

import hudson.ExtensionPoint;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.model.Item;
import hudson.scheduler.CronTabList;
import hudson.scheduler.Hash;
import java.util.Collection;
import java.util.List;
import jenkins.model.Jenkins;

public abstract class Trigger<J extends Item> implements Describable<Trigger<?>>, ExtensionPoint {
    protected final String spec;
    protected transient CronTabList tabs;
    protected transient J job;

    protected Trigger() {
        spec = "";
    }

    protected Trigger(String spec) {
        this.spec = spec;
        this.tabs = CronTabList.create(spec);
    }

    public void start(J project, boolean newInstance) {
        job = project;
        tabs = CronTabList.create(spec, Hash.from(project.getFullName()));
    }

    public void run() {}

    public void stop() {}

    public final String getSpec() {
        return spec;
    }

    public Collection<? extends Action> getProjectActions() {
        return List.of();
    }

    @Override
    public TriggerDescriptor getDescriptor() {
        return (TriggerDescriptor) Jenkins.get().getDescriptorOrDie(getClass());
    }

    protected Object readResolve() {
        tabs = CronTabList.create(spec);
        return this;
    }
}

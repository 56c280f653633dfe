package hudson.triggers;

import hudson.model.Descriptor;
import hudson.model.Item;

public abstract class TriggerDescriptor extends Descriptor<Trigger<?>> {
    protected TriggerDescriptor() {}

    protected TriggerDescriptor(Class<? extends Trigger<?>> type) {
        super(type);
    }

    public abstract boolean isApplicable(Item item);
}

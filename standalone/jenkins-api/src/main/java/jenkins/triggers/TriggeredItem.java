package jenkins.triggers;

import hudson.model.Item;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import java.util.Map;

public interface TriggeredItem extends Item {
    default Map<TriggerDescriptor, Trigger<?>> getTriggers() {
        return Map.of();
    }
}

package hudson.triggers;

import hudson.Extension;
import hudson.model.BuildableItem;
import hudson.model.Item;
import hudson.util.FormValidation;

public class TimerTrigger extends Trigger<BuildableItem> {
    public TimerTrigger(String timerSpec) {
        super(timerSpec);
    }

    @Extension
    public static class DescriptorImpl extends TriggerDescriptor {
        @Override
        public boolean isApplicable(Item item) {
            return item instanceof BuildableItem;
        }

        public FormValidation doCheckSpec(String value, Item item) {
            return FormValidation.ok();
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import jenkins.model.OptionalJobProperty;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.verb.POST;

/** How releases share the stages of a job that do not say it themselves. */
public class StageModeProperty extends OptionalJobProperty<Job<?, ?>> {

    private final StageMode mode;

    @DataBoundConstructor
    public StageModeProperty(StageMode mode) {
        this.mode = mode;
    }

    public StageMode getMode() {
        return mode == null ? StageMode.SUPERSEDED : mode;
    }

    @Extension
    @Symbol("releaseStageMode")
    public static final class DescriptorImpl extends OptionalJobPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "Say how releases share the stages of this job";
        }

        @POST
        public ListBoxModel doFillModeItems(@AncestorInPath Item item) {
            return StageModeConfiguration.choices(item);
        }
    }
}

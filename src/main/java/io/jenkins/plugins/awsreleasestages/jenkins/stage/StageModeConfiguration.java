package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * How releases share a stage that does not say it itself: as its job says, else the nearest folder that does, else the
 * administrator.
 */
@Extension
@Symbol("releaseStageMode")
public class StageModeConfiguration extends GlobalConfiguration {

    /** What folders say. An extension point, because the plugin that makes folders may be missing. */
    interface OfFolder extends ExtensionPoint {

        /** @return null where it says nothing */
        StageMode of(ItemGroup<?> group);
    }

    private StageMode mode = StageMode.SUPERSEDED;

    public StageModeConfiguration() {
        load();
    }

    static StageModeConfiguration get() {
        return ExtensionList.lookupSingleton(StageModeConfiguration.class);
    }

    static StageMode of(Job<?, ?> job) {
        StageModeProperty own = job.getProperty(StageModeProperty.class);
        return own != null ? own.getMode() : above(job).orElse(get().getMode());
    }

    private static Optional<StageMode> above(Item item) {
        ItemGroup<?> group = item.getParent();
        if (!(group instanceof Item folder)) {
            return Optional.empty();
        }
        return ExtensionList.lookup(OfFolder.class).stream()
                .map(found -> found.of(group))
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> above(folder));
    }

    /** In words, for forms. */
    static ListBoxModel choices(Item item) {
        ListBoxModel items = new ListBoxModel();
        if (FieldChecks.mayConfigure(item)) {
            items.add("Superseded: a newer release takes the place of those that wait", StageMode.SUPERSEDED.name());
            items.add("Queued: first come, first served", StageMode.QUEUED.name());
            items.add("Parallel: no lock", StageMode.PARALLEL.name());
        }
        return items;
    }

    @Override
    public String getDisplayName() {
        return "Release stages";
    }

    public StageMode getMode() {
        return mode;
    }

    @DataBoundSetter
    public void setMode(StageMode mode) {
        this.mode = mode == null ? StageMode.SUPERSEDED : mode;
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        request.bindJSON(this, form);
        save();
        return true;
    }

    @POST
    public ListBoxModel doFillModeItems(@AncestorInPath Item item) {
        return choices(item);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** How releases share the stages of the jobs below a folder that do not say it themselves. */
public class StageModeFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private final StageMode mode;

    @DataBoundConstructor
    public StageModeFolderProperty(StageMode mode) {
        this.mode = mode;
    }

    /** Null where it says nothing. */
    public StageMode getMode() {
        return mode;
    }

    @Extension(optional = true)
    @Symbol("releaseStageMode")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "Release stages";
        }

        /** No property for an empty form, or for none. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            return request == null || form.optString("mode").isEmpty() ? null : super.newInstance(request, form);
        }

        @POST
        public ListBoxModel doFillModeItems(@AncestorInPath Item item) {
            ListBoxModel items = StageModeConfiguration.choices(item);
            items.add(0, new ListBoxModel.Option("(as further up)", ""));
            return items;
        }
    }

    @Extension(optional = true)
    public static final class OfFolders implements StageModeConfiguration.OfFolder {

        @Override
        public StageMode of(ItemGroup<?> group) {
            StageModeFolderProperty property = group instanceof AbstractFolder<?> folder
                    ? folder.getProperties().get(StageModeFolderProperty.class)
                    : null;
            return property == null ? null : property.getMode();
        }
    }
}

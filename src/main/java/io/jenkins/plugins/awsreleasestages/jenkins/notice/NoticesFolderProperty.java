package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.ItemGroup;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;

/** Who is sent notices about releases from the jobs below a folder, beside those that are set up further up. */
public class NoticesFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private final List<NoticeReceiver> receivers;

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundConstructor
    public NoticesFolderProperty(List<NoticeReceiver> receivers) {
        this.receivers = NoticeReceiver.checked(receivers);
    }

    public List<NoticeReceiver> getReceivers() {
        return receivers == null ? new ArrayList<>() : receivers;
    }

    @Extension(optional = true)
    @Symbol("awsReleaseNotices")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "AWS release notices";
        }

        /** No property for an empty form, or for none. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            List<NoticeReceiver> receivers = request == null ? List.of() : NoticeReceiver.submitted(request, form);
            return receivers.isEmpty() ? null : new NoticesFolderProperty(receivers);
        }
    }

    @Extension(optional = true)
    public static final class OfFolders implements FolderNotices {

        @Override
        public List<NoticeReceiver> of(ItemGroup<?> group) {
            NoticesFolderProperty property = group instanceof AbstractFolder<?> folder
                    ? folder.getProperties().get(NoticesFolderProperty.class)
                    : null;
            return property == null ? List.of() : property.getReceivers();
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.ItemGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The environments that the owner of a folder gives to the jobs below. */
public class AwsEnvironmentsFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private final List<AwsEnvironment> environments;
    private boolean ownRoles;

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundConstructor
    public AwsEnvironmentsFolderProperty(List<AwsEnvironment> environments) {
        this.environments = AwsEnvironment.checked(environments);
    }

    public List<AwsEnvironment> getEnvironments() {
        return environments == null ? new ArrayList<>() : environments;
    }

    public boolean isOwnRoles() {
        return ownRoles;
    }

    @DataBoundSetter
    public void setOwnRoles(boolean ownRoles) {
        this.ownRoles = ownRoles;
    }

    @Extension(optional = true)
    @Symbol("awsEnvironments")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "AWS environments";
        }

        /** No property for an empty form, or for none: a folder that defines nothing forbids nothing. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            if (request == null) {
                return null;
            }
            List<AwsEnvironment> environments = AwsEnvironment.submitted(request, form);
            if (environments.isEmpty()) {
                return null;
            }
            AwsEnvironmentsFolderProperty property = new AwsEnvironmentsFolderProperty(environments);
            property.setOwnRoles(form.optBoolean("ownRoles"));
            return property;
        }
    }

    @Extension(optional = true)
    public static final class OfFolders implements FolderEnvironments {

        @Override
        public Optional<EnvironmentVisibility.Level> of(ItemGroup<?> group) {
            if (!(group instanceof AbstractFolder<?> folder)) {
                return Optional.empty();
            }
            AwsEnvironmentsFolderProperty property = folder.getProperties().get(AwsEnvironmentsFolderProperty.class);
            if (property == null || property.getEnvironments().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new EnvironmentVisibility.Level(
                    folder.getFullName(), property.getEnvironments(), property.isOwnRoles()));
        }
    }
}

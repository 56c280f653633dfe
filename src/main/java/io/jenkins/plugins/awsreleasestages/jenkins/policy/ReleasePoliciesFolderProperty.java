package io.jenkins.plugins.awsreleasestages.jenkins.policy;

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

/** What the owner of a folder demands of releases from the jobs below, beside what is demanded further up. */
public class ReleasePoliciesFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private final List<PolicyDefinition> policies;

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundConstructor
    public ReleasePoliciesFolderProperty(List<PolicyDefinition> policies) {
        this.policies = PolicyDefinition.checked(policies);
    }

    public List<PolicyDefinition> getPolicies() {
        return policies == null ? new ArrayList<>() : policies;
    }

    @Extension(optional = true)
    @Symbol("releasePolicies")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "Release policies";
        }

        /** No property for an empty form, or for none. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            List<PolicyDefinition> policies = request == null ? List.of() : PolicyDefinition.submitted(request, form);
            return policies.isEmpty() ? null : new ReleasePoliciesFolderProperty(policies);
        }
    }

    @Extension(optional = true)
    public static final class OfFolders implements FolderPolicies {

        @Override
        public List<PolicyDefinition> of(ItemGroup<?> group) {
            ReleasePoliciesFolderProperty property = group instanceof AbstractFolder<?> folder
                    ? folder.getProperties().get(ReleasePoliciesFolderProperty.class)
                    : null;
            return property == null ? List.of() : property.getPolicies();
        }
    }
}

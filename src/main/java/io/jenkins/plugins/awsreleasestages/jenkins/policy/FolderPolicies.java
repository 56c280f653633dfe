package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.ExtensionPoint;
import hudson.model.ItemGroup;
import java.util.List;

/** What folders demand. An extension point, because the plugin that makes folders may be missing. */
interface FolderPolicies extends ExtensionPoint {

    /** @return empty where the group demands nothing */
    List<PolicyDefinition> of(ItemGroup<?> group);
}

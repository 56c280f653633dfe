package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;
import hudson.model.ItemGroup;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What folders say about environments. An extension point, because the plugin that makes folders may be missing. */
interface FolderEnvironments extends ExtensionPoint {

    /** @return empty where the group says nothing */
    Optional<EnvironmentVisibility.Level> of(ItemGroup<?> group);

    /** @param item a job, or a folder for what is visible right below it; null for what is defined globally */
    static EnvironmentVisibility seenFrom(Item item) {
        List<EnvironmentVisibility.Level> levels = new ArrayList<>();
        ItemGroup<?> group = item == null ? null : item instanceof ItemGroup<?> self ? self : item.getParent();
        while (group instanceof Item folder) {
            for (FolderEnvironments found : ExtensionList.lookup(FolderEnvironments.class)) {
                found.of(group).ifPresent(levels::add);
            }
            group = folder.getParent();
        }
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        levels.add(new EnvironmentVisibility.Level("", global.getEnvironments(), global.isOwnRoles()));
        return new EnvironmentVisibility(levels);
    }

    /** The names that the job sees, or some job below the folder; none for who may not configure it. */
    static Set<String> names(Item item) {
        if (!FieldChecks.mayConfigure(item)) {
            return Set.of();
        }
        EnvironmentVisibility seen = seenFrom(item);
        if (item == null || item instanceof ItemGroup) {
            return seen.visibleBelow(item == null ? "" : item.getFullName()).keySet();
        }
        return seen.visible(item.getFullName()).keySet();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import java.util.Collection;
import java.util.Set;
import jenkins.model.TransientActionFactory;

/** What is live where, in the jobs of a folder; the side panel leads there where one of them has stages. */
public final class FolderEnvironments extends EnvironmentsView {

    private final AbstractFolder<?> folder;

    private FolderEnvironments(AbstractFolder<?> folder) {
        this.folder = folder;
    }

    @Override
    ItemGroup<?> group() {
        return folder;
    }

    @Override
    void checkPermission() {
        folder.checkPermission(Item.READ);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public String getIconFileName() {
        for (Job job : folder.allItems(Job.class)) {
            if (JobReleases.isThere(job)) {
                return super.getIconFileName();
            }
        }
        return null;
    }

    /** Adds the page to every folder. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<AbstractFolder> {

        @Override
        public Class<AbstractFolder> type() {
            return AbstractFolder.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return FolderEnvironments.class;
        }

        @Override
        public Collection<? extends Action> createFor(AbstractFolder folder) {
            return Set.of(new FolderEnvironments(folder));
        }
    }
}

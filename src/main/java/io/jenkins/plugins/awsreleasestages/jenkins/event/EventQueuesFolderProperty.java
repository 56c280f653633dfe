package io.jenkins.plugins.awsreleasestages.jenkins.event;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.awsreleasestages.engine.Coalesced;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;

/** The queues that the owner of a folder has set up. What comes by them is for the jobs below, and for no others. */
public class EventQueuesFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    /** Each is a connection that stays open, of which others need some, too. */
    static final int MOST_QUEUES = 10;

    private final List<EventQueue> queues;

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundConstructor
    public EventQueuesFolderProperty(List<EventQueue> queues) {
        this.queues = EventQueue.checked(queues);
        if (this.queues.size() > MOST_QUEUES) {
            throw new IllegalArgumentException("queues: a folder may have at most " + MOST_QUEUES + ".");
        }
    }

    public List<EventQueue> getQueues() {
        return queues == null ? new ArrayList<>() : queues;
    }

    @Extension(optional = true)
    @Symbol("awsEventQueues")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        public String getDisplayName() {
            return "AWS event queues";
        }

        /** No property for an empty form, or for none. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            List<EventQueue> queues = request == null ? List.of() : EventQueue.submitted(request, form);
            try {
                return queues.isEmpty() ? null : new EventQueuesFolderProperty(queues);
            } catch (IllegalArgumentException e) {
                throw new FormException(e.getMessage(), "queues");
            }
        }
    }

    @Extension(optional = true)
    public static final class OfFolders implements FolderQueues {

        @Override
        public List<EventQueue.Place> all() {
            List<EventQueue.Place> places = new ArrayList<>();
            for (AbstractFolder<?> folder : Jenkins.get().allItems(AbstractFolder.class)) {
                EventQueuesFolderProperty property = folder.getProperties().get(EventQueuesFolderProperty.class);
                if (property != null && !folder.isDisabled()) {
                    property.getQueues().forEach(queue -> places.add(queue.in(folder.getFullName())));
                }
            }
            return places;
        }
    }

    /** Who reads follows folders that are changed, copied, moved or deleted. */
    @Extension(optional = true)
    public static final class Following extends ItemListener {

        /** A scan of branches saves its folder several times, and all folders are gone through each time. */
        private record Soon(Coalesced reading) {}

        private static void follow(Item item) {
            if (item instanceof ItemGroup) {
                ActionThreads.get()
                        .shared(
                                Soon.class,
                                scheduler -> new Soon(new Coalesced(
                                        Duration.ofMillis(200), Duration.ofSeconds(2), scheduler, Following::read)))
                        .reading()
                        .want();
            }
        }

        private static boolean read() {
            EventQueues.readThem();
            return true;
        }

        @Override
        public void onCreated(Item item) {
            follow(item);
        }

        @Override
        public void onUpdated(Item item) {
            follow(item);
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            follow(item);
        }

        @Override
        public void onDeleted(Item item) {
            follow(item);
        }
    }
}

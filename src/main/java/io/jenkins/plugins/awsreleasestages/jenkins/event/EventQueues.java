package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The queues that the administrator has set up, and who reads them and those of folders. */
@Extension
@Symbol("awsEventQueues")
public class EventQueues extends GlobalConfiguration {

    private List<EventQueue> queues = new ArrayList<>();

    public EventQueues() {
        load();
    }

    public static EventQueues get() {
        return ExtensionList.lookupSingleton(EventQueues.class);
    }

    /** Not before the jobs are there, which would not hear of it. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void readThem() {
        readThem(get());
    }

    /** As Jenkins itself: nobody who changes something sees all folders. */
    private static void readThem(EventQueues global) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            List<EventQueue.Place> places = new ArrayList<>();
            global.queues.forEach(queue -> places.add(queue.in("")));
            ExtensionList.lookup(FolderQueues.class).forEach(folders -> places.addAll(folders.all()));
            listeners().read(places);
        }
    }

    static QueueListeners listeners() {
        ActionThreads threads = ActionThreads.get();
        return threads.shared(QueueListeners.class, scheduler -> {
            QueueListeners made = new QueueListeners(threads.news(), scheduler);
            threads.onShutDown(made::close);
            return made;
        });
    }

    @Override
    public String getDisplayName() {
        return "AWS event queues";
    }

    public List<EventQueue> getQueues() {
        return queues;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    public void setQueues(List<EventQueue> queues) {
        this.queues = EventQueue.checked(queues);
        readThem(this);
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        setQueues(EventQueue.submitted(request, form));
        save();
        return true;
    }
}

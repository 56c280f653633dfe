package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The queues that the administrator has set up, and who reads them. */
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
        listeners().read(get().queues);
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
        this.queues = checked(queues);
        listeners().read(this.queues);
    }

    /** A list that Jenkins's own serializer takes. */
    private static List<EventQueue> checked(List<EventQueue> queues) {
        List<EventQueue> all = queues == null ? new ArrayList<>() : new ArrayList<>(queues);
        List<String> problems = new ArrayList<>();
        Set<String> urls = new HashSet<>();
        for (EventQueue queue : all) {
            problems.addAll(queue.problems());
            if (!urls.add(queue.getUrl()) && queue.getUrl() != null) {
                problems.add("url: '" + queue.getUrl() + "' is there twice.");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return all;
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            // Bound below by Stapler itself, which asks no descriptor.
            EmptyFields.forget(form.opt("queues"));
            setQueues(request.bindJSONToList(EventQueue.class, form.opt("queues")));
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "queues");
        }
        save();
        return true;
    }
}

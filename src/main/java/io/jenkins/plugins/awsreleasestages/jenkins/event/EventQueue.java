package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EnvironmentForm;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A queue into which EventBridge puts events, as forms and YAML say it. */
public class EventQueue extends AbstractDescribableImpl<EventQueue> {

    private final String url;
    private final String environment;

    /**
     * @param url as SQS says it
     * @param environment who reads the queue: one of the administrator's, or one that jobs below the folder see
     */
    @DataBoundConstructor
    public EventQueue(String url, String environment) {
        this.url = Util.fixEmptyAndTrim(url);
        this.environment = Util.fixEmptyAndTrim(environment);
    }

    public String getUrl() {
        return url;
    }

    public String getEnvironment() {
        return environment;
    }

    /**
     * What makes it another queue, or another reader.
     *
     * @param folder its full name: what comes by the queue is told below it, and nowhere else. Empty for all jobs
     */
    record Place(String folder, String url, String environment) {

        /** The queue with the environment's present roles and credentials. */
        MessageQueue open() {
            Item item = folder.isEmpty() ? null : Jenkins.get().getItemByFullName(folder, Item.class);
            if (item == null && !folder.isEmpty()) {
                throw RemoteFailure.refused("The folder is gone.");
            }
            return new MessageQueue(RunSession.ofAllBelow(item, "events", environment, MessageQueue.region(url)), url);
        }

        int tell(News news, String about) {
            return folder.isEmpty() ? news.of(about) : news.of(about, job -> job.startsWith(folder + "/"));
        }

        /** As people are shown it. */
        String inWords() {
            return folder.isEmpty() ? url : url + " (folder " + folder + ")";
        }
    }

    /** @param folder its full name; empty for the whole controller */
    Place in(String folder) {
        return new Place(folder, url, environment);
    }

    /**
     * A list that Jenkins's own serializer takes.
     *
     * @throws IllegalArgumentException says all that is wrong
     */
    static List<EventQueue> checked(List<EventQueue> queues) {
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

    /** What a form says. */
    static List<EventQueue> submitted(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        try {
            // Bound below by Stapler itself, which asks no descriptor.
            EmptyFields.forget(form.opt("queues"));
            return checked(request.bindJSONToList(EventQueue.class, form.opt("queues")));
        } catch (IllegalArgumentException e) {
            throw new Descriptor.FormException(e.getMessage(), "queues");
        }
    }

    /** What is wrong with it, a sentence each. */
    List<String> problems() {
        return Stream.of(MessageQueue.problem(url), environmentProblem(environment))
                .filter(Objects::nonNull)
                .toList();
    }

    /** One that is not there yet is no mistake: it may be defined after the queue. */
    private static String environmentProblem(String environment) {
        return environment == null ? "environment: say which of the AWS environments reads the queue." : null;
    }

    @Extension
    @Symbol("eventQueue")
    public static final class DescriptorImpl extends Descriptor<EventQueue> implements EnvironmentForm.Choice {

        @Override
        public String getDisplayName() {
            return "Event queue";
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> MessageQueue.problem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> environmentProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}

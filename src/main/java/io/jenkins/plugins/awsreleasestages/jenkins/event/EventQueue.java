package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A queue into which EventBridge puts events, as forms and YAML say it. */
public class EventQueue extends AbstractDescribableImpl<EventQueue> {

    private final String url;
    private final String environment;

    /**
     * @param url as SQS says it
     * @param environment one of the administrator's: who reads the queue
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

    /** What makes it another queue, or another reader. */
    record Place(String url, String environment) {

        /** The queue with the environment's present roles and credentials. */
        MessageQueue open() {
            return new MessageQueue(RunSession.ofController(environment, MessageQueue.region(url)), url);
        }
    }

    Place place() {
        return new Place(url, environment);
    }

    /** What is wrong with it, a sentence each. */
    List<String> problems() {
        return Stream.of(MessageQueue.problem(url), environmentProblem(environment))
                .filter(Objects::nonNull)
                .toList();
    }

    /** One that is not there yet is no mistake: it may be defined after the queue. */
    private static String environmentProblem(String environment) {
        return environment == null ? "environment: say which of the AWS environments above reads the queue." : null;
    }

    @Extension
    @Symbol("eventQueue")
    public static final class DescriptorImpl extends Descriptor<EventQueue> {

        @Override
        public String getDisplayName() {
            return "Event queue";
        }

        @POST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            return FieldChecks.problem(null, () -> MessageQueue.problem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckEnvironment(@QueryParameter String value) {
            return FieldChecks.problem(null, () -> environmentProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillEnvironmentItems(@QueryParameter String environment) {
            ListBoxModel items = new ListBoxModel();
            items.add("- none -", "");
            Set<String> names = new LinkedHashSet<>();
            if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                AwsReleaseStagesConfiguration.get().getEnvironments().stream()
                        .map(AwsEnvironment::getName)
                        .forEach(names::add);
            }
            if (Util.fixEmptyAndTrim(environment) != null) {
                names.add(environment);
            }
            names.forEach(items::add);
            return items;
        }
    }
}

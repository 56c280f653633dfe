package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.sns.Topic;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EnvironmentForm;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Payload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code snsTopic(topicArn: 'arn:aws:sns:…', environment: 'shared')}: with CodePipeline's payload where people are asked. */
public class SnsTopic extends NoticeReceiver {

    private final String topicArn;
    private final String environment;

    /** @param environment who publishes: one of the administrator's, or one that jobs below the folder see */
    @DataBoundConstructor
    public SnsTopic(String topicArn, String environment) {
        this.topicArn = EmptyFields.kept(topicArn);
        this.environment = EmptyFields.kept(environment);
    }

    public String getTopicArn() {
        return topicArn;
    }

    public String getEnvironment() {
        return environment;
    }

    @Override
    protected Map<String, String> said() {
        return Map.of("topicArn", topicArn, "environment", environment);
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(Topic.problem(topicArn), problem(environment))
                .filter(Objects::nonNull)
                .toList();
    }

    /** One that is not there yet is no mistake: it may be defined after the receiver. */
    private static String problem(String environment) {
        return EmptyFields.orNull(environment) == null
                ? "environment: say which of the AWS environments publishes to the topic."
                : null;
    }

    @Override
    public String inWords() {
        return "SNS topic " + topicArn;
    }

    @Override
    public CompletableFuture<?> send(Notice notice, int attempt, Item place) {
        String region = Topic.region(topicArn);
        return new Topic(RunSession.ofAllBelow(place, "notices", environment, region), topicArn)
                .publish(Payload.subjectOfSns(notice), Payload.sns(notice, attempt, region));
    }

    @Extension
    @Symbol("snsTopic")
    public static final class DescriptorImpl extends ReceiverDescriptor implements EnvironmentForm.Choice {

        @Override
        public String getDisplayName() {
            return "SNS topic";
        }

        @Override
        public NoticeReceiver of(Map<String, String> said) {
            return new SnsTopic(said.get("topicArn"), said.get("environment"));
        }

        @POST
        public FormValidation doCheckTopicArn(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> Topic.problem(EmptyFields.kept(value)));
        }

        @POST
        public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> problem(value));
        }
    }
}

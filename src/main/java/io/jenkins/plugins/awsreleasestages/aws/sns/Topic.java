package io.jenkins.plugins.awsreleasestages.aws.sns;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;

/** A topic of SNS, as its publisher sees it. A call holds no thread while it is not answered. */
public record Topic(AwsSession session, String arn) {

    static volatile Duration patience = Duration.ofSeconds(30);

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:sns:([a-z]{2}(?:-[a-z]+)+-[0-9]):[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    /** @return what is wrong with the ARN of a topic, or null */
    public static String problem(String arn) {
        if (arn == null || arn.isBlank()) {
            return "topicArn: the ARN of the topic is missing.";
        }
        if (arn.endsWith(".fifo")) {
            return "topicArn: '" + arn
                    + "' is a FIFO topic, which people and Slack cannot subscribe to; use a standard one.";
        }
        return ARN.matcher(arn).matches()
                ? null
                : "topicArn: '" + arn
                        + "' is not the ARN of a topic, as arn:aws:sns:eu-west-1:111122223333:release-notices.";
    }

    /** @param arn one of which {@link #problem} says nothing */
    public static String region(String arn) {
        Matcher topic = ARN.matcher(arn);
        if (!topic.matches()) {
            throw RemoteFailure.refused(problem(arn));
        }
        return topic.group(1);
    }

    /**
     * SNS takes a message twice without a word: whoever sends it again has to say so in it.
     *
     * @param subject for those who subscribe by mail; ASCII, less than 100 characters
     */
    public CompletableFuture<Void> publish(String subject, String message) {
        return AwsFailures.later(
                        session,
                        "Publishing to topic " + arn,
                        () -> session.sns()
                                .publish(r -> r.topicArn(arn)
                                        .subject(subject)
                                        .message(message)
                                        .overrideConfiguration(o -> o.apiCallTimeout(patience))))
                .handle((answer, problem) -> {
                    if (problem instanceof RemoteFailure failure) {
                        throw advised(failure);
                    }
                    if (problem != null) {
                        throw new CompletionException(problem);
                    }
                    return null;
                });
    }

    private static RemoteFailure advised(RemoteFailure failure) {
        String code = failure.getCause() instanceof SdkException cause ? AwsFailures.code(cause) : "";
        String advice =
                switch (code) {
                    case "NotFound", "NotFoundException" -> " Create it again, or take it out of the settings.";
                    case "AuthorizationError", "AuthorizationErrorException" ->
                        " The role needs sns:Publish on the topic.";
                    case "KMSAccessDenied", "KMSAccessDeniedException" ->
                        " The role needs kms:GenerateDataKey and kms:Decrypt on the topic's key.";
                    default -> "";
                };
        return advice.isEmpty()
                ? failure
                : new RemoteFailure(failure.kind(), failure.sentence() + advice, failure.getCause());
    }
}

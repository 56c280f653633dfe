package io.jenkins.plugins.awsreleasestages.aws.sqs;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A queue of SQS, as its reader sees it. A read stays open until there is something, and holds no thread meanwhile.
 *
 * @param url as SQS says it; a name, not an address: the session says where SQS is
 */
public record MessageQueue(AwsSession session, String url) {

    /** SQS API reference, ReceiveMessage: both are the most that it takes. */
    private static final int MOST_MESSAGES = 10;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /** A read that is not answered by then has been lost on the way. */
    private static final Duration PATIENCE = LONGEST_WAIT.plusSeconds(15);

    private static final Pattern PATH = Pattern.compile("/[0-9]{12}/[A-Za-z0-9_-]{1,80}(\\.fifo)?");

    /** AWS's present names of SQS, in any partition. */
    private static final Pattern HOST = Pattern.compile("sqs\\.([a-z]{2}(?:-[a-z]+)+-[0-9])\\.amazonaws\\.com(\\.cn)?");

    /**
     * One that was received, and comes again where it is not deleted.
     *
     * @param receipt by which it is deleted
     * @param sent when it came into the queue
     */
    public record Received(String body, String receipt, Instant sent) {}

    /** @return what is wrong with the URL of a queue, or null */
    public static String problem(String url) {
        if (url == null || url.isBlank()) {
            return "url: the URL of the queue is missing.";
        }
        try {
            URI parsed = URI.create(url);
            boolean http = "https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme());
            if (http
                    && parsed.getPath() != null
                    && parsed.getQuery() == null
                    && PATH.matcher(parsed.getPath()).matches()) {
                return null;
            }
        } catch (IllegalArgumentException e) {
            // No URL at all.
        }
        return "url: '" + url
                + "' is not the URL of a queue, as https://sqs.eu-west-1.amazonaws.com/111122223333/events.";
    }

    /** @return where the queue is; null where its URL does not say it */
    public static String region(String url) {
        String host = URI.create(url).getHost();
        Matcher named = HOST.matcher(host == null ? "" : host);
        return named.matches() ? named.group(1) : null;
    }

    /** Those that are there, as soon as there are some; after 20 seconds none. To cancel it closes the connection. */
    public CompletableFuture<List<Received>> receive() {
        return call(
                () -> session.sqs()
                        .receiveMessage(r -> r.queueUrl(url)
                                .maxNumberOfMessages(MOST_MESSAGES)
                                .waitTimeSeconds((int) LONGEST_WAIT.toSeconds())
                                .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                                .overrideConfiguration(o -> o.apiCallTimeout(PATIENCE))),
                answer -> answer.messages().stream().map(MessageQueue::received).toList());
    }

    private static Received received(Message message) {
        String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        return new Received(
                message.body(),
                message.receiptHandle(),
                sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent)));
    }

    /** @param messages of one read */
    public CompletableFuture<Void> delete(List<Received> messages) {
        List<DeleteMessageBatchRequestEntry> entries = IntStream.range(0, messages.size())
                .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .receiptHandle(messages.get(i).receipt())
                        .build())
                .toList();
        return call(
                () -> session.sqs()
                        .deleteMessageBatch(r -> r.queueUrl(url)
                                .entries(entries)
                                .overrideConfiguration(o -> o.apiCallTimeout(PATIENCE))),
                MessageQueue::allDeleted);
    }

    private static Void allDeleted(DeleteMessageBatchResponse answer) {
        if (!answer.failed().isEmpty()) {
            BatchResultErrorEntry first = answer.failed().get(0);
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "Deleting " + answer.failed().size() + " messages failed: AWS says: " + first.message() + " ("
                            + first.code() + ")");
        }
        return null;
    }

    /** To cancel what comes of it cancels the call. */
    private <A, T> CompletableFuture<T> call(Supplier<CompletableFuture<A>> call, Function<A, T> meaning) {
        CompletableFuture<A> answer = AwsFailures.later(session, "Reading queue " + name(), call);
        CompletableFuture<T> meant = answer.handle((value, problem) -> {
            if (problem instanceof RemoteFailure failure) {
                throw advised(failure);
            }
            if (problem != null) {
                throw new CompletionException(problem);
            }
            return meaning.apply(value);
        });
        meant.whenComplete((value, problem) -> answer.cancel(true));
        return meant;
    }

    private String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static RemoteFailure advised(RemoteFailure failure) {
        String code = failure.getCause() instanceof SdkException cause ? AwsFailures.code(cause) : "";
        String advice =
                switch (code.substring(code.lastIndexOf('.') + 1)) {
                    case "NonExistentQueue", "QueueDoesNotExist" -> " Create it again, or take it out of the settings.";
                    case "AccessDenied", "AccessDeniedException" ->
                        " The role needs sqs:ReceiveMessage and sqs:DeleteMessage on the queue.";
                    default -> "";
                };
        return advice.isEmpty()
                ? failure
                : new RemoteFailure(failure.kind(), failure.sentence() + advice, failure.getCause());
    }
}

package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/** The look-alike on a clock that only the test moves, asked by the AWS SDK as it is, without its retries. */
final class LookedAlike implements AutoCloseable {

    static final String QUEUE = """
        Parameters:
          Wait: {Type: Number, Default: 1}
          Name: {Type: String}
          Password: {Type: String, NoEcho: true, Default: swordfish}
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Ref Name, VisibilityTimeout: !Ref Wait}
          Topic:
            Type: AWS::SNS::Topic
            Properties: {DisplayName: !Sub 'of ${Queue}', KmsMasterKeyId: !Ref Password}
        Outputs:
          Url: {Value: !Ref Queue}
        """;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final CloudFormationLookAlike aws =
            CloudFormationLookAlike.start("eu-central-1", ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
    final CloudFormationClient client = at(CloudFormationClient.builder()).build();

    <B extends AwsClientBuilder<B, ?>> B at(B builder) {
        URI endpoint = aws.endpoint();
        return builder.endpointOverride(endpoint)
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .overrideConfiguration(
                        o -> o.retryStrategy(RetryMode.STANDARD).retryStrategy(strategy -> strategy.maxAttempts(1)));
    }

    void pass(double seconds) {
        now = now.plus(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Override
    public void close() {
        client.close();
        aws.close();
    }

    static Parameter parameter(String key, String value) {
        return Parameter.builder().parameterKey(key).parameterValue(value).build();
    }

    CreateChangeSetResponse create(String stack, String changeSet, Consumer<CreateChangeSetRequest.Builder> more) {
        return client.createChangeSet(r -> {
            r.stackName(stack)
                    .changeSetName(changeSet)
                    .templateBody(QUEUE)
                    .parameters(parameter("Name", stack))
                    .changeSetType(aws.exists(stack) ? "UPDATE" : "CREATE");
            more.accept(r);
        });
    }

    /** Created, complete. */
    CreateChangeSetResponse created(String stack, String changeSet, Consumer<CreateChangeSetRequest.Builder> more) {
        CreateChangeSetResponse response = create(stack, changeSet, more);
        pass(1);
        return response;
    }

    /** Deployed to its end, good or bad. */
    void deploy(String stack, String changeSet, Consumer<CreateChangeSetRequest.Builder> more) {
        String id = created(stack, changeSet, more).id();
        client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("token-" + changeSet));
        pass(60);
    }

    void deploy(String stack, String template) {
        deploy(stack, "cs-" + System.nanoTime(), r -> r.templateBody(template).parameters(List.of()));
    }

    /** The oldest first, of one operation. */
    List<String> events(String stack, String token) {
        List<String> lines = new ArrayList<>(client.describeStackEvents(r -> r.stackName(stack)).stackEvents().stream()
                .filter(event -> token.equals(event.clientRequestToken()))
                .map(LookedAlike::line)
                .toList());
        Collections.reverse(lines);
        return lines;
    }

    static String line(StackEvent event) {
        return event.logicalResourceId() + " " + event.resourceStatusAsString()
                + (event.resourceStatusReason() == null ? "" : " " + event.resourceStatusReason());
    }

    String status(String stack) {
        return client.describeStacks(r -> r.stackName(stack)).stacks().get(0).stackStatusAsString();
    }
}

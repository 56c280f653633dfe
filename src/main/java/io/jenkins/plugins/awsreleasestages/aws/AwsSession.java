package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One identity in one region, with the clients that use it. Made by {@link AwsSessions}; lives in memory only.
 *
 * <p>The clients do not retry: the engine alone decides what is asked again.
 */
public final class AwsSession {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final String lookKey;
    private final Runnable onForget;
    private final Map<Class<?>, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

    AwsSession(Region region, AwsCredentialsProvider credentials, String lookKey, Runnable onForget) {
        this.region = region;
        this.credentials = credentials;
        this.lookKey = lookKey;
        this.onForget = onForget;
    }

    public Region region() {
        return region;
    }

    /** Sessions with the same key see the same things in AWS, so that their looks can be shared. */
    public String lookKey() {
        return lookKey;
    }

    /** Drops the session, so that the next use gets fresh credentials. */
    public void forget() {
        onForget.run();
    }

    /** Fetches credentials now, so that a role that cannot be assumed is known before anything is started. */
    public void verify(String what) {
        AwsFailures.call(this, what, credentials::resolveCredentials);
    }

    public CodeBuildClient codeBuild() {
        return client(CodeBuildClient.class, () -> configured(CodeBuildClient.builder()));
    }

    public CloudWatchLogsClient logs() {
        return client(CloudWatchLogsClient.class, () -> configured(CloudWatchLogsClient.builder()));
    }

    public CloudFormationClient cloudFormation() {
        return client(CloudFormationClient.class, () -> configured(CloudFormationClient.builder()));
    }

    public S3Client s3() {
        return client(S3Client.class, () -> {
            var builder = S3Client.builder()
                    .crossRegionAccessEnabled(AwsEndpoint.override().isEmpty());
            return configured(builder.forcePathStyle(AwsEndpoint.override().isPresent()));
        });
    }

    public S3Presigner presigner() {
        return client(S3Presigner.class, () -> {
            Optional<URI> endpoint = AwsEndpoint.override();
            S3Presigner.Builder builder = S3Presigner.builder()
                    .region(region)
                    .credentialsProvider(credentials)
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(endpoint.isPresent())
                            .build());
            endpoint.ifPresent(builder::endpointOverride);
            return builder.build();
        });
    }

    static StsClient sts(Region region, AwsCredentialsProvider credentials) {
        var builder = StsClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClient(Http.CLIENT);
        AwsEndpoint.override().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    void close() {
        clients.values().forEach(SdkAutoCloseable::close);
    }

    private <C extends SdkAutoCloseable> C client(Class<C> type, Supplier<C> maker) {
        return type.cast(clients.computeIfAbsent(type, absent -> maker.get()));
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C configured(B builder) {
        builder.region(region)
                .credentialsProvider(credentials)
                .httpClient(Http.CLIENT)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(CALL_TIMEOUT)
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "aws-release-stages"));
        AwsEndpoint.override().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** One connection pool for all sessions; service clients are cheap on top of it. Made on first use. */
    private static final class Http {
        static final SdkHttpClient CLIENT =
                ApacheHttpClient.builder().maxConnections(64).build();
    }
}

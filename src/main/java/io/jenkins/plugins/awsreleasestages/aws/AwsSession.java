package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One identity in one region, with the clients that use it. Made by {@link AwsSessions}; lives in memory only.
 *
 * <p>The clients do not retry: the engine alone decides what is asked again.
 */
public final class AwsSession {

    /** How long one call may take. Tests shorten it for the clients that are made from then on. */
    static volatile Duration callTimeout = Duration.ofSeconds(60);

    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final Map<String, AwsCredentialsProvider> hops;
    private final AwsConnection connection;
    private final String accountKey;
    private final String lookKey;
    private final Runnable onForget;
    private final Queue<String> remarks;
    private final Map<Class<?>, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

    /**
     * @param hops the credentials on the way, the last of them {@code credentials}, by what they are called
     * @param accountKey see {@link #accountKey()}
     * @param lookKey see {@link #lookKey()}
     * @param remarks where the roles on the way say what they do without
     */
    AwsSession(
            Region region,
            AwsCredentialsProvider credentials,
            Map<String, AwsCredentialsProvider> hops,
            AwsConnection connection,
            String accountKey,
            String lookKey,
            Runnable onForget,
            Queue<String> remarks) {
        this.region = region;
        this.credentials = credentials;
        this.hops = hops;
        this.connection = connection;
        this.accountKey = accountKey;
        this.lookKey = lookKey;
        this.onForget = onForget;
        this.remarks = remarks;
    }

    public Region region() {
        return region;
    }

    /**
     * Sessions with the same key are in the same account and region: their calls count together, and a name means the same
     * there. They need not see the same things.
     */
    public String accountKey() {
        return accountKey;
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

    /** The credentials as they are now, for tools that cannot ask again. They end at {@code expirationTime()}. */
    public AwsCredentials credentials(String what) {
        return AwsFailures.call(this, what, credentials::resolveCredentials);
    }

    /** What the log should say of this session, each once: session tags that a role does not allow, shorter sessions. */
    public List<String> takeRemarks() {
        List<String> taken = new ArrayList<>();
        for (String remark = remarks.poll(); remark != null; remark = remarks.poll()) {
            taken.add(remark);
        }
        return taken;
    }

    /**
     * Who one is and where, for the log: account, role, region. Of a role its ARN says it; whose keys they are only STS
     * knows, and where it does not say so, the answer says why.
     */
    public String who() {
        String last = List.copyOf(hops.keySet()).get(hops.size() - 1);
        if (last.startsWith("arn:")) {
            return who(last);
        }
        CallerIdentity caller = identify().get(0);
        return caller.arn() == null ? "region " + region.id() + "; " + caller.problem() : who(caller.arn());
    }

    /** @param arn as {@code arn:aws:iam::111122223333:role/path/name} */
    private String who(String arn) {
        String who = Arn.tryFromString(arn)
                .map(parts -> "account " + parts.accountId().orElse("?") + ", "
                        + parts.resourceAsString().replaceFirst("[/:]", " "))
                .orElse(arn);
        return who + ", region " + region.id();
    }

    /** Asks STS who one is, hop by hop; the first hop that fails is the last of the list. */
    public List<CallerIdentity> identify() {
        List<CallerIdentity> identities = new ArrayList<>();
        for (Map.Entry<String, AwsCredentialsProvider> hop : hops.entrySet()) {
            try (StsClient sts = sts(region, hop.getValue(), connection)) {
                identities.add(
                        new CallerIdentity(hop.getKey(), sts.getCallerIdentity().arn(), null));
            } catch (SdkException e) {
                String problem = AwsFailures.failure("Asking who " + hop.getKey() + " is", e)
                        .getMessage();
                identities.add(new CallerIdentity(hop.getKey(), null, problem));
                return identities;
            } catch (RemoteFailure e) {
                // An identity token that is not to be had.
                identities.add(new CallerIdentity(hop.getKey(), null, e.getMessage()));
                return identities;
            }
        }
        return identities;
    }

    /** Where a service is, if not at AWS's own address. */
    public Optional<URI> endpoint(String service) {
        return connection.endpoint(service);
    }

    /** For a service of which Jenkins has no plugin with a client. */
    public SdkHttpClient http() {
        return AwsHttp.client(connection.proxy());
    }

    public CodeBuildClient codeBuild() {
        return client(CodeBuildClient.class, () -> configured("codebuild", CodeBuildClient.builder()));
    }

    public CloudWatchLogsClient logs() {
        return client(CloudWatchLogsClient.class, () -> configured("logs", CloudWatchLogsClient.builder()));
    }

    public CloudWatchClient cloudWatch() {
        // AWS calls the place of CloudWatch's own API monitoring.
        return client(CloudWatchClient.class, () -> configured("monitoring", CloudWatchClient.builder()));
    }

    public CloudFormationClient cloudFormation() {
        return client(CloudFormationClient.class, () -> configured("cloudformation", CloudFormationClient.builder()));
    }

    public EcrClient ecr() {
        return client(EcrClient.class, () -> configured("ecr", EcrClient.builder()));
    }

    /** Its calls are answered when the function has ended. */
    public LambdaAsyncClient lambda() {
        return client(LambdaAsyncClient.class, () -> configuredForLong("lambda", LambdaAsyncClient.builder()));
    }

    /** Holds no thread while nobody answers. */
    public SnsAsyncClient sns() {
        return client(SnsAsyncClient.class, () -> configuredForLong("sns", SnsAsyncClient.builder()));
    }

    /** Its reads are answered when there is something to read. */
    public SqsAsyncClient sqs() {
        return client(SqsAsyncClient.class, () -> configuredForLong("sqs", SqsAsyncClient.builder()));
    }

    public S3Client s3() {
        return client(S3Client.class, () -> {
            boolean elsewhere = connection.endpoint("s3").isPresent();
            var builder = S3Client.builder().crossRegionAccessEnabled(!elsewhere);
            return configured("s3", builder.forcePathStyle(elsewhere));
        });
    }

    public S3Presigner presigner() {
        return client(S3Presigner.class, () -> {
            Optional<URI> endpoint = connection.endpoint("s3");
            S3Presigner.Builder builder = S3Presigner.builder()
                    .region(region)
                    .credentialsProvider(lent(credentials))
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(endpoint.isPresent())
                            .build());
            endpoint.ifPresent(builder::endpointOverride);
            return builder.build();
        });
    }

    static StsClient sts(Region region, AwsCredentialsProvider credentials, AwsConnection connection) {
        var builder = StsClient.builder()
                .region(region)
                .credentialsProvider(lent(credentials))
                .httpClient(AwsHttp.client(connection.proxy()))
                .overrideConfiguration(o -> o.apiCallTimeout(callTimeout)
                        .scheduledExecutorService(AwsTimeouts.EXECUTOR)
                        .addExecutionInterceptor(new AwsReach()));
        connection.endpoint("sts").ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** The SDK closes a client's credentials with the client, and others go on using these. */
    private static AwsCredentialsProvider lent(AwsCredentialsProvider credentials) {
        return credentials::resolveCredentials;
    }

    void close() {
        clients.values().forEach(SdkAutoCloseable::close);
    }

    private <C extends SdkAutoCloseable> C client(Class<C> type, Supplier<C> maker) {
        return type.cast(clients.computeIfAbsent(type, absent -> maker.get()));
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C configured(String service, B builder) {
        return common(
                        service,
                        builder.httpClient(AwsHttp.client(connection.proxy())),
                        o -> o.apiCallTimeout(callTimeout).scheduledExecutorService(AwsTimeouts.EXECUTOR))
                .build();
    }

    /** For calls that stay open until AWS has done the work: no time limit of seconds, and no thread. */
    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C configuredForLong(
            String service, B builder) {
        return common(
                        service,
                        builder.httpClient(AwsHttp.longCalls(connection.proxy())),
                        o -> o.scheduledExecutorService(AwsTimeouts.EXECUTOR))
                // By itself the SDK gives each client a pool of threads that call back.
                .asyncConfiguration(
                        a -> a.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .build();
    }

    private <B extends AwsClientBuilder<B, ?>> B common(
            String service, B builder, Consumer<ClientOverrideConfiguration.Builder> limits) {
        builder.region(region)
                .credentialsProvider(lent(credentials))
                .overrideConfiguration(o -> limits.accept(o.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new AwsReach())
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "aws-release-stages")));
        connection.endpoint(service).ifPresent(builder::endpointOverride);
        return builder;
    }
}

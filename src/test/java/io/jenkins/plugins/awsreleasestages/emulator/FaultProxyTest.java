package io.jenkins.plugins.awsreleasestages.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

class FaultProxyTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private FaultProxy proxy;

    @BeforeEach
    void start() {
        proxy = AWS.proxy();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** Without retries, so that each fault is seen. */
    private <B extends AwsClientBuilder<B, ?>> B client(B builder) {
        return AWS.at(proxy.endpoint(), builder)
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(Duration.ofSeconds(20)));
    }

    @Test
    void knowsAndCountsOperations() {
        CodeBuildClient codeBuild = client(CodeBuildClient.builder()).build();
        CloudFormationClient cloudFormation =
                client(CloudFormationClient.builder()).build();
        codeBuild.listProjects();
        codeBuild.listProjects();
        cloudFormation.describeStacks();
        client(StsClient.builder()).build().getCallerIdentity();
        assertThat(proxy.count("CodeBuild.ListProjects")).isEqualTo(2);
        assertThat(proxy.count("CloudFormation.DescribeStacks")).isEqualTo(1);
        assertThat(proxy.count("STS.GetCallerIdentity")).isEqualTo(1);
        assertThat(proxy.calls()).extracting(Call::status).containsOnly(200);
    }

    @Test
    void knowsTheOperationsOfS3() {
        S3Client s3 = client(S3Client.builder()).build();
        s3.createBucket(b -> b.bucket("proxy-operations"));
        s3.putBucketVersioning(b -> b.bucket("proxy-operations").versioningConfiguration(v -> v.status("Enabled")));
        s3.putObject(b -> b.bucket("proxy-operations").key("a/b c.txt"), RequestBody.fromString("words"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("proxy-operations").key("a/b c.txt"))
                        .asUtf8String())
                .isEqualTo("words");
        s3.headObject(b -> b.bucket("proxy-operations").key("a/b c.txt"));
        s3.listObjectsV2(b -> b.bucket("proxy-operations"));
        assertThat(proxy.calls())
                .extracting(Call::operation)
                .containsExactly(
                        "S3.CreateBucket",
                        "S3.PutBucketVersioning",
                        "S3.PutObject",
                        "S3.GetObject",
                        "S3.HeadObject",
                        "S3.ListObjectsV2");
        assertThat(proxy.calls("S3.PutObject").get(0).body()).isEmpty();
    }

    @Test
    void throttlesInEachServicesOwnWords() {
        proxy.on("*").throttle();
        assertThat(refusal(() -> client(CodeBuildClient.builder()).build().listProjects()))
                .isEqualTo("ThrottlingException 400");
        assertThat(refusal(() -> client(CloudFormationClient.builder()).build().describeStacks()))
                .isEqualTo("Throttling 400");
        assertThat(refusal(() -> client(S3Client.builder()).build().listBuckets()))
                .isEqualTo("SlowDown 503");
    }

    @Test
    void expiresTokensAndDeniesAccess() {
        proxy.on("CodeBuild.*").expireToken();
        proxy.on("CloudFormation.DescribeStacks").denyAccess();
        proxy.on("STS.*").failInternally();
        assertThat(refusal(() -> client(CodeBuildClient.builder()).build().listProjects()))
                .isEqualTo("ExpiredTokenException 400");
        assertThat(refusal(() -> client(CloudFormationClient.builder()).build().describeStacks()))
                .isEqualTo("AccessDenied 403");
        assertThat(refusal(() -> client(StsClient.builder()).build().getCallerIdentity()))
                .isEqualTo("InternalFailure 500");
    }

    @Test
    void hitsTheChosenCallOnly() {
        proxy.on("CodeBuild.ListProjects").nth(2).resetBeforeForwarding();
        CodeBuildClient codeBuild = client(CodeBuildClient.builder()).build();
        codeBuild.listProjects();
        assertThatThrownBy(codeBuild::listProjects).isInstanceOf(SdkClientException.class);
        codeBuild.listProjects();
        assertThat(proxy.calls()).extracting(Call::fault).containsExactly("", "reset before forwarding", "");
    }

    @Test
    void canLoseTheAnswerOfACallThatWasCarriedOut() {
        S3Client s3 = client(S3Client.builder()).build();
        proxy.on("S3.CreateBucket").nth(1).resetAfterForwarding();
        assertThatThrownBy(() -> s3.createBucket(b -> b.bucket("proxy-lost-answer")))
                .isInstanceOf(SdkClientException.class);
        assertThat(s3.listBuckets().buckets()).extracting("name").contains("proxy-lost-answer");
    }

    @Test
    void hangsUntilTheClientGivesUp() {
        proxy.on("CodeBuild.ListProjects").hang();
        CodeBuildClient codeBuild = AWS.at(proxy.endpoint(), CodeBuildClient.builder())
                .overrideConfiguration(
                        c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(Duration.ofMillis(700)))
                .build();
        assertThatThrownBy(codeBuild::listProjects).isInstanceOf(SdkClientException.class);
    }

    @Test
    void aClientThatRetriesGetsThrough() {
        proxy.on("CodeBuild.ListProjects").first(2).failInternally();
        CodeBuildClient codeBuild = AWS.at(proxy.endpoint(), CodeBuildClient.builder())
                .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD))
                .build();
        codeBuild.listProjects();
        assertThat(proxy.count("CodeBuild.ListProjects")).isEqualTo(3);
    }

    @Test
    void keepsTokensAndNoSecrets() {
        String json = "{\"idempotencyToken\":\"t-1\",\"password\":\"hush\"}";
        Call call =
                new Call(java.time.Instant.EPOCH, "CodeBuild.StartBuild", 1, "/", Call.withoutSecrets(json), 200, "");
        assertThat(call.token()).isEqualTo("t-1");
        assertThat(call.body()).doesNotContain("hush");
        assertThat(call.line()).isEqualTo("1970-01-01T00:00:00Z\tCodeBuild.StartBuild\t#1\t200\t-\tt-1");
        assertThat(Call.withoutSecrets("a?X-Amz-Signature=abc&X-Amz-Security-Token=def&x=1"))
                .isEqualTo("a?X-Amz-Signature=****&X-Amz-Security-Token=****&x=1");
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (AwsServiceException e) {
            return e.awsErrorDetails().errorCode() + " " + e.statusCode();
        }
    }

    @Test
    void whoComesWhileItClosesIsNotLeftWaiting() throws Exception {
        for (int round = 0; round < 300; round++) {
            FaultProxy closing = AWS.proxy();
            URI endpoint = closing.endpoint();
            Thread closer = new Thread(closing::close);
            closer.start();
            try (Socket client = new Socket(endpoint.getHost(), endpoint.getPort())) {
                client.setSoTimeout(5_000);
                client.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: aws\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().read();
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Refused or broken off: that is known at once.
            } finally {
                closer.join();
            }
        }
    }
}

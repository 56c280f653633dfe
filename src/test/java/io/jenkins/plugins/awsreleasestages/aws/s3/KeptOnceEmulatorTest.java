package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;

/** What proves something is stored once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KeptOnceEmulatorTest {

    private static final String NAME = "evidence/team/app/7-0f.json";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final String bucket = "evidence-" + UUID.randomUUID();
    private FaultProxy proxy;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
        AWS.s3With(bucket).close();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private String store(String content) {
        return new KeptOnce(session, ArtifactStore.parse("s3://" + bucket + "/kept"))
                .store("the evidence of app #7", NAME, "application/json", content.getBytes(StandardCharsets.UTF_8));
    }

    private String stored() {
        try (S3Client s3 = AWS.s3With(bucket)) {
            return s3.getObjectAsBytes(r -> r.bucket(bucket).key("kept/" + NAME))
                    .asUtf8String();
        }
    }

    @Test
    void theFirstStaysAndHasItsChecksum() {
        assertThat(store("{}")).isEqualTo("s3://" + bucket + "/kept/" + NAME);
        assertThat(store("{\"result\":\"SUCCESS\"}")).isEqualTo("s3://" + bucket + "/kept/" + NAME);
        assertThat(stored()).isEqualTo("{}");
        try (S3Client s3 = AWS.s3With(bucket)) {
            assertThat(s3.headObject(r -> r.bucket(bucket).key("kept/" + NAME).checksumMode(ChecksumMode.ENABLED))
                            .checksumSHA256())
                    .isEqualTo("RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
        }
    }

    /** Whoever tries again finds it there, and is done. */
    @Test
    void afterALostAnswerItIsThere() {
        proxy.on("S3.PutObject").first(1).resetAfterForwarding();
        assertThatThrownBy(() -> store("{}"))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(RemoteFailure.Kind.UNREACHABLE));
        assertThat(store("{}")).endsWith(NAME);
        assertThat(stored()).isEqualTo("{}");
    }

    @Test
    void whatFailsIsSaidInAwssWords() {
        proxy.on("S3.PutObject").denyAccess();
        assertThatThrownBy(() -> store("{}"))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageStartingWith(
                        "Storing the evidence of app #7 in s3://" + bucket + "/kept/" + NAME + " failed: AWS says:")
                .hasMessageContaining("AccessDenied");
    }
}

package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What is in the bucket stays as it was, whatever becomes of the log. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AuditCopyEmulatorTest {

    private static final String CLOSED = "audit-000000000000000001.jsonl";
    private static final String OPEN = "audit-000000000000000003.jsonl";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String bucket = "audit-" + UUID.randomUUID();
    private final ArtifactStore store = ArtifactStore.parse("s3://" + bucket + "/kept");
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

    private List<String> copied() throws IOException {
        return new AuditCopy(session, store).of(List.of(folder.resolve(CLOSED), folder.resolve(OPEN)));
    }

    private String stored(String name) {
        try (S3Client s3 = AWS.s3With(bucket)) {
            return s3.getObjectAsBytes(r -> r.bucket(bucket).key("kept/audit/" + name))
                    .asUtf8String();
        }
    }

    @Test
    void whatIsThereIsNeverReplacedAndWhatIsNewComesBesideIt() throws IOException {
        Files.writeString(folder.resolve(CLOSED), "one\ntwo\n");
        Files.writeString(folder.resolve(OPEN), "three\n");
        String closed = "audit-000000000000000001-000000000000000002.jsonl";
        String first = "audit-000000000000000003-000000000000000003.jsonl";
        assertThat(copied())
                .containsExactly("s3://" + bucket + "/kept/audit/" + closed, "s3://" + bucket + "/kept/audit/" + first);

        Files.writeString(folder.resolve(CLOSED), "ONE\ntwo\n");
        Files.writeString(folder.resolve(OPEN), "three\nfour\n");
        assertThat(copied()).hasSize(2);
        assertThat(stored(closed)).isEqualTo("one\ntwo\n");
        assertThat(stored(first)).isEqualTo("three\n");
        assertThat(stored("audit-000000000000000003-000000000000000004.jsonl")).isEqualTo("three\nfour\n");
    }

    @Test
    void whatCannotBeStoredIsSaidInAwssWords() throws IOException {
        Files.writeString(folder.resolve(CLOSED), "one\n");
        Files.writeString(folder.resolve(OPEN), "two\n");
        AuditCopy copy = new AuditCopy(session, ArtifactStore.parse("s3://no-" + bucket));
        assertThatThrownBy(() -> copy.of(List.of(folder.resolve(CLOSED))))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("Storing the audit log in s3://no-" + bucket + "/audit/")
                .hasMessageContaining("NoSuchBucket");
    }
}

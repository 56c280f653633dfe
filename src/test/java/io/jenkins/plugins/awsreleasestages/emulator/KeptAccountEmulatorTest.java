package io.jenkins.plugins.awsreleasestages.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** An account that is kept from one start of the emulator to the next is the same account. */
class KeptAccountEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    @Test
    void everyVersionOfAnObjectIsStillThere() throws Exception {
        EmulatedAccount first = EmulatedAccount.start(folder.resolve("account"));
        S3Client before = s3(first.endpoint());
        before.createBucket(b -> b.bucket("kept-artifacts"));
        before.putBucketVersioning(
                b -> b.bucket("kept-artifacts").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        String old = put(before, "released");
        String latest = put(before, "newer");
        first.stop();
        EmulatedAccount second = EmulatedAccount.start(folder.resolve("account"));
        try {
            S3Client after = s3(second.endpoint());
            assertThat(read(after, old)).isEqualTo("released");
            assertThat(read(after, latest)).isEqualTo("newer");
        } finally {
            second.stop();
        }
    }

    private static S3Client s3(URI endpoint) {
        return AWS.at(endpoint, S3Client.builder().forcePathStyle(true)).build();
    }

    private static String put(S3Client s3, String text) {
        return s3.putObject(b -> b.bucket("kept-artifacts").key("app.zip"), RequestBody.fromString(text))
                .versionId();
    }

    private static String read(S3Client s3, String version) {
        return s3.getObjectAsBytes(
                        b -> b.bucket("kept-artifacts").key("app.zip").versionId(version))
                .asUtf8String();
    }
}

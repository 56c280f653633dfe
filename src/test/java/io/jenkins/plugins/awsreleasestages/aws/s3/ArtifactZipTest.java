package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArtifactZipTest {

    private final ArtifactZip zip = new ArtifactZip("bucket", "key.zip", null);

    private static byte[] packed(Object... namesAndSizes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndSizes.length; i += 2) {
                out.putNextEntry(new ZipEntry((String) namesAndSizes[i]));
                out.write(new byte[(int) namesAndSizes[i + 1]]);
            }
        }
        return bytes.toByteArray();
    }

    private String read(byte[] packed, String path, long most) throws IOException {
        return zip.read(new ByteArrayInputStream(packed), path, most);
    }

    @Test
    void oneFileIsRead() throws Exception {
        byte[] packed = packed("first", 10, "folder\\template.yaml", 3, "other", 5);
        assertThat(read(packed, "folder/template.yaml", 1000)).hasSize(3);
        assertThat(read(packed, "nowhere", 1000)).isNull();
    }

    @Test
    void allThatIsPassedOverHasALimitTogether() throws Exception {
        byte[] packed = packed("a", 600, "b", 600, "c", 1);
        assertThat(read(packed, "c", 1200)).hasSize(1);
        assertThatThrownBy(() -> read(packed, "c", 1199))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.passing()).isFalse())
                .hasMessage("The artifact s3://bucket/key.zip has more than 1199 bytes when unpacked.");
    }

    @Test
    void aFileOfMoreThanAMegabyteIsNotRead() throws Exception {
        assertThat(read(packed("t", 1 << 20), "t", 0)).hasSize(1 << 20);
        assertThatThrownBy(() -> read(packed("t", (1 << 20) + 1), "t", 0))
                .hasMessage("The artifact s3://bucket/key.zip has a file t of more than 1048576 bytes.");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream packing = new ZipOutputStream(bytes)) {
            packing.putNextEntry(new ZipEntry("t"));
            packing.write("ü".getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThatThrownBy(() -> read(bytes.toByteArray(), "t", 0))
                .hasMessage("The artifact s3://bucket/key.zip has a file t that is not UTF-8 text.");
    }

    @Test
    void aStoreHoldsWhatIsNamedByItsContentOnly() {
        ArtifactStore store = ArtifactStore.parse("s3://bucket/it");
        String sum = "0123456789abcdef".repeat(4);
        assertThat(store.holds("bucket", "it/" + sum + ".zip", "", sum)).isTrue();
        assertThat(store.holds("bucket", "it/" + sum, "", sum)).isTrue();
        assertThat(store.holds("other", "it/" + sum + ".zip", "", sum)).isFalse();
        assertThat(store.holds("bucket", "other/" + sum + ".zip", "", sum)).isFalse();
        assertThat(store.holds("bucket", "it/" + sum + ".zip/x", "", sum)).isFalse();
        assertThat(store.holds("bucket", "it/live.zip", "", "live.zip")).isFalse();
    }
}

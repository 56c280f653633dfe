package io.jenkins.plugins.awsreleasestages.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestTest {

    @TempDir
    private Path temp;

    private Path file(String content) throws Exception {
        return Files.writeString(temp.resolve("file"), content);
    }

    private static String sha256(String content) {
        return FileDigest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String crc32c(String content) {
        CRC32C sum = new CRC32C();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    @Test
    void onlyWhatAnAgentCanHaveCountedIsTaken() {
        assertThat(FileDigest.isCrc32c("00e30692")).isTrue();
        assertThat(FileDigest.isCrc32c("0e30692")).isFalse();
        assertThat(FileDigest.isCrc32c("0e3069\n2")).isFalse();
        assertThat(FileDigest.isCrc32c(null)).isFalse();
    }

    @Test
    void isThatOfEveryOtherTool() throws Exception {
        assertThat(FileDigest.of(file("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .isEqualTo(sha256("abc"));
        assertThat(FileDigest.of(file(""))).isEqualTo(sha256(""));
    }

    @Test
    void eachPartHasItsOwn() throws Exception {
        // The check value of CRC-32/ISCSI in the catalogue of parametrised CRC algorithms.
        String check = "e3069283";
        assertThat(FileDigest.parts(file("123456789123456789aa"), 9)).containsExactly(check, check, crc32c("aa"));
        assertThat(FileDigest.parts(file("aaabbb"), 3)).containsExactly(crc32c("aaa"), crc32c("bbb"));
        assertThat(FileDigest.parts(file("aaa"), 4)).containsExactly(crc32c("aaa"));
    }

    @Test
    void partsLargerThanABuffer() throws Exception {
        String part = "x".repeat(100_000);
        assertThat(FileDigest.parts(file(part + part + "y"), 100_000))
                .containsExactly(crc32c(part), crc32c(part), crc32c("y"));
    }

    @Test
    void thereAreNeverMorePartsThanS3Takes() {
        long least = 64L << 20;
        assertThat(FileDigest.partSize(1, least)).isEqualTo(least);
        assertThat(FileDigest.partSize(least * 10_000, least)).isEqualTo(least);
        assertThat(FileDigest.partSize(least * 10_000 + 1, least)).isEqualTo(least + 1);
        long small = 5L << 20;
        long each = FileDigest.partSize(FileDigest.LARGEST, small);
        assertThat(each).isGreaterThan(small);
        assertThat((FileDigest.LARGEST + each - 1) / each).isLessThanOrEqualTo(10_000);
    }

    @Test
    void readingCanBeStopped() throws Exception {
        Path file = file("a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> FileDigest.of(file)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}

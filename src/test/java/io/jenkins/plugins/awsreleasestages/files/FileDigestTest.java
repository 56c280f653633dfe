package io.jenkins.plugins.awsreleasestages.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void isThatOfEveryOtherTool() throws Exception {
        assertThat(FileDigest.of(file("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .isEqualTo(sha256("abc"));
        assertThat(FileDigest.of(file(""))).isEqualTo(sha256(""));
    }

    @Test
    void eachPartHasItsOwn() throws Exception {
        assertThat(FileDigest.of(file("aaabbbcc"), 3))
                .isEqualTo(new FileDigest(8, List.of(sha256("aaa"), sha256("bbb"), sha256("cc"))));
        assertThat(FileDigest.of(file("aaabbb"), 3))
                .isEqualTo(new FileDigest(6, List.of(sha256("aaa"), sha256("bbb"))));
        assertThat(FileDigest.of(file("aaa"), 4)).isEqualTo(new FileDigest(3, List.of(sha256("aaa"))));
        assertThat(FileDigest.of(file(""), 3)).isEqualTo(new FileDigest(0, List.of(sha256(""))));
    }

    @Test
    void partsLargerThanABuffer() throws Exception {
        String part = "x".repeat(100_000);
        assertThat(FileDigest.of(file(part + part + "y"), 100_000))
                .isEqualTo(new FileDigest(200_001, List.of(sha256(part), sha256(part), sha256("y"))));
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

package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipUnpackingTest {

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("workspace"));
    }

    private Path zip(String... namesAndTexts) throws IOException {
        Path zip = temp.resolve("archive.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }

    @Test
    void unpacksFilesAndFolders() throws Exception {
        Path zip = zip("a.txt", "A", "empty/", "", "deep/er/b.txt", "B", "./c.txt", "C");
        assertThat(ZipUnpacking.STANDARD.unpack(zip, folder)).isEqualTo(3);
        assertThat(folder.resolve("a.txt")).hasContent("A");
        assertThat(folder.resolve("deep/er/b.txt")).hasContent("B");
        assertThat(folder.resolve("c.txt")).hasContent("C");
        assertThat(folder.resolve("empty")).isEmptyDirectory();
    }

    @Test
    void replacesWhatIsThereAndKeepsTheRest() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "old and longer");
        Files.writeString(folder.resolve("mine.txt"), "mine");
        ZipUnpacking.STANDARD.unpack(zip("a.txt", "new"), folder);
        assertThat(folder.resolve("a.txt")).hasContent("new");
        assertThat(folder.resolve("mine.txt")).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.txt", "a/../../evil.txt", "/evil.txt", "..\\evil.txt", "a/../../workspace2/evil.txt"})
    void neverOutsideTheFolder(String name) throws Exception {
        Path zip = zip(name, "evil");
        assertThatThrownBy(() -> ZipUnpacking.STANDARD.unpack(zip, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its folder");
        assertThat(folder).isEmptyDirectory();
        assertThat(temp.resolve("evil.txt")).doesNotExist();
        assertThat(Path.of("/evil.txt")).doesNotExist();
    }

    @Test
    void neverThroughALinkThatLeadsOut() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Path zip = zip("link/deep/evil.txt", "evil");
        assertThatThrownBy(() -> ZipUnpacking.STANDARD.unpack(zip, folder))
                .hasMessageContaining("a link that leads out");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aLinkInTheFilesPlaceIsReplaced() throws Exception {
        Path outside = Files.writeString(temp.resolve("outside.txt"), "precious");
        Files.createSymbolicLink(folder.resolve("a.txt"), outside);
        ZipUnpacking.STANDARD.unpack(zip("a.txt", "new"), folder);
        assertThat(outside).hasContent("precious");
        assertThat(folder.resolve("a.txt")).isRegularFile().hasContent("new");
    }

    @Test
    void tooManyFiles() throws Exception {
        Path zip = zip("a", "", "b", "", "c", "");
        assertThatThrownBy(() -> new ZipUnpacking(2, 100).unpack(zip, folder)).hasMessageContaining("3 entries");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aBombIsGivenUp() throws Exception {
        Path zip = zip("a", "x".repeat(60), "b", "x".repeat(60_000));
        assertThatThrownBy(() -> new ZipUnpacking(10, 100).unpack(zip, folder)).hasMessageContaining("larger than 100");
        assertThat(folder.resolve("b")).hasSize(0);
    }

    @Test
    void notAnArchive() throws Exception {
        Path file = Files.writeString(temp.resolve("no.zip"), "this is no archive");
        assertThatThrownBy(() -> ZipUnpacking.STANDARD.unpack(file, folder)).isInstanceOf(ZipException.class);
    }

    @Test
    void canBeInterrupted() throws Exception {
        Path zip = zip("a", "A");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ZipUnpacking.STANDARD.unpack(zip, folder)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}

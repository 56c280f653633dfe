package io.jenkins.plugins.awsreleasestages.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody else has put into a folder. */
class BoundedFileTest {

    @TempDir
    Path temp;

    private Path file(String name, String text) throws Exception {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aFileIsReadUpToItsLimit() throws Exception {
        Path file = file("ws/a.txt", "12345");
        assertThat(BoundedFile.read(temp.resolve("ws"), file, 5))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("12345");
        assertThatIOException().isThrownBy(() -> BoundedFile.read(file, 4)).withMessage("has more than 4 bytes");
    }

    @Test
    @UnixOnly("links need a privilege there")
    void linksAreFollowedWithinTheFolderOnly() throws Exception {
        Path folder = file("ws/a.txt", "mine").getParent();
        Path within = Files.createSymbolicLink(folder.resolve("within"), folder.resolve("a.txt"));
        Path out = Files.createSymbolicLink(folder.resolve("out"), file("secret", "theirs"));
        assertThat(BoundedFile.below(folder, within))
                .isEqualTo(folder.resolve("a.txt").toRealPath());
        assertThatIOException()
                .isThrownBy(() -> BoundedFile.read(folder, out, 100))
                .withMessage("is a link that leads out of " + folder);
    }

    @Test
    void whatIsNoFileIsToldFromWhatIsNotThere() {
        assertThatIOException().isThrownBy(() -> BoundedFile.read(temp, 100)).withMessage("is no regular file");
        assertThatThrownBy(() -> BoundedFile.read(temp.resolve("none"), 100)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDocumentIsTextAndWhatIsNotIsNamed() throws Exception {
        assertThat(DocumentReader.text("t.yaml", file("t.yaml", "grüß: 1"))).isEqualTo("grüß: 1");
        assertThat(DocumentReader.text("t.yaml", "a: b".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a: b");
        assertThatThrownBy(() -> DocumentReader.text("t.yaml", new byte[] {(byte) 0xfc}))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage("t.yaml: is not UTF-8 text");
        assertThatThrownBy(() -> DocumentReader.text("t.yaml", temp))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage("t.yaml: is no regular file");
        assertThatThrownBy(() -> DocumentReader.text("t.yaml", temp.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }
}

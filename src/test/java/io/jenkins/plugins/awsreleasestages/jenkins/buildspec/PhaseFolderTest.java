package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseFolderTest {

    @TempDir
    Path folder;

    @Test
    void aFolderThatIsGoneIsSaid() throws Exception {
        assertThat(PhaseFolder.read(folder.resolve("gone"), 5).exists()).isFalse();
    }

    /** Written in pieces of any size, the log comes out whole, in order, and once. */
    @Test
    void noByteOfTheLogIsLostOrRepeated() throws Exception {
        List<String> lines = IntStream.range(0, 400)
                .mapToObj(i -> i + " grüße 🚀 ".repeat(i % 37) + (i % 5 == 0 ? "" : "ende"))
                .toList();
        byte[] all = (String.join("\n", lines)).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<String> seen = new ArrayList<>();
        long cursor = 0;
        int at = 0;
        while (at < all.length) {
            int size = Math.min(all.length - at, random.nextInt(500));
            written.write(all, at, size);
            at += size;
            Files.write(folder.resolve("log"), written.toByteArray());
            Reading reading = PhaseFolder.read(folder, cursor);
            seen.addAll(reading.lines());
            cursor = reading.cursor();
        }
        assertThat(seen).isEqualTo(lines.subList(0, lines.size() - 1));
        Files.writeString(folder.resolve("exit"), "0\n");
        seen.addAll(PhaseFolder.read(folder, cursor).lines());
        assertThat(seen).isEqualTo(lines);
    }

    @Test
    void aLongLogComesInSeveralReadings() throws Exception {
        String line = "x".repeat(99);
        Files.writeString(folder.resolve("log"), (line + "\n").repeat(25_000));
        Files.writeString(folder.resolve("exit"), "0\n");
        List<String> seen = new ArrayList<>();
        Reading reading = PhaseFolder.read(folder, 0);
        int readings = 1;
        seen.addAll(reading.lines());
        while (reading.more()) {
            reading = PhaseFolder.read(folder, reading.cursor());
            seen.addAll(reading.lines());
            readings++;
        }
        assertThat(readings).isEqualTo(3);
        assertThat(seen).hasSize(25_000).containsOnly(line);
    }

    @Test
    void aVeryLongLineStaysOneLine() throws Exception {
        String line = "ü".repeat(3_000_000);
        Files.writeString(folder.resolve("log"), line + "\nnext");
        Reading reading = PhaseFolder.read(folder, 0);
        assertThat(reading.lines()).containsExactly(line);
        assertThat(PhaseFolder.read(folder, reading.cursor()).lines()).isEmpty();
        Files.writeString(folder.resolve("exit"), "0\n");
        assertThat(PhaseFolder.read(folder, reading.cursor()).lines()).containsExactly("next");
    }

    @Test
    void aMonsterOfALineComesInPiecesOfWholeCharacters() throws Exception {
        String line = "x" + "ü".repeat(9_000_000);
        Files.writeString(folder.resolve("log"), line);
        Reading reading = PhaseFolder.read(folder, 0);
        Files.writeString(folder.resolve("exit"), "0\n");
        Reading rest = PhaseFolder.read(folder, reading.cursor());
        assertThat(String.join("", reading.lines()) + String.join("", rest.lines()))
                .isEqualTo(line);
    }

    @Test
    void emptyLinesAndCarriageReturns() throws Exception {
        Files.writeString(folder.resolve("log"), "\n\na\r\n10%\r20%\n\n");
        assertThat(PhaseFolder.read(folder, 0).lines()).containsExactly("", "", "a", "10%\r20%", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "variables", "phases", "exit", "texts"})
    void aLinkInAFilesPlaceIsNotFollowed(String name) throws Exception {
        Files.writeString(folder.resolve("exit"), "1\n");
        Files.writeString(folder.resolve("phases"), "BUILD FAILED 1 2 3 1\n");
        Files.deleteIfExists(folder.resolve(name));
        Files.createSymbolicLink(folder.resolve(name), Path.of("/etc/passwd"));

        Reading reading = PhaseFolder.read(folder, 0);

        assertThat(reading.problem()).startsWith("the file " + name + " there is ");
        assertThat(reading.toString()).doesNotContain("root:");
    }

    @Test
    void variablesWithoutEndAreNotRead() throws Exception {
        Files.writeString(folder.resolve("exit"), "0\n");
        Files.writeString(folder.resolve("variables"), "X\0" + "x".repeat(4_000_000) + "\0");

        assertThat(PhaseFolder.read(folder, 0).problem())
                .isEqualTo("the file variables there has more than 4000000 bytes");
        Files.writeString(folder.resolve("expanded"), "x".repeat(4_000_001));
        assertThat(PhaseFolder.expanded(folder)).isNull();
    }

    @Test
    void whatTheCommandsWriteIntoOurFilesIsPassedOver() throws Exception {
        Files.writeString(
                folder.resolve("phases"), "INSTALL IN_PROGRESS soon\nBUILD IN_PROGRESS 1\nBUILD FAILED a b c d\n");
        Files.writeString(folder.resolve("exit"), "what\n");

        Reading reading = PhaseFolder.read(folder, 0);

        assertThat(reading.phases()).extracting("name").containsExactly("BUILD");
        assertThat(reading.exit()).isEqualTo(1);
    }
}

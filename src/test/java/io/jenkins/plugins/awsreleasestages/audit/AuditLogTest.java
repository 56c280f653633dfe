package io.jenkins.plugins.awsreleasestages.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is changed in the log afterwards is found, with its place; and nothing else is. */
class AuditLogTest {

    private static final int FULL = 2_000;

    @TempDir
    Path folder;

    private AuditLog log() {
        return new AuditLog(folder, FULL);
    }

    /** By several Jenkins after each other. */
    private AuditLog written(int events) throws IOException {
        AuditLog log = log();
        for (int i = 1; i <= events; i++) {
            if (i % 7 == 0) {
                log = log();
            }
            log.append("{\"who\":\"älice\",\"event\":" + i + "}");
        }
        return log;
    }

    private List<Path> files() throws IOException {
        return log().files();
    }

    private static List<String> lines(Path file) throws IOException {
        return new ArrayList<>(Files.readAllLines(file));
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private AuditReport report() throws IOException {
        return log().verify();
    }

    @Test
    void itIsWholeOverFilesAndRestarts() throws IOException {
        written(100);
        assertThat(files()).hasSizeGreaterThan(3);
        AuditReport report = report();
        assertThat(report.problems()).isEmpty();
        assertThat(report.lines()).isEqualTo(100);
        assertThat(report.sentence()).startsWith("The audit log is whole: 100 events, 1 to 100, the last one with SHA");
        assertThat(new AuditLog(folder.resolve("none")).verify().sentence()).isEqualTo("The audit log is empty.");
    }

    @Test
    void oneBitThatIsChangedIsFoundWithItsPlace() throws IOException {
        written(60);
        for (int seed = 0; seed < 300; seed++) {
            Random chance = new Random(seed);
            Path file = files().get(chance.nextInt(files().size()));
            byte[] before = Files.readAllBytes(file);
            byte[] after = before.clone();
            int at = chance.nextInt(after.length);
            after[at] ^= (byte) (1 << chance.nextInt(8));
            Files.write(file, after);
            int line = 1
                    + (int) new String(before, 0, at, StandardCharsets.ISO_8859_1)
                            .chars()
                            .filter(one -> one == '\n')
                            .count();
            AuditReport report = report();
            assertThat(report.isWhole()).as("seed %s", seed).isFalse();
            boolean isLast = report.problems().get(0).contains("the last");
            if (!isLast) {
                // A changed line is noticed by the next one, which may be in the next file.
                assertThat(report.problems().get(0))
                        .as("seed %s", seed)
                        .containsAnyOf("line " + line + " of", "line " + (line + 1) + " of", "line 1 of");
            }
            Files.write(file, before);
        }
        assertThat(report().isWhole()).isTrue();
    }

    @Test
    void aLineThatIsTakenAwayIsFound() throws IOException {
        written(60);
        Path file = files().get(1);
        List<String> lines = lines(file);
        lines.remove(2);
        write(file, lines);
        assertThat(report().sentence())
                .startsWith("The audit log was changed: line 3 of file " + file.getFileName() + " is event ");
    }

    @Test
    void anEndThatIsCutOffIsFound() throws IOException {
        written(60);
        Path file = files().get(files().size() - 1);
        List<String> lines = lines(file);
        write(file, lines.subList(0, lines.size() - 1));
        assertThat(report().problems()).containsExactly("the last event is 59, and not 60 as the file head says.");
        Files.delete(file);
        assertThat(report().isWhole()).isFalse();
        Files.delete(folder.resolve("head"));
        assertThat(report().isWhole()).isFalse();
    }

    @Test
    void twoFilesThatAreSwappedAreFound() throws IOException {
        written(60);
        Path one = files().get(0);
        Path other = files().get(1);
        List<String> lines = lines(one);
        write(one, lines(other));
        write(other, lines);
        assertThat(report().problems().get(0)).startsWith("line 1 of file " + other.getFileName() + " is event 1,");
    }

    @Test
    void aFileInTheMiddleThatIsGoneIsFoundAndOldOnesMayBeTakenAway() throws IOException {
        written(60);
        Path first = files().get(0);
        int gone = lines(first).size();
        Files.delete(first);
        assertThat(report().sentence()).contains("whole").endsWith("Those before " + (gone + 1) + " are not here.");
        Files.delete(files().get(1));
        assertThat(report().problems().get(0)).startsWith("line 1 of file ").contains("has to be");
    }

    @Test
    void whoIsKilledWhileItIsWrittenLeavesNoHalf() throws IOException {
        written(5);
        Path file = files().get(0);
        Files.writeString(file, "{\"number\":6,\"prev", StandardOpenOption.APPEND);
        log().append("{}");
        assertThat(report().problems()).isEmpty();
        assertThat(report().last()).isEqualTo(6);
    }

    @Test
    void whoIsKilledBetweenTheLineAndTheHeadLosesNothing() throws IOException {
        written(5);
        String head = Files.readString(folder.resolve("head"));
        written(1);
        Files.writeString(folder.resolve("head"), head);
        log().append("{}");
        assertThat(report().problems()).isEmpty();
        assertThat(report().last()).isEqualTo(7);
    }

    @Test
    void afterAChangeItGoesOnAndTheChangeStaysToBeSeen() throws IOException {
        written(60);
        Path file = files().get(files().size() - 1);
        List<String> lines = lines(file);
        write(file, lines.subList(0, lines.size() - 2));
        written(3);
        AuditReport report = report();
        assertThat(report.last()).isEqualTo(63);
        assertThat(report.problems()).hasSize(1);
        assertThat(report.problems().get(0)).endsWith("is event 61, where 59 has to be.");
    }

    @Test
    void whatCannotBeWrittenIsNotThereAndMayBeWrittenAgain() throws IOException {
        AuditLog log = written(3);
        Path head = folder.resolve("head.new");
        Files.createDirectory(head);
        assertThatThrownBy(() -> log.append("{\"a\":1}")).isInstanceOf(IOException.class);
        Files.delete(head);
        log.append("{\"b\":1}");
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void anEventIsOneLine() {
        assertThatThrownBy(() -> log().append("{\n}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log().append(" ".repeat(AuditLog.LONGEST + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestEventIsTaken() throws IOException {
        log().append("{\"a\":\"" + "x".repeat(AuditLog.LONGEST - 8) + "\"}");
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void whatIsNoLineOfTheLogIsFoundWithItsPlaceAndNotMoreThanSoManyAreSaid() throws IOException {
        written(60);
        Path file = files().get(1);
        List<String> lines = lines(file);
        lines.set(1, "{\"number\":2}");
        write(file, lines);
        assertThat(report().problems().get(0))
                .isEqualTo("line 2 of file " + file.getFileName() + " is none of the log's.");
        assertThat(report().sentence()).endsWith(" That is the first of 2 places.");
        for (int i = 0; i < 2 * AuditReport.MOST; i++) {
            lines.add("no line");
        }
        write(file, lines);
        assertThat(report().problems()).hasSize(AuditReport.MOST);
    }

    @Test
    void aLogThatDoesNotBeginAtItsBeginningIsFound() throws IOException {
        AuditLine line = AuditLine.of(1, "a".repeat(64), "{}");
        Files.writeString(folder.resolve("audit-000000000000000001.jsonl"), line.text() + "\n");
        Files.writeString(folder.resolve("head"), "1 " + line.hash() + "\n");
        assertThat(report().problems())
                .containsExactly("line 1 of file audit-000000000000000001.jsonl is not the first one, as it says.");
    }

    @Test
    void aFileThatIsLargerThanAnyOfTheLogIsNotRead() throws IOException {
        written(3);
        Path file = files().get(0);
        Files.writeString(file, " ".repeat(FULL + 4 * AuditLog.LONGEST), StandardOpenOption.APPEND);
        assertThat(report().problems().get(0))
                .startsWith("file " + file.getFileName() + " has ")
                .endsWith(" bytes, more than any file of the log.");
    }

    /** As a verification finds it that has begun before. */
    @Test
    void aLineThatTheHeadDoesNotKnowYetIsNoProblem() throws IOException {
        written(5);
        String head = Files.readString(folder.resolve("head"));
        written(1);
        Files.writeString(folder.resolve("head"), head);
        assertThat(report().problems()).isEmpty();
        assertThat(report().lines()).isEqualTo(5);
    }

    /** Else the next line would make a line that somebody has added look like one of ours. */
    @Test
    void afterALineThatSomebodyElseHasAddedANewFileBegins() throws IOException {
        written(3);
        Path file = files().get(0);
        AuditLine forged = AuditLine.of(4, "b".repeat(64), "{}");
        Files.writeString(file, forged.text() + "\n", StandardOpenOption.APPEND);
        log().append("{}");
        assertThat(files()).extracting(one -> one.getFileName().toString()).contains("audit-000000000000000004.jsonl");
        assertThat(report().isWhole()).isFalse();
    }

    @Test
    void afterALastLineThatWasChangedANewFileBegins() throws IOException {
        written(3);
        Path file = files().get(0);
        List<String> lines = lines(file);
        lines.set(2, lines.get(2).replace("älice", "mallory"));
        write(file, lines);
        log().append("{}");
        assertThat(files()).hasSize(2);
        assertThat(report().problems()).hasSize(1);
    }

    @Test
    void afterARestartTheSameFileGoesOn() throws IOException {
        written(3);
        log().append("{}");
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFileOfWhichOnlyTheHalfOfALineIsThereGoesOn() throws IOException {
        written(3);
        Files.writeString(folder.resolve("audit-000000000000000004.jsonl"), "{\"number\":4,\"prev");
        log().append("{}");
        assertThat(report().problems()).isEmpty();
        assertThat(report().last()).isEqualTo(4);
    }
}

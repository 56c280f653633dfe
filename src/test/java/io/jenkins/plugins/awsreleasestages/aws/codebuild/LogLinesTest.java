package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines made of a log's pieces. */
class LogLinesTest {

    private static LogLines of(String... pieces) {
        return LogLines.of("", List.of(pieces));
    }

    @Test
    void aPieceMayHoldManyLinesAndALineManyPieces() {
        assertThat(of("a\nb\n", "c", "d\n")).isEqualTo(new LogLines(List.of("a", "b", "cd"), ""));
    }

    @Test
    void whatHasNoEndStaysOpenForTheNextLook() {
        LogLines first = of("one\ntw");
        assertThat(first).isEqualTo(new LogLines(List.of("one"), "tw"));
        assertThat(LogLines.of(first.open(), List.of("o\n")).lines()).containsExactly("two");
    }

    @Test
    void emptyLinesAndColoursAreKept() {
        assertThat(of("\n\n\u001b[31mred\u001b[0m\n").lines()).containsExactly("", "", "\u001b[31mred\u001b[0m");
    }

    @Test
    void aCarriageReturnEndsALineAndIsPartOfAWindowsLineEnd() {
        assertThat(of("10%\r20%\r30%\r\nnext\r\n").lines()).containsExactly("10%", "20%", "30%", "next");
    }

    @Test
    void aWindowsLineEndMayBeCutInTwo() {
        LogLines first = of("a\r");
        assertThat(first.lines()).isEmpty();
        assertThat(LogLines.of(first.open(), List.of("\nb\n")).lines()).containsExactly("a", "b");
        assertThat(LogLines.rest("a\r")).containsExactly("a");
    }

    @Test
    void aLineLongerThanAnyEventIsShownInPiecesAndLosesNothing() {
        String half = "x".repeat(LogLines.LONGEST / 2 + 1);
        LogLines read = of(half, half, half, "y\n");
        assertThat(String.join("", read.lines())).isEqualTo(half.repeat(3) + "y");
        assertThat(read.lines()).allMatch(line -> line.length() <= LogLines.LONGEST);
        assertThat(read.open()).isEmpty();
    }

    @Test
    void theLongestLineIsWhole() {
        String longest = "x".repeat(LogLines.LONGEST);
        assertThat(of(longest + "\n").lines()).containsExactly(longest);
        assertThat(of(longest + "y\n").lines()).containsExactly(longest, "y");
        assertThat(of("").lines()).isEmpty();
        assertThat(LogLines.rest("")).isEmpty();
    }

    @Test
    void howeverALogIsCutItsLinesAreTheSame() {
        List<String> wanted = IntStream.range(0, 200)
                .mapToObj(n -> n % 7 == 0 ? "" : "line " + n + " ä€😀")
                .toList();
        String log = String.join("\r\n", wanted) + "\r\n";
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<String> lines = new ArrayList<>();
            String open = "";
            for (int at = 0; at < log.length(); ) {
                int end = Math.min(log.length(), at + 1 + random.nextInt(40));
                LogLines read = LogLines.of(open, List.of(log.substring(at, end)));
                lines.addAll(read.lines());
                open = read.open();
                at = end;
            }
            lines.addAll(LogLines.rest(open));
            assertThat(lines).isEqualTo(wanted);
        }
    }

    @Test
    void aLinesEndMayBeginTheNextPiece() {
        assertThat(of("a", "\nb\n").lines()).containsExactly("a", "b");
        assertThat(of("a", "\n", "b\n").lines()).containsExactly("a", "b");
        assertThat(of("a\r", "\nb\n").lines()).containsExactly("a", "b");
        assertThat(of("a\r", "b\n").lines()).containsExactly("a", "b");
        assertThat(LogLines.of("a", List.of("\n", "b\n", "c"))).isEqualTo(new LogLines(List.of("a", "b"), "c"));
    }

    @Test
    void howeverAPageIsCutIntoPiecesItsLinesAreTheSame() {
        String log = "a\r\n\nbb\rccc\n\r\ndddd\r\r\nee\n";
        List<String> wanted = List.of("a", "", "bb", "ccc", "", "dddd", "", "ee");
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < log.length(); ) {
                int end = Math.min(log.length(), at + 1 + random.nextInt(4));
                pieces.add(log.substring(at, end));
                at = end;
            }
            assertThat(LogLines.of("", pieces)).as("%s", pieces).isEqualTo(new LogLines(wanted, ""));
        }
    }

    @Test
    void bytesAreCutBetweenCharacters() {
        byte[] bytes = "aä€😀".getBytes(StandardCharsets.UTF_8);
        List<Integer> whole = IntStream.rangeClosed(1, bytes.length)
                .map(count -> BuildLogObject.whole(Arrays.copyOf(bytes, count), count))
                .boxed()
                .toList();
        assertThat(whole).containsExactly(1, 1, 3, 3, 3, 6, 6, 6, 6, 10);
    }
}

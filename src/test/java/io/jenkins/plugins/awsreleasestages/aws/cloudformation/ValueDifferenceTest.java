package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader sees of two values: where they differ, never only how they begin. */
class ValueDifferenceTest {

    private static final String POLICY = """
            [{"PolicyName":"deploy","PolicyDocument":{"Version":"2012-10-17","Statement":[
            {"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::a"}]}}]\
            """;

    private static List<String> lines(String before, String after) {
        return ValueDifference.lines("P", before, after);
    }

    private static String line(String before, String after) {
        List<String> lines = lines(before, after);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @Test
    void shortTextsAreShownWhole() {
        assertThat(line("128", "256")).isEqualTo("P: 128 → 256");
        assertThat(line(null, "256")).isEqualTo("P: (none) → 256");
        assertThat(line("a", null)).isEqualTo("P: a → (none)");
        assertThat(line("/", "{{changeSet:KNOWN_AFTER_APPLY}}")).isEqualTo("P: / → (known after execution)");
        assertThat(line("****", "****")).isEqualTo("P: **** → ****");
    }

    @Test
    void aValueCannotBeTakenForOurOwnWords() {
        assertThat(line("", "(none)")).isEqualTo("P: \"\" → \"(none)\"");
        assertThat(line("a ", " a")).isEqualTo("P: \"a \" → \" a\"");
        assertThat(line("a → b", "c")).isEqualTo("P: \"a → b\" → c");
    }

    @Test
    void whatIsInvisibleIsWritten() {
        assertThat(line("a\nb", "a b")).isEqualTo("P: a\\nb → a b");
        assertThat(line("a\r\tb", "a\u001b[31mb")).isEqualTo("P: a\\r\\tb → a\\u001b[31mb");
        assertThat(line("admin", "ad\u200bmin")).isEqualTo("P: admin → ad\\u200bmin");
        assertThat(line("x\u202ey", "x\u00a0y")).isEqualTo("P: x\\u202ey → x\\u00a0y");
        assertThat(line("\ud83d\ude00", "\ud83d")).isEqualTo("P: \ud83d\ude00 → \\ud83d");
    }

    @Test
    void aPolicyIsComparedByPath() {
        assertThat(lines(POLICY, POLICY.replace("arn:aws:s3:::a", "*")))
                .containsExactly("P[0].PolicyDocument.Statement[0].Resource: arn:aws:s3:::a → *");
        assertThat(lines(POLICY, POLICY.replace("Allow", "Deny").replace("\"s3:ListBucket\"", "\"s3:*\"")))
                .containsExactly(
                        "P[0].PolicyDocument.Statement[0].Effect: Allow → Deny",
                        "P[0].PolicyDocument.Statement[0].Action[1]: s3:ListBucket → s3:*");
    }

    @Test
    void anInsertedElementIsTheOnlyDifference() {
        String one = "{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"a\"}";
        String two = "{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"b\"}";
        String more = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
        assertThat(lines("[" + one + "," + two + "]", "[" + more + "," + one + "," + two + "]"))
                .containsExactly("P[0]: (none) → " + more);
        assertThat(lines("[" + one + "," + two + "]", "[" + one + "," + more + "," + two + "]"))
                .containsExactly("P[1]: (none) → " + more);
        assertThat(lines("[" + one + "," + more + "," + two + "]", "[" + one + "," + two + "]"))
                .containsExactly("P[1]: " + more + " → (none)");
    }

    @Test
    void elementsWithANameAreComparedWithTheirNamesake() {
        assertThat(lines(
                        "[{\"Key\":\"team\",\"Value\":\"a\"},{\"Key\":\"stage\",\"Value\":\"test\"}]",
                        "[{\"Key\":\"stage\",\"Value\":\"prod\"},{\"Key\":\"owner\",\"Value\":\"b\"}]"))
                .containsExactly("P[0].Value: test → prod", "P[1].Key: team → owner", "P[1].Value: a → b");
    }

    @Test
    void membersThatComeAndGo() {
        assertThat(lines("{\"a\":1,\"b\":{\"c\":true}}", "{\"a\":1,\"d\":null,\"b\":{}}"))
                .containsExactly("P.b.c: true → (none)", "P.d: (none) → null");
        assertThat(lines("{\"a\":1}", "[1]")).containsExactly("P: {\"a\":1} → [1]");
        assertThat(lines("{\"a\":[1]}", "{\"a\":\"1\"}")).containsExactly("P.a: [1] → \"1\"");
        assertThat(lines("{\"a\":1}", "{\"a\":\"1\"}")).containsExactly("P.a: 1 → \"1\"");
    }

    @Test
    void namesThatAreNoNamesAreQuoted() {
        assertThat(lines("{\"a.b[0]: x → y\":1}", "{\"a.b[0]: x → y\":2}"))
                .containsExactly("P[\"a.b[0]: x → y\"]: 1 → 2");
        assertThat(lines("{\"a\\nb\":1}", "{\"a\\nb\":2}")).containsExactly("P[\"a\\nb\"]: 1 → 2");
        assertThat(lines("{\"" + "n".repeat(500) + "\":1}", "{\"" + "n".repeat(500) + "\":2}"))
                .singleElement()
                .asString()
                .hasSizeLessThan(200)
                .endsWith(": 1 → 2");
        assertThat(lines("{\"aws:SourceArn\":1,\"AWS\":1}", "{\"aws:SourceArn\":2,\"AWS\":1}"))
                .containsExactly("P.aws:SourceArn: 1 → 2");
    }

    @Test
    void numbersStayAsTheyAreWritten() {
        assertThat(lines("{\"a\":1.10,\"b\":1e999999999}", "{\"a\":1.1,\"b\":1E999999999}"))
                .containsExactly("P.a: 1.10 → 1.1", "P.b: 1e999999999 → 1E999999999");
    }

    @Test
    void jsonInATextIsComparedByPathToo() {
        String before = "{\"Body\":\"{\\\"StartAt\\\":\\\"A\\\",\\\"States\\\":{\\\"A\\\":{\\\"End\\\":true}}}\"}";
        assertThat(lines(before, before.replace("true", "false"))).containsExactly("P.Body.States.A.End: true → false");
    }

    @Test
    void theSameWrittenDifferentlyIsSaid() {
        assertThat(lines("{\"a\": 1, \"b\": 2}", "{\"b\":2,\"a\":1}"))
                .containsExactly("P: the same, written differently");
        assertThat(lines("{\"x\":\"[1, 2]\",\"y\":1}", "{\"x\":\"[1,2]\",\"y\":2}"))
                .containsExactly("P.x: the same, written differently", "P.y: 1 → 2");
    }

    @Test
    void aMemberThatIsThereTwiceHidesNothing() {
        String before = "{\"Effect\":\"Deny\",\"Resource\":\"*\"}";
        assertThat(line(before, "{\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Resource\":\"*\"}"))
                .isEqualTo("P: " + before + " → {\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Resource\":\"*\"}");
    }

    @Test
    void longTextsAreShownAroundTheFirstDifference() {
        String beginning = "b".repeat(1000);
        String end = "e".repeat(1000);
        assertThat(line(beginning + "dev" + end, beginning + "prod" + end))
                .isEqualTo("P: …" + "b".repeat(30) + "dev" + "e".repeat(30) + "… → …" + "b".repeat(30) + "prod"
                        + "e".repeat(30) + "…");
        assertThat(line(beginning, beginning + "x")).isEqualTo("P: …" + "b".repeat(30) + " → …" + "b".repeat(30) + "x");
        assertThat(line("x" + end, "y" + end)).isEqualTo("P: x" + "e".repeat(30) + "… → y" + "e".repeat(30) + "…");
    }

    @Test
    void aLongDifferenceIsCutAfterItsBeginning() {
        String line = line("b".repeat(500) + "1".repeat(500), "b".repeat(500) + "2".repeat(500));
        assertThat(line)
                .isEqualTo("P: …" + "b".repeat(30) + "1".repeat(90) + "… → …" + "b".repeat(30) + "2".repeat(90) + "…");
    }

    @Test
    void aWindowSplitsNoCharacter() {
        String faces = "\ud83d\ude00".repeat(300);
        for (int shift = 0; shift < 4; shift++) {
            String before = "x".repeat(shift) + faces + "1" + faces;
            assertThat(line(before, before.replace('1', '2'))).doesNotContain("\\ud83d", "\\ude00");
        }
        // The same first half, another second one.
        assertThat(line("x".repeat(200) + "\ud83d\ude00", "x".repeat(200) + "\ud83d\ude01"))
                .endsWith("x\ud83d\ude00 → …" + "x".repeat(29) + "\ud83d\ude01");
    }

    @Test
    void whatIsNewAndStructuredHasMoreRoomAndSaysWhatIsLeftOut() {
        String long1 = "[\"" + "a".repeat(300) + "\"]";
        assertThat(line(null, long1)).isEqualTo("P: (none) → " + long1);
        assertThat(line("[\"" + "a".repeat(600) + "\"]", null))
                .isEqualTo("P: [\"" + "a".repeat(498) + "… (104 more characters) → (none)");
    }

    @Test
    void manyDifferencesAreCounted() {
        String before =
                IntStream.range(0, 25).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        List<String> lines = lines(before, before.replace(":1", ":2"));
        assertThat(lines).hasSize(11).startsWith("P.k0: 1 → 2").endsWith("P: and 15 more differences");
        assertThat(lines("[1,2]", "[3,4]")).containsExactly("P[0]: 1 → 3", "P[1]: 2 → 4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1          | {"a":2
                    {"a":1} x       | {"a":2} x
                    {a:1}           | {a:2}
                    """)
    void whatOnlyLooksLikeJsonIsAText(String before, String after) {
        assertThat(line(before, after)).isEqualTo("P: " + before + " → " + after);
    }

    @Test
    @Timeout(10)
    void hostileValuesCostLittle() {
        long begun = System.nanoTime();
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(lines(deep, deep.replace("[]", "[1]"))).hasSize(1);
        String wide = IntStream.range(0, 20_000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        String other = IntStream.range(0, 20_000).mapToObj(i -> "-" + i).collect(Collectors.joining(",", "[", "]"));
        assertThat(lines(wide, other)).hasSize(11).last().asString().isEqualTo("P: and 19990 more differences");
        String huge = "{\"a\":\"" + "x".repeat(3_000_000) + "\"}";
        assertThat(lines(huge, huge.replace("x\"", "y\""))).hasSize(1).allMatch(line -> line.length() < 400);
        String inner = "1";
        for (int i = 0; i < 9; i++) {
            inner = "[\"" + inner.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
        }
        assertThat(lines(inner, inner.replace("1", "2"))).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whatAwsTellsLaterIsSaidInsideToo() {
        assertThat(lines("{\"a\":\"x\"}", "{\"a\":\"{{changeSet:KNOWN_AFTER_APPLY}}\"}"))
                .containsExactly("P.a: x → (known after execution)");
        assertThat(lines("[]", "[{\"a\":\"{{changeSet:KNOWN_AFTER_APPLY}}\"}]"))
                .containsExactly("P[0]: (none) → {\"a\":\"(known after execution)\"}");
    }

    @Test
    void aWholeValueIsWorthAClickWhereALineDoesNotShowIt() {
        assertThat(ValueDifference.hides("128", "256")).isFalse();
        assertThat(ValueDifference.hides(null, "x".repeat(121))).isTrue();
        assertThat(ValueDifference.hides("a\nb", null)).isTrue();
        assertThat(ValueDifference.hides("[1]", "[2]")).isTrue();
        assertThat(ValueDifference.hides(null, null)).isFalse();
    }

    @Test
    void whatBothHaveInTheMiddleIsNoDifference() {
        assertThat(lines("[\"a\",\"b\",\"c\",\"d\",\"e\"]", "[\"x\",\"b\",\"y\",\"d\",\"z\",\"w\"]"))
                .containsExactly("P[0]: a → x", "P[2]: c → y", "P[4]: e → z", "P[5]: (none) → w");
        assertThat(lines("[1,2,3,4,5,6]", "[7,2,4,6,8]"))
                .containsExactly("P[0]: 1 → 7", "P[2]: 3 → (none)", "P[4]: 5 → (none)", "P[4]: (none) → 8");
        assertThat(lines("[1,2,3]", "[9,3,2,8]"))
                .containsExactly("P[0]: 1 → 9", "P[1]: 2 → (none)", "P[2]: (none) → 2", "P[3]: (none) → 8");
    }

    @Test
    void theEndsOfAListDoNotOverlap() {
        assertThat(lines("[1,1]", "[1,1,1]")).containsExactly("P[2]: (none) → 1");
        assertThat(lines("[1,1,1]", "[1,1]")).containsExactly("P[2]: 1 → (none)");
        assertThat(lines("[1,2,3,4]", "[1,4]")).containsExactly("P[1]: 2 → (none)", "P[2]: 3 → (none)");
    }

    @Test
    void theEndsOfATextDoNotOverlap() {
        assertThat(line("b".repeat(200), "b".repeat(201))).isEqualTo("P: …" + "b".repeat(30) + " → …" + "b".repeat(31));
        assertThat(line("ab".repeat(100), "ab".repeat(101)))
                .isEqualTo("P: …" + "ab".repeat(15) + " → …" + "ab".repeat(16));
    }

    @Test
    void aWindowBeginsAndEndsBetweenCharacters() {
        String faces = "\ud83d\ude00".repeat(100);
        assertThat(line(faces + "y1y" + faces, faces + "y2y" + faces))
                .doesNotContain("\\ud83d", "\\ude00")
                .contains("y1y", "y2y");
    }

    @Test
    void whatJustFitsIsShownWhole() {
        String fits = "x".repeat(120);
        assertThat(line(fits, "y")).isEqualTo("P: " + fits + " → y");
        assertThat(line("y", fits)).isEqualTo("P: y → " + fits);
        assertThat(line(null, fits + "x")).isEqualTo("P: (none) → " + fits + "…");
        assertThat(ValueDifference.hides(fits, fits)).isFalse();
        assertThat(ValueDifference.hides("\nx", null)).isTrue();
        String ten = IntStream.range(0, 10).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
        assertThat(lines(ten, ten.replace("1", "2"))).hasSize(10).noneMatch(line -> line.contains("more"));
        String json = "[\"" + "a".repeat(496) + "\"]";
        assertThat(json).hasSize(500);
        assertThat(line(null, json)).isEqualTo("P: (none) → " + json);
    }
}

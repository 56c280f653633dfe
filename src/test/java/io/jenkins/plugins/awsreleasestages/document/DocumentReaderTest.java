package io.jenkins.plugins.awsreleasestages.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {

    private final Problems problems = new Problems();

    private Value value(String text) throws InvalidDocument {
        Value value = new DocumentReader("f", problems).read(text);
        problems.refuse();
        return value;
    }

    private static Budget read(String text) throws InvalidDocument {
        Budget budget = Budget.ofYaml();
        new DocumentReader("f", new Problems()).within(budget).readYaml(text);
        return budget;
    }

    private static String refusal(String text) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> read(text));
        assertThat(refused).as("this should be refused: %.100s", text).isNotNull();
        assertThat(refused.problems()).hasSize(1);
        Problem problem = refused.problems().get(0);
        return problem.line() + ":" + problem.column() + " " + problem.message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc | 1 | 3",
                "[a, bc] | 3 | 3",
                "{a: bc, d: []} | 5 | 4",
                "[&a bc, *a, *a] | 4 | 6",
                "[&a [b, c], *a, {d: *a}] | 12 | 7",
                "[&a [&b [x], *b], *a, *b] | 13 | 5",
                "{&a k: v, *a : w} | 5 | 4",
                "[&a x, &a yy, *a] | 4 | 5",
                "[&a [&a x, *a], *a] | 5 | 3",
            })
    void whatIsReadIsCountedWithItsAliasesWrittenOut(String text, int nodes, int characters) throws Exception {
        Budget budget = read(text);
        assertThat(budget.nodes()).isEqualTo(nodes);
        assertThat(budget.characters()).isEqualTo(characters);
    }

    @Test
    void valuesAreWhatTheFileSays() throws Exception {
        assertThat(new DocumentReader("f", problems).readYaml("").isNull()).isTrue();
        assertThat(value("# nothing").isNull()).isTrue();
        Value root = value("a: &x {b: yes}\nd: *x\n");
        assertThat(root.get("d"))
                .isEqualTo(root.get("a"))
                .isNotSameAs(root.get("a"))
                .hasToString("{\"b\":true}");
        assertThat(root.get("d", "b").written()).isEqualTo("yes");
        assertThat(root.get("d", "b").scalar()).isEqualTo("true");
        assertThat(root.get("d", "b").text()).isNull();
    }

    @Test
    void aliasesAreCopiesThatCanBeChangedByThemselves() throws Exception {
        Value root = value("a: &x [b, {c: d}]\ne: *x\n");
        root.get("a").get(1).get("c").replaceBy(Value.text("changed"));
        root.get("e").get(0).replaceBy(Value.mapping("new", Value.list()));
        assertThat(root).hasToString("{\"a\":[\"b\",{\"c\":\"changed\"}],\"e\":[{\"new\":[]},{\"c\":\"d\"}]}");
        assertThat(root.get("a").get(1).get("c").path()).isEqualTo("a.c");
    }

    @Test
    void eachValueKnowsItsPlaceAndItsPath() throws Exception {
        for (String text :
                new String[] {"a:\n  b: [x,\n    {c: d}]\n", "{\"a\":\n  {\"b\": [\"x\",\n    {\"c\": \"d\"}]}}"}) {
            Value c = value(text).get("a", "b").get(1).get("c");
            assertThat(c.path()).isEqualTo("a.b.c");
            assertThat(c.key()).isEqualTo("c");
            assertThat(c.problem("x")).isEqualTo(new Problem("f", 3, 6, "x"));
            assertThat(c.problemOfContent("x").column()).isGreaterThan(8);
            assertThat(c.text()).isEqualTo("d");
        }
    }

    @Test
    void pathsAreOfKeysOnly() throws Exception {
        Value named = new DocumentReader("f", problems).named("the list").readYaml("- a: [b]\n- c\n");
        assertThat(named.path()).isEqualTo("the list");
        assertThat(named.get(0).get("a").path()).isEqualTo("a");
        assertThat(named.get(0).get("a").get(0).path()).isEqualTo("a");
        assertThat(named.get(1).path()).isEmpty();
        assertThat(named.get(1).parent()).isSameAs(named);
        assertThat(value("a: b").path()).isEmpty();
    }

    @Test
    void whatIsNotThereIsAtTheNearestPlaceAbove() throws Exception {
        Value root = value("a:\n  b: c\n");
        Value gone = root.get("a", "b", "gone").get(3).get("more");
        assertThat(gone.isMissing()).isTrue();
        assertThat(gone.isNothing()).isTrue();
        assertThat(gone.problem("x").toString()).isEqualTo("f, line 2, column 3: x");
        assertThat(gone.members()).isEmpty();
        assertThat(gone.items()).isEmpty();
        assertThat(gone.asText()).isEmpty();
        assertThat(gone.textOr("other")).isEqualTo("other");
        assertThat(gone.scalar()).isNull();
    }

    @Test
    void valuesAreEqualWhereTheySayTheSame() throws Exception {
        assertThat(value("1.10")).isEqualTo(value("\n1.10")).isNotEqualTo(value("1.1"));
        assertThat(value("1"))
                .isNotEqualTo(value("'1'"))
                .isNotEqualTo(value("one"))
                .hasSameHashCodeAs("1");
        assertThat(value("1").isNumber()).isTrue();
        assertThat(value("a: Yes\nb: [2, ~]"))
                .isEqualTo(value("{\"b\": [2, null], \"a\": true}"))
                .hasSameHashCodeAs(value("{\"b\": [2, null], \"a\": true}"))
                .isNotEqualTo(value("a: Yes\nb: [~, 2]"))
                .isNotEqualTo(value("a: No\nb: [2, ~]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2010-09-09 | '2010-09-09'",
                "2001-12-14t21:59:43.10-05:00 | '2001-12-14t21:59:43.10-05:00'",
                "0123 | '0123'",
                "012345678901 | '012345678901'",
                "80:80 | '80:80'",
                "0x1F | '0x1F'",
                "1_000 | '1_000'",
                ".5 | '.5'",
                "-0 | -0",
                "42 | 42",
                "12345e67 | '12345e67'",
                "1e-7 | '1e-7'",
                "1e3 | '1e3'",
                "1.5e7 | '1.5e7'",
                "1.5e-7 | 1.5e-7",
                "1.50E+07 | 1.50E+07",
                "12:30:45 | '12:30:45'",
                "+1 | '+1'",
                "010 | '010'",
                "08 | '08'",
                "0b1 | '0b1'",
                "1. | '1.'",
                ".nan | '.nan'",
                "!!int 010 | '010'",
                "!!float 1 | 1",
                "1.10 | 1.10",
                "12345678901234567890123 | 12345678901234567890123",
                "'42' | '42'",
                "!!str 42 | '42'",
                "yes | true",
                "Off | false",
                "'yes' | 'yes'",
                "~ | null",
                ".inf | '.inf'",
            })
    void scalarsAreWhatTheyLookLike(String yaml, String json) throws Exception {
        assertThat(value("P: " + yaml).get("P")).hasToString(json.replace('\'', '"'));
    }

    /** Each is JSON: what stands there is what is sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "1e3",
                "1E+3",
                "1.50e-7",
                "-0",
                "-0.0",
                "12345678901234567890123",
                "0.1000",
                "1e308",
                "1e400"
            })
    void numbersOfJsonStayAsTheyAreWritten(String number) throws Exception {
        Value root = value("{\"P\": " + number + "}");
        assertThat(JsonWriter.indented(root)).contains("\"P\": " + number + "\n");
        assertThat(JsonWriter.compact(root)).isEqualTo("{\"P\":" + number + "}");
    }

    @Test
    void anchorsAndMergeKeysAreResolved() throws Exception {
        Value list = value("- [&a {x: 1, y: 2}, *a, {<<: *a, y: 3}, {<<: [{x: 9}, *a]}]");
        assertThat(list.get(0))
                .hasToString("[{\"x\":1,\"y\":2},{\"x\":1,\"y\":2},{\"y\":3,\"x\":1},{\"x\":9,\"y\":2}]");
    }

    @Test
    void aFileThatIsNotTextIsRefused() {
        byte[] latin = "Description: ü".getBytes(StandardCharsets.ISO_8859_1);
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> DocumentReader.text("t", latin));
        assertThat(refused).hasMessage("t: is not UTF-8 text");
    }

    @Test
    void jsonIsReadAsItIsWritten() throws Exception {
        Value root = value("\uFEFF{\n\t\"a\": [true, false, null, \"x\", -0.10, {}]\n}\n");
        assertThat(root).hasToString("{\"a\":[true,false,null,\"x\",-0.10,{}]}");
        assertThat(root.get("a").line()).isEqualTo(2);
        assertThat(root.get("a").get(0).isTrue()).isTrue();
        assertThat(root.get("a").get(0).isBoolean()).isTrue();
        assertThat(root.get("a").get(1).isTrue()).isFalse();
        assertThat(root.get("a").get(2).isNull()).isTrue();
        assertThat(root.get("a").get(2).isNothing()).isTrue();
        assertThat(root.get("a").get(3).isNothing()).isFalse();
        assertThat(root.get("a").get(3).textOr("y")).isEqualTo("x");
        assertThat(root.get("a").get(3).isTrue()).isFalse();
        assertThat(value("a: 'true'").get("a").isTrue()).isTrue();
        assertThat(root.get("a").get(4).text()).isNull();
        assertThat(root.get("a").get(6).isMissing()).isTrue();
        assertThat(root.get("a").size()).isEqualTo(6);
        assertThat(root.get("a").children()).hasSize(6);
        assertThat(root.children()).hasSize(1);
        assertThat(root.has("a")).isTrue();
        assertThat(root.has("b")).isFalse();
    }

    private static List<String> problems(String text) {
        Problems found = new Problems();
        try {
            new DocumentReader("f", found).read(text);
        } catch (InvalidDocument e) {
            found.addAll(e.problems());
        }
        return found.all().stream().map(Problem::toString).toList();
    }

    @Test
    void whatIsWrongWithJsonIsNamedWithItsPlace() {
        assertThat(problems("{\"a\": 1,\n \"a\": 2}\n7"))
                .containsExactly(
                        "f, line 2, column 2: 'a' is there twice",
                        "f, line 3, column 1: there is more after the end of the JSON");
        assertThat(problems("{\"a\": 1,\n \"b\" 2}"))
                .singleElement()
                .asString()
                .startsWith("f, line 2, column 6: not JSON: Unexpected character");
        assertThat(problems("{\"a\":\n" + "9".repeat(102) + "}"))
                .containsExactly("f, line 2, column 1: this number is too long; put it in quotes");
        assertThat(problems("{\"a\":\n" + "9".repeat(101) + "}")).isEmpty();
        assertThat(problems("{\"a\":\n[1e1000]}"))
                .containsExactly("f, line 2, column 2: this number is too long; put it in quotes");
        assertThat(problems("{\"a\":\n {\"" + "k".repeat(1_025) + "\": 1}}"))
                .containsExactly("f, line 2, column 3: a key has 1025 characters; at most 1024 are read");
        assertThat(problems("[" + "[],".repeat(300_000) + "1]"))
                .singleElement()
                .asString()
                .contains("more than 300000 keys and values");
        assertThat(problems("[" + "[".repeat(199) + "]".repeat(199) + "]")).isEmpty();
        assertThat(problems("[" + "[".repeat(200) + "]".repeat(200) + "]"))
                .singleElement()
                .asString()
                .startsWith("f, line 1, column ");
        assertThat(problems(" \n")).containsExactly("f: the file is empty");
        assertThat(problems("[\"" + "x".repeat(Budget.LONGEST) + "\"]"))
                .containsExactly("f: has 8000004 characters; at most 8000000 are read");
    }

    @Test
    void jsonThatIsOnlyShownMayHaveAnyNumber() throws Exception {
        Value value =
                new DocumentReader("f", problems).within(Budget.ofShownJson()).readJson("[1e999999999]");
        assertThat(problems.isEmpty()).isTrue();
        assertThat(value).hasToString("[1e999999999]");
    }

    @Test
    void whatATagMeansIsSaidByWhoeverReads() throws Exception {
        Value root = new DocumentReader("f", problems)
                .tags((tag, value) -> Value.mapping(tag, value))
                .read("a:\n  - !B c\n  - !D [e]\n");
        assertThat(root).hasToString("{\"a\":[{\"B\":\"c\"},{\"D\":[\"e\"]}]}");
        assertThat(root.get("a").get(1).line()).isEqualTo(3);
        assertThat(root.get("a").get(1).column()).isEqualTo(5);
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aRewrittenValueKeepsTheRest() throws Exception {
        Value root = value("a: [b, c]\nd: e\n");
        Value copy = root.copy();
        root.get("a").get(1).replaceBy(Value.list(Value.text("x"), Value.text("y")));
        root.get("d").replaceBy(Value.mapping());
        root.put("f", Value.text("g"));
        assertThat(root).hasToString("{\"a\":[\"b\",[\"x\",\"y\"]],\"d\":{},\"f\":\"g\"}");
        assertThat(root.get("a").get(1).parent()).isSameAs(root.get("a"));
        assertThat(copy).hasToString("{\"a\":[\"b\",\"c\"],\"d\":\"e\"}");
        assertThat(copy.get("d").problem("x")).isEqualTo(new Problem("f", 2, 1, "x"));
        assertThat(copy.get("d").problemOfContent("x")).isEqualTo(new Problem("f", 2, 4, "x"));
    }

    @Test
    void problemsAreSortedByFileAndPlaceAndAtMostAThousand() {
        Problems many = new Problems();
        many.add(new Problem("b", 2, 1, "x"));
        many.add(new Problem("a", 1, 1, "y"));
        many.add(new Problem("b", 1, 2, "z"));
        many.add(new Problem("b", 1, 1, "z"));
        many.add(new Problem("b", 1, 1, "z"));
        many.add(Problem.whole("", "w"));
        assertThat(catchThrowableOfType(InvalidDocument.class, many::refuse))
                .hasMessage("b, line 1, column 1: z\nb, line 1, column 2: z\nb, line 2, column 1: x\n"
                        + "a, line 1, column 1: y\nw");
        for (int i = 0; i < 60; i++) {
            many.add(new Problem("b", 3 + i, 1, "x"));
        }
        assertThat(catchThrowableOfType(InvalidDocument.class, many::refuse)
                        .getMessage()
                        .lines())
                .hasSize(51)
                .last()
                .isEqualTo("and 15 more");
    }

    @Test
    void numbersThatNobodyMeansAreNone() {
        assertThat(Numbers.parse("+.5")).isEqualByComparingTo("0.5");
        assertThat(Numbers.parse("1e100")).isEqualByComparingTo("1e100");
        assertThat(Numbers.parse("1e1000")).isNull();
        assertThat(Numbers.parse("x")).isNull();
    }

    @Test
    void problemsDoNotEndTheReading() throws Exception {
        Value root =
                new DocumentReader("f", problems).read("a: 1\na: !What 2\n[b]: 3\nc: !!binary aGk=\n<<: 4\nd: 5\n");
        assertThat(root.get("d").written()).isEqualTo("5");
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "f, line 2, column 4: the tag !What is not known here",
                        "f, line 2, column 1: 'a' is there twice",
                        "f, line 3, column 1: a key has to be a string",
                        "f, line 4, column 4: JSON does not know the YAML type tag:yaml.org,2002:binary",
                        "f, line 5, column 5: '<<' merges mappings only");
    }

    @Test
    void jsonIsWrittenForPeopleOrForMachines() throws Exception {
        Value root = value("{\"a\": [], \"b\": {}, \"c\": [1.10, true, null], \"d\": \"\\u0001\\\"\u00fc\"}");
        assertThat(JsonWriter.compact(root))
                .isEqualTo("{\"a\":[],\"b\":{},\"c\":[1.10,true,null],\"d\":\"\\u0001\\\"\u00fc\"}");
        assertThat(JsonWriter.indented(root)).isEqualTo("""
                {
                 "a": [],
                 "b": {},
                 "c": [
                  1.10,
                  true,
                  null
                 ],
                 "d": "\\u0001\\"\u00fc"
                }
                """);
    }

    @Test
    void whatIsTooMuchIsRefusedWhereItIs() {
        String hundred = IntStream.range(0, 100).mapToObj(i -> "x").collect(Collectors.joining(", ", "[", "]"));
        assertThat(refusal("- &a " + hundred + "\n" + "- *a\n".repeat(2_000)))
                .isEqualTo("991:3 there are more than 100000 keys and values, with all aliases written out");
        assertThat(refusal("- &a " + "x".repeat(1_000_000) + "\n" + "- *a\n".repeat(10)))
                .isEqualTo("5:3 there are more than 4000000 characters, with all aliases written out");
        assertThat(refusal("[".repeat(201))).isEqualTo("1:201 nested more than 200 levels deep");
        assertThat(refusal("[".repeat(200))).startsWith("1:201 not YAML: ");
        String half = "[".repeat(100) + "]".repeat(100);
        assertThat(refusal("- &a " + half + "\n- " + "[".repeat(100) + "*a" + "]".repeat(100)))
                .isEqualTo("2:103 nested more than 200 levels deep");
        assertThat(refusal("- &a " + half + "\n- " + "[".repeat(99) + "*a, [*a]" + "]".repeat(99)))
                .isEqualTo("2:107 nested more than 200 levels deep");
        assertThat(refusal("- &a x\n- " + "[".repeat(199) + "*a, [*a]" + "]".repeat(199)))
                .isEqualTo("2:206 nested more than 200 levels deep");
        assertThat(refusal("- []\n".repeat(100_000)))
                .isEqualTo("100000:3 there are more than 100000 keys and values, with all aliases written out");
        assertThat(refusal("a: &a [b, *a]")).isEqualTo("1:11 an alias stands inside of what it stands for");
        assertThat(refusal("[*a]")).isEqualTo("1:2 not YAML: found undefined alias a");
    }

    @Test
    void keysAreShort() throws Exception {
        String key = "k".repeat(1_024);
        read("? " + key + "\n: v\n");
        read("[" + key + "x, {a: " + key + "x}]");
        read("- &a " + key + "\n- {? *a : v}\n");
        assertThat(refusal("? " + key + "x\n: v\n")).isEqualTo("1:3 a key has 1025 characters; at most 1024 are read");
        assertThat(refusal("- &a " + key + "x\n- {? *a : v}\n"))
                .isEqualTo("2:6 a key has 1025 characters; at most 1024 are read");
        assertThat(refusal("- a\n- {b: {}, ? " + key + "x : v}\n")).startsWith("2:13 a key has 1025");
    }

    @Test
    void whatIsNoYamlIsRefusedWhereItIs() {
        assertThat(refusal("a: b\nc: \u0007\n")).isEqualTo("2:4 not YAML: the character with code 7 is not allowed");
        assertThat(refusal("\u0007")).startsWith("1:1 not YAML: the character");
        assertThat(refusal("a: b\n  c: d\n")).startsWith("2:4 not YAML: mapping values are not allowed here");
        assertThat(refusal("a\n---\nb\n")).isEqualTo("2:1 a second YAML document begins here");
        assertThat(refusal("!!java.net.URL [x]")).startsWith("1:1 not YAML: Global tag is not allowed");
        assertThat(refusal("%YAML 3.0\n---\na\n")).startsWith("1:");
    }

    @Test
    void aBudgetIsTakenUntilItIsOver() {
        for (Budget budget : new Budget[] {Budget.ofJson(), Budget.ofFiles()}) {
            assertThat(budget.take(100_000, Budget.LONGEST)).isNull();
            assertThat(budget.take(100_001, 0)).isNull();
        }
        assertThat(Budget.ofJson().take(300_000, Budget.LONGEST)).isNull();
        assertThat(Budget.ofJson().take(300_001, 0)).contains("300000 keys and values");
        assertThat(Budget.ofJson().take(0, Budget.LONGEST + 1)).contains("8000000 characters");
        assertThat(Budget.ofFiles().take(500_000, 32_000_000)).isNull();
        assertThat(Budget.ofFiles().take(500_001, 0)).contains("500000 keys and values");
        Budget over = Budget.ofYaml();
        assertThat(over.take(99_999, 1)).isNull();
        assertThat(over.take(2, 0)).isNotNull();
        assertThat(over.take(1, 4_000_000)).isNotNull();
        assertThat(over.take(1, 3_999_999)).isNull();
        assertThat(over.takeKey(0)).isNotNull();
    }

    @Test
    void jsonWithoutAnythingIsSaidToBeEmpty() {
        for (String nothing : new String[] {"", " \n"}) {
            assertThatThrownBy(() -> new DocumentReader("f", new Problems()).readJson(nothing))
                    .isInstanceOf(InvalidDocument.class)
                    .hasMessageContaining("the file is empty");
        }
    }

    @Test
    void ofALongMessageBothEndsAreShown() {
        assertThat(Budget.shown("x".repeat(1_000))).isEqualTo("x".repeat(1_000));
        assertThat(Budget.shown("a".repeat(600) + "b".repeat(500)))
                .isEqualTo("a".repeat(500) + " … " + "b".repeat(500));
    }
}

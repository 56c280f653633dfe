package io.jenkins.plugins.awsreleasestages.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the readers tell of a document. */
class ValueTest {

    private final Problems problems = new Problems();

    private Value read(String text) throws InvalidDocument {
        return new DocumentReader("f", problems).read(text);
    }

    @Test
    void eachIsOneThing() throws Exception {
        Value root =
                read("{\"text\": \"t\", \"number\": 1, \"yes\": true, \"null\": null, \"list\": [1, 2], \"map\": {}}");
        assertThat(root.get("null").isNull()).isTrue();
        assertThat(root.get("text").isNull()).isFalse();
        assertThat(root.get("none").isMissing()).isTrue();
        assertThat(root.get("null").isMissing()).isFalse();
        assertThat(root.get("null").isNothing()).isTrue();
        assertThat(root.get("none").isNothing()).isTrue();
        assertThat(root.get("text").isNothing()).isFalse();
        assertThat(root.get("yes").isTrue()).isTrue();
        assertThat(root.get("text").isTrue()).isFalse();
        assertThat(root.get("number").isTrue()).isFalse();
        assertThat(root.get("list").get(1).scalar()).isEqualTo("2");
        assertThat(root.get("list").get(2).isMissing()).isTrue();
        assertThat(root.get("list").children()).hasSize(2);
        assertThat(root.get("list").size()).isEqualTo(2);
        assertThat(root.children()).hasSize(6);
        assertThat(root.file()).isEqualTo("f");
    }

    @Test
    void aTextMayBeTrueToo() throws Exception {
        assertThat(read("a: 'true'").get("a").isTrue()).isTrue();
        assertThat(read("a: yes").get("a").isTrue()).isTrue();
        assertThat(read("a: 'yes'").get("a").isTrue()).isFalse();
    }

    @Test
    void listsAreMadeOfValues() {
        assertThat(Value.list(Value.text("a"), Value.text("b"))).hasToString("[\"a\",\"b\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"a\": 2} | f, line 1, column 10: 'a' is there twice",
                "{\"a\": 1} {} | f, line 1, column 10: there is more after the end of the JSON",
            })
    void whatIsWrongInJsonIsSaidWhereItIs(String json, String problem) throws Exception {
        read(json);
        assertThat(problems.all()).map(Problem::toString).containsExactly(problem);
    }

    @Test
    void aNumberOfJsonThatIsTooLongIsWrongUnlessItIsOnlyShown() throws Exception {
        String digits = "1".repeat(Budget.DIGITS + 10);
        String json = "{\"a\": " + digits + "}";
        read(json);
        assertThat(problems.all())
                .map(Problem::toString)
                .containsExactly("f, line 1, column 7: this number is too long; put it in quotes");
        Problems none = new Problems();
        Value shown = new DocumentReader("f", none).within(Budget.ofShownJson()).readJson(json);
        assertThat(shown.get("a").scalar()).isEqualTo(digits);
        assertThat(none.isEmpty()).isTrue();
    }

    @Test
    void whatIsNoJsonIsRefusedAtItsPlace() {
        assertThatThrownBy(() -> read("{\"a\": }")).hasMessageStartingWith("f, line 1, column 7: not JSON: ");
    }

    @Test
    void jsonIsCountedAndRefusedWhereItIsTooMuch() throws Exception {
        Budget budget = Budget.ofJson();
        new DocumentReader("f", problems).within(budget).readJson("{\"ab\": [\"cd\", 1]}");
        assertThat(budget.nodes()).isEqualTo(5);
        assertThat(budget.characters()).isEqualTo(5);
        assertThatThrownBy(() -> read("{\"" + "k".repeat(Budget.LONGEST_KEY + 1) + "\": 1}"))
                .hasMessageContaining("a key has " + (Budget.LONGEST_KEY + 1) + " characters");
        assertThatThrownBy(() -> new DocumentReader("f", problems).readJson("[" + "1,".repeat(300_000) + "1]"))
                .hasMessageContaining("there are more than 300000 keys and values");
    }

    @Test
    void aDocumentHasAsManyCharactersAsAreRead() throws Exception {
        String longest = "#" + "x".repeat(Budget.LONGEST - 1);
        assertThat(read(longest).isNull()).isTrue();
        assertThatThrownBy(() -> read(longest + "x"))
                .hasMessage("f: has " + (Budget.LONGEST + 1) + " characters; at most " + Budget.LONGEST + " are read");
    }

    @Test
    void tagsMeanWhatIsSaidOrAreUnknown() throws Exception {
        Value ref = new DocumentReader("f", problems)
                .tags((name, value) -> Value.mapping(name, value))
                .readYaml("a: !Ref b");
        assertThat(ref).hasToString("{\"a\":{\"Ref\":\"b\"}}");
        assertThat(problems.isEmpty()).isTrue();
        read("a: !Ref b");
        assertThat(problems.all()).map(Problem::message).containsExactly("the tag !Ref is not known here");
    }
}

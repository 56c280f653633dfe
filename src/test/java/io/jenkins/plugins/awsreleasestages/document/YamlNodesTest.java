package io.jenkins.plugins.awsreleasestages.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.nodes.MappingNode;

class YamlNodesTest {

    private static Budget read(String text) throws Unreadable {
        Budget budget = Budget.ofYaml();
        YamlNodes.compose(text, budget);
        return budget;
    }

    private static String refusal(String text) {
        Unreadable refused = catchThrowableOfType(Unreadable.class, () -> read(text));
        assertThat(refused).as("this should be refused: %.100s", text).isNotNull();
        return refused.line() + ":" + refused.column() + " " + refused.getMessage();
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
    void nodesAreWhatTheFileSays() throws Exception {
        assertThat(YamlNodes.compose("", Budget.ofYaml())).isNull();
        assertThat(YamlNodes.compose("# nothing", Budget.ofYaml())).isNull();
        MappingNode node = (MappingNode) YamlNodes.compose("a: &x {b: c}\nd: *x\n", Budget.ofYaml());
        assertThat(node.getValue().get(0).getValueNode())
                .isSameAs(node.getValue().get(1).getValueNode());
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
        assertThat(refusal("a\n---\nb\n")).isEqualTo("2:1 not YAML: but found another document");
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
    void ofALongMessageBothEndsAreShown() {
        assertThat(Budget.shown("x".repeat(1_000))).isEqualTo("x".repeat(1_000));
        assertThat(Budget.shown("a".repeat(600) + "b".repeat(500)))
                .isEqualTo("a".repeat(500) + " … " + "b".repeat(500));
    }
}

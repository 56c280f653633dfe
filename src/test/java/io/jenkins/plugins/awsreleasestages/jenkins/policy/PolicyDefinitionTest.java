package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.ReleasePolicy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyDefinitionTest {

    static GateRule rule(String name, int count, String... approvers) {
        GateRule rule = new GateRule(name);
        rule.setCount(count);
        rule.setApprovers(List.of(approvers));
        return rule;
    }

    static PolicyDefinition production(String... environments) {
        PolicyDefinition definition = new PolicyDefinition("Production");
        definition.setEnvironments(List.of(environments));
        definition.setRules(List.of(rule("managers", 2, "group:managers")));
        return definition;
    }

    @Test
    void whatIsNotSaidIsStrict() {
        ReleasePolicy policy = production("prod").policy();
        assertThat(policy.demands().notRequester()).isTrue();
        assertThat(policy.demands().requesterOverrides()).isFalse();
        assertThat(policy.demands().notAuthors()).isFalse();
        assertThat(policy.demands().distinct()).isFalse();
        assertThat(policy.isProtected()).isFalse();
        assertThat(policy.demands().rules())
                .containsExactly(new ApprovalRule("managers", List.of("group:managers"), 2, false));
    }

    /** A form sends its text as one element. */
    @Test
    void linesAreElements() {
        assertThat(production(" prod \n\n prod-*\n").getEnvironments()).containsExactly("prod", "prod-*");
        assertThat(production("prod", "staging").getEnvironments()).containsExactly("prod", "staging");
    }

    /** So the Job DSL says what is left out. */
    @Test
    void anEmptyListSaysNothing() {
        PolicyDefinition definition = production("prod");
        definition.setStacks(List.of());
        assertThat(PolicyDefinition.checked(List.of(definition))).hasSize(1);
        definition.setEnvironments(List.of());
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(definition)))
                .hasMessageContaining("say where it applies");
    }

    @Test
    void blankIsRefusedAndNeverAll() {
        List<List<String>> blanks = List.of(List.of(" "), List.of("prod", ""), Arrays.asList("prod", null));
        for (List<String> blank : blanks) {
            PolicyDefinition definition = production("prod");
            definition.setStacks(blank);
            assertThatThrownBy(() -> PolicyDefinition.checked(List.of(definition)))
                    .hasMessage("policy 'Production': stacks: a pattern is blank. Leave the list out for all.");
        }
        PolicyDefinition unset = production("prod");
        unset.setStacks(null);
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(unset))).hasMessageContaining("stacks: a pattern");
        PolicyDefinition nobody = production("prod");
        nobody.setRules(List.of(new GateRule(" ")));
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(nobody)))
                .hasMessageContaining("rules: name: is missing.");
        GateRule empty = new GateRule("two");
        empty.setApprovers(List.of());
        PolicyDefinition approvers = production("prod");
        approvers.setRules(List.of(empty));
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(approvers)))
                .hasMessageContaining("rules: 'two': approvers: are missing.");
    }

    @Test
    void whatIsWrongWithAnyIsSaidAtOnce() {
        PolicyDefinition nowhere = new PolicyDefinition("Nowhere");
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(production("prod"), production("test"), nowhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy 'Production': is there twice.")
                .hasMessageContaining("policy 'Nowhere': say where it applies")
                .hasMessageContaining("policy 'Nowhere': rules: there is none.");
        assertThat(PolicyDefinition.checked(null)).isEmpty();
    }

    @Test
    void whoIsToldIsNamedByNamesAlone() {
        PolicyDefinition definition = production("prod");
        definition.setNotify(List.of(" pager\nteam "));
        assertThat(PolicyDefinition.checked(List.of(definition))
                        .get(0)
                        .policy()
                        .demands()
                        .receivers())
                .containsExactly("pager", "team");
        definition.setNotify(List.of("https://example.org/hook", ""));
        assertThatThrownBy(() -> PolicyDefinition.checked(List.of(definition)))
                .hasMessageContaining(
                        "policy 'Production': notify: 'https://example.org/hook' is no name of a receiver: 1 to 100")
                .hasMessageContaining("policy 'Production': notify: one is blank. Leave the list out for nobody.");
    }
}

package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasePolicyTest {

    private static final ReleasePolicy.Where PROD =
            new ReleasePolicy.Where(List.of(), List.of(), List.of(), List.of("prod"), List.of());

    private static GateTerms terms(List<String> serviceAccounts, ApprovalRule... rules) {
        return new GateTerms(List.of(rules), false, true, false, false, serviceAccounts);
    }

    private static ApprovalRule rule(String name, int count, String... approvers) {
        return new ApprovalRule(name, List.of(approvers), count, false);
    }

    private static List<String> problems(ReleasePolicy.Where where, boolean isProtected, GateTerms terms) {
        return new ReleasePolicy("Production", where, terms, isProtected).problems();
    }

    @Test
    void nothingIsWrongWithAnOrdinaryOne() {
        assertThat(problems(PROD, false, terms(List.of("bot"), rule("managers", 2, "group:managers"))))
                .isEmpty();
        assertThat(problems(PROD, true, terms(List.of()))).isEmpty();
    }

    @Test
    void itSaysWhereItApplies() {
        ReleasePolicy.Where nowhere = new ReleasePolicy.Where(List.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(problems(nowhere, true, terms(List.of())))
                .containsExactly("policy 'Production': say where it applies: jobs, branches, stages, environments or"
                        + " stacks; the pattern ** for jobs means everywhere.");
        ReleasePolicy.Where blank =
                new ReleasePolicy.Where(List.of(), List.of(), List.of(" "), List.of("prod", ""), List.of());
        assertThat(problems(blank, true, terms(List.of())))
                .containsExactly(
                        "policy 'Production': stages: a pattern is blank. Leave the list out for all.",
                        "policy 'Production': environments: a pattern is blank. Leave the list out for all.");
    }

    @Test
    void itDemandsSomething() {
        assertThat(problems(PROD, false, terms(List.of())))
                .containsExactly(
                        "policy 'Production': rules: there is none. Say who has to approve or which conditions have"
                                + " to be met, make the target protected, or say who is told.");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        GateTerms wrong = terms(
                List.of("user:bot", ""),
                rule("", 1, "alice"),
                rule("nobody", 1),
                rule("two", 3, "alice", "bob"),
                rule("two", 1, "group:"),
                rule("two (2)", 1, "alice"));
        ReleasePolicy policy = new ReleasePolicy("x".repeat(101), PROD, wrong, false);
        assertThat(policy.problems())
                .allSatisfy(problem -> assertThat(problem).startsWith("policy 'xxx"))
                .extracting(problem -> problem.substring(problem.indexOf("': ") + 3))
                .contains(
                        "name: has more than 100 characters.",
                        "rules: name: is missing.",
                        "rules: 'nobody': approvers: are missing.",
                        "rules: 'two': count: must be 1 to 2, for 2 people are named.",
                        "rules: 'two': approvers: 'group:' names nobody; write user:NAME or group:NAME.",
                        "rules: two have the name 'two'.",
                        "rules: 'two (2)': name: cannot end with a number in parentheses.",
                        "serviceAccounts: 'user:bot': write the user's id alone.",
                        "serviceAccounts: one is blank.");
    }

    @Test
    void aNameFitsIntoALine() {
        assertThat(ReleasePolicy.nameProblem("Production, two persons")).isNull();
        assertThat(ReleasePolicy.nameProblem(" ")).isEqualTo("is missing.");
        assertThat(ReleasePolicy.nameProblem(null)).isEqualTo("is missing.");
        assertThat(ReleasePolicy.nameProblem("a\nApproved by alice"))
                .isEqualTo("has characters that cannot be printed.");
    }

    @Test
    void whereItAppliesReadsAsASentence() {
        assertThat(new ReleasePolicy.Where(List.of(), List.of("main"), List.of(), List.of("prod", "prod-*"), List.of())
                        .inWords())
                .isEqualTo("branches main; environments prod, prod-*");
    }

    @Test
    void itMayOnlySayWhoIsTold() {
        assertThat(problems(PROD, false, terms(List.of()).telling(List.of("pager"))))
                .isEmpty();
    }
}

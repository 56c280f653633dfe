package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates with conditions that no person answers. */
class ConditionsTest {

    @TempDir
    Path folder;

    @Test
    void aGateWithoutPeopleGoesOnByItselfWhenAllAreMet() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                withEnv(['TICKET=OPS-17']) {
                    def r = releaseGate conditions: [
                        deploymentWindow(windows: ['* 00:00-24:00 Europe/Berlin', '* * 9-17 ? * MON-FRI *']),
                        freeze(periods: ['2020-12-20..2021-01-02 Christmas'], timeZone: 'Europe/Berlin'),
                        variableCheck(variable: 'TICKET', operator: 'MATCHES', value: '[A-Z]+-[0-9]+')]
                    echo "${r.approved} ${r.by} ${r.conditions*.verdict}"
                }
                """);
        assertThat(ended.out())
                .contains(
                        "Condition: TICKET matches '[A-Z]+-[0-9]+'",
                        "Met: no freeze 2020-12-20..2021-01-02 Christmas (Europe/Berlin): no freeze is on.",
                        "Passed: all conditions are met",
                        "true all conditions are met [PASS, PASS, PASS]");
        assertThat(ended.status()).isZero();
    }

    @Test
    void oneThatFailsFailsTheStepAndSaysWhich() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                releaseGate conditions: [variableCheck(variable: 'TICKET', operator: 'EQ', value: 'OPS-17')]
                echo 'shipped'
                """);
        assertThat(ended.out())
                .contains("Not passed: TICKET is 'OPS-17': this run has no variable TICKET")
                .doesNotContain("shipped");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void whoApprovesDuringAFreezeStartsNothing() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                timeout(time: 3, unit: 'SECONDS') {
                    releaseApproval message: 'Ship it?', approvers: ['ann', 'bob'], quorum: 2,
                        conditions: [freeze(periods: ['2020-01-01.. Audit'])]
                }
                echo 'shipped'
                """, "--approve");
        assertThat(ended.out())
                .contains(
                        "Waiting: no freeze 2020-01-01.. Audit: frozen (Audit), without an end.",
                        ": --approve",
                        "It goes on when all conditions are met.")
                .doesNotContain("shipped", "Passed", "Too late");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsWaitedFor() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                releaseGate conditions: [deploymentWindow(windows: ['monday']), freeze(periods: [params.NOT_SET])]
                echo 'shipped'
                """);
        assertThat(ended.out())
                .contains(
                        "releaseGate: conditions: deploymentWindow: windows: 'monday' is no window.",
                        "conditions: freeze: periods: one is blank")
                .doesNotContain("Waiting", "shipped");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }
}

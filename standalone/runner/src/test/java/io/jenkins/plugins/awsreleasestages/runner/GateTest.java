package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final String GATE = "def r = releaseApproval message: 'Ship it?'\necho \"approved ${r.approved}\"\n";

    @TempDir
    Path folder;

    @Test
    void rulesAreSaidAndWhoeverIsHereStandsForAll() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                def r = releaseApproval message: 'Ship it?', subject: [image: "shop:1"],
                    rules: [[name: 'operations', approvers: ['group:ops'], count: 2], [name: 'shop', approvers: ["ann"]]],
                    inputs: [[name: 'percent', type: 'NUMBER', defaultValue: '10']]
                echo "approved ${r.approved} by ${r.by.length() > 0}"
                """, "--approve");
        assertThat(ended.out()).contains("operations: 2 of group ops", "shop: user ann", "approved true by true");
    }

    @Test
    void aRuleThatIsWrongIsRefusedBeforeAnybodyIsAsked() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                "releaseApproval message: 'Ship it?', rules: [[name: 'a', approvers: ['ann'], count: 2], [name: 'a']]",
                "--approve");
        assertThat(ended.out() + ended.err())
                .contains("count: must be 1 to 1", "'a': approvers are missing", "two have the name 'a'")
                .doesNotContain("Needed until");
    }

    @Test
    void approved() throws Exception {
        Trial.Ended ended = Trial.run(folder, GATE, "--approve");
        assertThat(ended.out()).contains("Ship it?", "approved true");
        assertThat(ended.status()).isZero();
    }

    @Test
    void rejected() throws Exception {
        Trial.Ended ended = Trial.run(folder, GATE, "--reject");
        assertThat(ended.out()).contains("Rejected").doesNotContain("approved true");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    @Test
    void withNobodyToAskTheRunWaitsOnDisk() throws Exception {
        Trial trial = new Trial(folder, GATE);
        Trial.Ended stopped = trial.run();
        assertThat(stopped.out()).contains("--resume --approve");
        assertThat(stopped.status()).isEqualTo(Main.OTHER);

        Trial.Ended again = trial.run("--resume");
        assertThat(again.status()).isEqualTo(Main.OTHER);

        Trial.Ended changed = trial.run("--resume", "--param", "X=1");
        assertThat(changed.err()).contains("--param X is not what the run was started with");
        assertThat(changed.status()).isEqualTo(Main.REFUSED);

        Trial.Ended ended = trial.run("--resume", "--approve");
        assertThat(ended.out() + ended.err()).contains("approved true");
        assertThat(ended.status()).isZero();

        assertThat(trial.run("--resume").out()).contains("has ended already: SUCCESS");
    }

    @Test
    void othersGoOnWhileAGateWaits() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                "parallel gate: { releaseApproval message: 'Ship?' }, work: { node { sh 'sleep 1; echo worked' } }");
        assertThat(ended.out()).contains("[work] worked", "Waiting at a gate");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    @Test
    void theLogSaysUntilWhenAndByWhom() throws Exception {
        Trial.Ended ended =
                Trial.run(folder, "releaseApproval message: 'Ship it?', approvers: ['ann', 'group:ops']", "--approve");
        assertThat(ended.out())
                .containsPattern(
                        "user ann, group ops may decide, until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\\.")
                .doesNotContain("Approve or reject");
        assertThat(ended.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message: 'Ship it?', approvers: [params.NOT_SET]",
                "message: 'Ship it?', approvers: ['ann', '']",
                "message: 'Ship it?', approvers: []",
                "message: 'Ship it?', approvers: ['group: ']",
                "message: params.NOT_SET",
                "message: ' '"
            })
    void whatIsBlankIsRefusedBeforeAnybodyIsAsked(String arguments) throws Exception {
        Trial.Ended ended = Trial.run(folder, "releaseApproval " + arguments + "\necho 'shipped'", "--approve");
        assertThat(ended.out())
                .containsPattern("releaseApproval: (approvers|message): ")
                .doesNotContain("shipped");
        assertThat(ended.out()).doesNotContain("may decide, until");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    /** Two of fifteen were passed, whichever of two threads was quicker. */
    @Test
    void aTimeLimitThatHasRunOutMeanwhileEndsTheGate() throws Exception {
        Trial trial = new Trial(
                folder, "timeout(time: 3, unit: 'SECONDS') { releaseApproval message: 'Ship it?' }\necho 'shipped'");
        assertThat(trial.run().status()).isEqualTo(Main.OTHER);
        long started = Build.open(trial.home.resolve("builds/1")).getStartTimeInMillis();
        while (System.currentTimeMillis() < started + 4000) {
            Thread.sleep(50);
        }
        // The alarm of the time limit comes late.
        CountDownLatch late = new CountDownLatch(1);
        for (int i = 0; i < 8; i++) {
            Timer.get().submit(() -> late.await(10, TimeUnit.SECONDS));
        }
        Trial.Ended ended = trial.run("--resume", "--approve");
        late.countDown();
        assertThat(ended.out()).doesNotContain("shipped").contains("Timeout has been exceeded");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    /** The gate may be open for 60 days; what has been decided needs no alarm, which would hold the run in memory. */
    @Test
    void noAlarmIsLeftOfADecidedGate() throws Exception {
        List<Runnable> before = longAlarms();
        Trial.run(folder, GATE, "--approve");
        assertThat(longAlarms()).containsExactlyInAnyOrderElementsOf(before);
    }

    private static List<Runnable> longAlarms() {
        return ((ScheduledThreadPoolExecutor) Timer.get())
                .getQueue().stream()
                        .filter(alarm -> ((Delayed) alarm).getDelay(TimeUnit.HOURS) > 1)
                        .toList();
    }

    @Test
    void aDecisionAfterTheDeadlineIsNone() throws Exception {
        Trial trial = new Trial(folder, GATE);
        assertThat(trial.run().status()).isEqualTo(Main.OTHER);
        Path record = trial.home.resolve("builds/1/build.xml");
        String xml = Files.readString(record);
        // As if a week had passed.
        Files.writeString(
                record, xml.replaceAll("(<string>deadline</string>\\s*<string>)[^<]*", "$12020-01-01T00:00:00Z"));
        Trial.Ended ended = trial.run("--resume", "--approve");
        assertThat(ended.out()).contains("Expired: nobody decided in time").doesNotContain("approved true");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
        assertThat(Files.readString(record)).contains("EXPIRED").doesNotContain("APPROVED");
    }
}

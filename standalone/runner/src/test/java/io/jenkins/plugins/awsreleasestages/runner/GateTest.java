package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
    private static final String GATE = "def r = releaseApproval message: 'Ship it?'\necho \"approved ${r.approved}\"\n";

    @TempDir
    Path folder;

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
        assertThat(ended.out()).contains("approved true");
        assertThat(ended.status()).isZero();

        assertThat(trial.run("--resume").out()).contains("has ended already: SUCCESS");
    }

    @Test
    void othersGoOnWhileAGateWaits() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, "parallel gate: { releaseApproval message: 'Ship?' }, work: { node { sh 'sleep 1; echo worked' } }");
        assertThat(ended.out()).contains("[work] worked", "Waiting at a gate");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which runs are asked for their gates. */
@OnStandIns
class OpenGatesTest {

    private final OpenGates gates = OpenGates.get();

    @Test
    void aRunIsListedWhileOneOfItsGatesIsWaitedAt() {
        ApprovalAction run = new ApprovalAction();
        assertThat(gates.runs()).doesNotContain(run);
        run.await("one", decision -> {});
        run.await("two", decision -> {});
        assertThat(gates.runs()).containsOnlyOnce(run);
        run.forget("one");
        assertThat(gates.runs()).contains(run);
        run.forget("two");
        assertThat(gates.runs()).doesNotContain(run);
        run.await("two", decision -> {});
        assertThat(gates.runs()).as("asked anew").contains(run);
        run.forget("two");
    }

    @Test
    void everyChangeIsCounted() {
        ApprovalAction run = new ApprovalAction();
        long before = gates.changes();
        run.await("one", decision -> {});
        long asked = gates.changes();
        run.forget("one");
        assertThat(List.of(before, asked, gates.changes())).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void noRunIsKeptInMemory() {
        ApprovalAction run = new ApprovalAction();
        run.await("one", decision -> {});
        WeakReference<ApprovalAction> left = new WeakReference<>(run);
        run = null;
        for (int i = 0; i < 100 && left.get() != null; i++) {
            System.gc();
        }
        assertThat(left.get()).isNull();
    }
}

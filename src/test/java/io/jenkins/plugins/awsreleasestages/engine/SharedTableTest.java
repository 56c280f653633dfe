package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTableTest {

    private final FakeTime time = new FakeTime();
    private final List<String> gone = new ArrayList<>();
    private final SharedTable<String, String> table = new SharedTable<>(time.clock(), gone::add);
    private int made;

    private String get(String key) {
        return table.get(key, absent -> absent + " " + ++made);
    }

    @Test
    void whoNamesTheSameKeyGetsTheSame() {
        assertThat(get("a")).isEqualTo("a 1");
        assertThat(get("b")).isEqualTo("b 2");
        assertThat(get("a")).isEqualTo("a 1");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void aThousandKeysThatNobodyNamesAnyMoreGo() {
        for (int i = 0; i < 1000; i++) {
            get("run-" + i);
        }
        time.pass(SharedTable.IDLE.plusSeconds(1));
        get("b");
        assertThat(table.size()).isEqualTo(1);
        assertThat(gone).hasSize(1000).contains("run-7 8");
    }

    @Test
    void whatIsInUseStays() {
        get("a");
        get("b");
        for (int minute = 0; minute < 60; minute++) {
            time.pass(Duration.ofMinutes(1));
            assertThat(get("a")).isEqualTo("a 1");
        }
        assertThat(gone).containsExactly("b 2");
    }

    @Test
    void whatWasNamedAQuarterOfAnHourAgoIsStillThere() {
        get("a");
        time.pass(SharedTable.IDLE);
        assertThat(get("a")).isEqualTo("a 1");
        assertThat(gone).isEmpty();
    }

    @Test
    void whatIsForgottenIsMadeAnewAndNotTold() {
        get("a");
        table.forget("a");
        assertThat(get("a")).isEqualTo("a 2");
        assertThat(gone).isEmpty();
    }

    @Test
    void allOfItGoesAtOnce() {
        get("a");
        get("b");
        table.clear();
        assertThat(table.size()).isZero();
        assertThat(gone).containsExactlyInAnyOrder("a 1", "b 2");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly one decision, never after the deadline, never one that is not on disk; on a clock of our own. */
class GateRecordTest {

    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant DEADLINE = ASKED.plusSeconds(100);
    private static final Gate GATE =
            new Gate("gate", "Ship it?\n + Topic", GateTerms.of(List.of(), 1), ASKED, DEADLINE);

    /** The disk of the run; saving may fail before or after the file was written. */
    private static final class Disk {
        private byte[] file;
        private GateRecord record;
        private boolean full;
        private boolean late;

        Disk(GateRecord record) throws IOException {
            this.record = record;
            write();
        }

        void save() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            assertThat(record.decision()).as("seen before it is on disk").isEmpty();
            write();
            if (late) {
                throw new IOException("Input/output error");
            }
        }

        private void write() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(record);
            }
            file = bytes.toByteArray();
        }

        GateRecord read() {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(file))) {
                return (GateRecord) in.readObject();
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        void restart() {
            record = read();
        }

        Decision decide(Decision answer) throws IOException {
            return ended(record, answer, this::save);
        }
    }

    private static Disk asking() {
        try {
            return new Disk(new GateRecord(GATE, List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decision approved(String by, long second) {
        return new Decision(Kind.APPROVED, by, "", ASKED.plusSeconds(second));
    }

    private static Decision ended(GateRecord record, Decision end, GateRecord.Disk disk) throws IOException {
        try {
            return record.change(now -> now.ended(end), disk).decision();
        } catch (VoteRefused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFirstDecisionCountsAlsoAfterARestart() throws Exception {
        Disk disk = asking();
        Decision first = approved("alice", 1);
        assertThat(disk.decide(first)).isEqualTo(first);
        assertThat(disk.decide(new Decision(Kind.REJECTED, "bob", "no", ASKED.plusSeconds(2))))
                .isEqualTo(first);
        disk.restart();
        assertThat(disk.record.decision()).contains(first);
        assertThat(disk.decide(Decision.aborted("carol", ASKED.plusSeconds(3)))).isEqualTo(first);
    }

    @Test
    void afterTheDeadlineNobodyCanDecideAlsoRightAfterARestart() throws Exception {
        Disk disk = asking();
        disk.restart();
        assertThat(disk.decide(approved("alice", 100)).kind()).isEqualTo(Kind.EXPIRED);
        assertThat(asking().decide(approved("alice", 99)).kind()).isEqualTo(Kind.APPROVED);
    }

    @Test
    void whatIsNotOnDiskIsNotDecided() throws Exception {
        Disk disk = asking();
        disk.full = true;
        assertThatIOException().isThrownBy(() -> disk.decide(approved("alice", 1)));
        assertThat(disk.record.decision()).isEmpty();
        assertThat(disk.record.isWaiting()).isTrue();
        disk.full = false;
        Decision later = new Decision(Kind.REJECTED, "bob", "no", ASKED.plusSeconds(2));
        assertThat(disk.decide(later)).isEqualTo(later);
        assertThat(disk.read().decision()).contains(later);
    }

    /** Somebody else saved the run while the decision was on its way, and only our own saving failed. */
    @Test
    void whatWasNotDecidedDoesNotComeBackWithARestart() throws Exception {
        Disk disk = asking();
        int[] saves = {0};
        assertThatIOException()
                .isThrownBy(() -> ended(disk.record, approved("alice", 1), () -> {
                    disk.save();
                    if (saves[0]++ == 0) {
                        throw new IOException("Input/output error");
                    }
                }));
        disk.restart();
        assertThat(disk.record.decision()).isEmpty();
        assertThat(saves[0]).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inAnyHistoryThereIsOneDecision(long seed) throws Exception {
        for (int i = 0; i < 100; i++) {
            history(new Random(seed * 100 + i));
        }
    }

    private static void history(Random chance) throws IOException {
        Disk disk = asking();
        Instant now = ASKED;
        Set<Decision> seen = new HashSet<>();
        for (int step = 0; step < 12; step++) {
            now = now.plus(Duration.ofSeconds(chance.nextInt(25)));
            disk.full = chance.nextInt(3) == 0;
            disk.late = chance.nextInt(6) == 0;
            if (chance.nextInt(5) == 0) {
                disk.restart();
            } else {
                decide(disk, answer(chance, now), seen);
            }
            disk.record.decision().ifPresent(seen::add);
            assertThat(disk.record.decision().isEmpty()
                            || disk.read().decision().equals(disk.record.decision()))
                    .as("what is decided is on disk")
                    .isTrue();
        }
        assertThat(seen).hasSizeLessThan(2);
        assertThat(seen).allMatch(decision -> decision.at().isBefore(DEADLINE) || decision.kind() == Kind.EXPIRED);
    }

    private static Decision answer(Random chance, Instant now) {
        return switch (chance.nextInt(4)) {
            case 0 -> new Decision(Kind.APPROVED, "alice", "", now);
            case 1 -> new Decision(Kind.REJECTED, "bob", "no", now);
            case 2 -> Decision.aborted("carol", now);
            default -> Decision.expired(now.isBefore(DEADLINE) ? DEADLINE : now);
        };
    }

    private static void decide(Disk disk, Decision answer, Set<Decision> seen) {
        try {
            Decision taken = disk.decide(answer);
            assertThat(disk.record.decision()).contains(taken);
            seen.add(taken);
        } catch (IOException e) {
            assertThat(disk.record.decision()).isEmpty();
        }
    }

    @Test
    void thePageReadsItsFacts() throws Exception {
        GateRecord record = new GateRecord(
                new Gate("gate", "Ship it?\n + Topic", GateTerms.of(List.of("ann", "group:ops"), 1), ASKED, DEADLINE),
                List.of("one", "two"));
        assertThat(record.getTitle()).isEqualTo("Ship it?");
        assertThat(record.getText()).isEqualTo(" + Topic");
        assertThat(record.getDetails()).isEqualTo("one\ntwo");
        assertThat(record.getApproverNames()).isEqualTo("user ann, group ops");
        assertThat(record.isOver()).isTrue();
        assertThat(record.getAnswer() + record.getReason() + record.getSentence() + record.getAt())
                .isEmpty();
        assertThat(record.getAtDate()).isNull();
        assertThat(record.getSymbol()).isEqualTo("symbol-status-nobuilt");
        ended(record, new Decision(Kind.REJECTED, "bob", "red", ASKED.plusSeconds(60)), () -> {});
        assertThat(record.getAnswer()).isEqualTo("Rejected by bob");
        assertThat(record.getReason()).isEqualTo("red");
        assertThat(record.getAt()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(record.getAtDate()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(record.getSymbol()).isEqualTo("symbol-status-red");
        assertThat(record.isWaiting()).isFalse();
    }
}

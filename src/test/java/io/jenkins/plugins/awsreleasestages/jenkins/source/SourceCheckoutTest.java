package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.LoopScheduler;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The action of the step, driven by the real engine on one thread. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SourceCheckoutTest {

    private static final SourceRevision OLD = FakeSource.revision("old");
    private static final SourceRevision NEW = FakeSource.revision("new");

    private final FakeSource source = new FakeSource();
    private final SourceHost host = new SourceHost();
    private SourceRevision seenByTrigger;

    /** A source whose newest revision and whose way of arriving a test decides. */
    private static final class FakeSource extends AwsSource {
        private static final long serialVersionUID = 1L;
        final transient List<SourceRevision> brought = new ArrayList<>();
        transient SourceRevision newest = NEW;
        transient SourceRevision arrives;
        transient RemoteFailure failOnce;
        transient CountDownLatch begun = new CountDownLatch(1);
        transient boolean slow;
        transient boolean interrupted;
        transient int looks;

        static SourceRevision revision(String id) {
            return SourceRevision.git("https://example.com/r", "main", id);
        }

        @Override
        protected List<String> ownProblems() {
            return List.of();
        }

        @Override
        protected String kind() {
            return "fake";
        }

        @Override
        protected Map<String, String> fields() {
            return Map.of();
        }

        @Override
        public String place() {
            return "a fake";
        }

        @Override
        public boolean has(SourceRevision other) {
            return revision(other.id()).sameSource(other);
        }

        @Override
        public String identity(SourceSite site) {
            return "";
        }

        @Override
        public SourceRevision look(SourceSite site) {
            looks++;
            return newest;
        }

        @Override
        public SourceRevision named(SourceSite site, String id) {
            if (id.equals("nonsense")) {
                throw RemoteFailure.refused("revision: 'nonsense' is no commit.");
            }
            return revision(id);
        }

        @Override
        public synchronized SourceRevision bringIn(SourceSite site, SourceRevision revision)
                throws InterruptedException {
            begun.countDown();
            if (slow) {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted = true;
                    throw e;
                }
            }
            if (failOnce != null) {
                RemoteFailure failure = failOnce;
                failOnce = null;
                throw failure;
            }
            brought.add(revision);
            return (revision == null ? arrives : revision).described("Subject", null);
        }
    }

    private ActionState<SourceCheckout.State> begin(String asked) {
        return ActionState.create(SourceCheckout.State.create(asked), Instant.now(), Duration.ofHours(1));
    }

    private ActionRun<SourceCheckout.State, SourceRevision> run(
            ActionState<SourceCheckout.State> state, LoopScheduler loop) {
        ActionRun<SourceCheckout.State, SourceRevision> run = new ActionRun<>(
                new SourceCheckout(
                        source,
                        null,
                        () -> seenByTrigger,
                        () -> BlockingWork.get().at(Length.LONG, "this machine", host::log)),
                Calls.free(),
                host,
                loop,
                new Lifecycle(),
                ActionRun.Options.standard(),
                state);
        run.go();
        return run;
    }

    private void toTheEnd(ActionState<SourceCheckout.State> state) throws InterruptedException {
        LoopScheduler loop = new LoopScheduler();
        run(state, loop);
        loop.runUntil(() -> host.outcome != null);
    }

    @Test
    void theNewestRevision() throws Exception {
        toTheEnd(begin(null));
        assertThat(host.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(source.brought).containsExactly(NEW);
        assertThat(host.last.data().revision().toMap().get("summary")).isEqualTo("Subject");
        assertThat(host.log)
                .containsExactly("Source: https://example.com/r branch main at new \"Subject\", the newest.");
    }

    @Test
    void theTriggersRevisionNotTheNewest() throws Exception {
        seenByTrigger = OLD;
        toTheEnd(begin(null));
        assertThat(source.brought).containsExactly(OLD);
        assertThat(source.looks).isZero();
        assertThat(host.log.get(0)).endsWith("as seen by the trigger.");
    }

    @Test
    void aTriggerOfAnotherSourceDoesNotCount() throws Exception {
        seenByTrigger = SourceRevision.git("https://example.com/other", "main", "old");
        toTheEnd(begin(null));
        assertThat(source.brought).containsExactly(NEW);
    }

    @Test
    void theRevisionThatTheUserNamesWins() throws Exception {
        seenByTrigger = OLD;
        toTheEnd(begin("named"));
        assertThat(source.brought).containsExactly(FakeSource.revision("named"));
    }

    @Test
    void whoAsksForAnotherRevisionIsNamed() throws Exception {
        seenByTrigger = OLD;
        toTheEnd(ActionState.create(
                SourceCheckout.State.overridden("named", "parameter WANTED (Started by user jane)"),
                Instant.now(),
                Duration.ofHours(1)));
        assertThat(source.brought).containsExactly(FakeSource.revision("named"));
        assertThat(host.log.get(0)).endsWith(", as asked for by parameter WANTED (Started by user jane).");
        assertThat(host.last.data().override()).isEqualTo("parameter WANTED (Started by user jane)");
    }

    @Test
    void whatIsKnownOnlyWhenItIsHereIsBroughtInAgainAfterARestart() throws Exception {
        source.newest = null;
        source.arrives = OLD;
        toTheEnd(begin(null));
        assertThat(host.last.data().revision()).isEqualTo(OLD);
        ActionState<SourceCheckout.State> unpinned = host.saved.stream()
                .filter(state -> state.phase() == Phase.RUNNING)
                .findFirst()
                .orElseThrow();
        assertThat(unpinned.data().revision()).isNull();
        host.outcome = null;
        source.arrives = NEW;
        toTheEnd(unpinned);
        assertThat(host.last.data().revision()).isEqualTo(NEW);
        assertThat(source.looks).isEqualTo(1);
    }

    @Test
    void anImpossibleRevisionFailsAtOnce() throws Exception {
        toTheEnd(begin("nonsense"));
        assertThat(host.outcome).isEqualTo(new Outcome.Failed("revision: 'nonsense' is no commit."));
        assertThat(source.brought).isEmpty();
    }

    @Test
    void thePinIsSavedBeforeAnythingIsBroughtIn() throws Exception {
        host.onSave = state -> {
            if (state.phase() == Phase.RUNNING) {
                assertThat(state.data().revision()).isEqualTo(NEW);
                assertThat(source.begun.getCount()).isEqualTo(1);
            }
        };
        toTheEnd(begin(null));
        assertThat(host.saved).anyMatch(state -> state.phase() == Phase.RUNNING);
    }

    @Test
    void afterARestartTheSameRevisionAgain() throws Exception {
        toTheEnd(begin(null));
        ActionState<SourceCheckout.State> pinned = host.saved.get(host.saved.size() - 1);
        source.newest = FakeSource.revision("newer");
        host.outcome = null;
        toTheEnd(pinned);
        assertThat(source.brought).containsExactly(NEW, NEW);
        assertThat(host.outcome).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void whatPassesIsTriedAgain() throws Exception {
        source.failOnce = new RemoteFailure(Kind.UNREACHABLE, "The agent is not connected yet.");
        toTheEnd(begin(null));
        assertThat(host.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(host.log.get(0)).isEqualTo("The agent is not connected yet. Trying again.");
    }

    @Test
    void whatIsRefusedFailsWithItsWords() throws Exception {
        source.failOnce = RemoteFailure.refused("No such commit.");
        toTheEnd(begin(null));
        assertThat(((Outcome.Failed) host.outcome).message()).startsWith("No such commit.");
    }

    @Test
    void aStopInterruptsTheWork() throws Exception {
        source.slow = true;
        LoopScheduler loop = new LoopScheduler();
        ActionRun<SourceCheckout.State, SourceRevision> run = run(begin(null), loop);
        SourceHost.abort(run, source.begun);
        long begun = System.nanoTime();
        loop.runUntil(() -> host.outcome != null);
        assertThat(host.outcome).isEqualTo(new Outcome.Stopped("Aborted by alice", false));
        assertThat(source.interrupted).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(String.join("\n", host.log)).contains("stays in the workspace");
    }
}

package io.jenkins.plugins.awsreleasestages.benchmark.gates;

import hudson.XmlFile;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceHost;
import io.jenkins.plugins.awsreleasestages.engine.SequenceRun;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jenkins.model.Jenkins;

/** A run with one gate. Its record is saved on a disk, as Jenkins saves a run's. */
public final class WaitingRun extends Run<WaitingRun.OneJob, WaitingRun> implements ActionContext, SequenceHost {

    private final transient XmlFile file;
    private final transient CompletableFuture<Long> ended = new CompletableFuture<>();

    private WaitingRun(OneJob job, int number, Path folder) {
        super(job, System.currentTimeMillis());
        this.number = number;
        file = new XmlFile(folder.resolve("build-" + number + ".xml").toFile());
    }

    static WaitingRun begin(OneJob job, int number, Path folder) {
        return begin(job, number, folder, GateTerms.of(List.of(), 1));
    }

    public static WaitingRun begin(OneJob job, int number, Path folder, GateTerms terms) {
        WaitingRun run = new WaitingRun(job, number, folder);
        job.runs.put(number, run);
        Instant now = Instant.now();
        Gate gate =
                new Gate("gate-" + number, "Ship release " + number + "?", terms, now, now.plus(Duration.ofDays(7)));
        Sequence sequence = Sequence.of(Stage.of(
                "gate",
                GateAction.State.class,
                state -> GateAction.State.create(gate, List.of("+ Topic (AWS::SNS::Topic)")),
                state -> new GateAction(run)));
        ActionThreads threads = ActionThreads.get();
        new SequenceRun(
                        sequence,
                        run,
                        threads,
                        ActionRun.Options.standard(),
                        SequenceState.create(now, Duration.ofDays(8)))
                .go();
        return run;
    }

    /** Null before there is one. */
    public ApprovalAction approvals() {
        return getAction(ApprovalAction.class);
    }

    /** When it went on, as nanoseconds of this process. */
    CompletableFuture<Long> ended() {
        return ended;
    }

    @Override
    public void save() throws IOException {
        file.write(new ArrayList<>(approvals().getGates()));
    }

    @Override
    public <T> T find(Class<T> type) {
        return type == Run.class ? type.cast(this) : null;
    }

    @Override
    public TaskListener listener() {
        return TaskListener.NULL;
    }

    @Override
    public CompletionStage<Void> save(SequenceState state) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(SequenceState state, List<String> lines) {}

    @Override
    public void log(String line) {
        System.err.println(line);
    }

    @Override
    public void ended(SequenceState state, Outcome outcome) {
        ended.complete(System.nanoTime());
    }

    /** The job of all of them. */
    public static final class OneJob extends Job<OneJob, WaitingRun> {

        private final SortedMap<Integer, WaitingRun> runs = new TreeMap<>();

        public OneJob() {
            super(Jenkins.get(), "shop");
        }

        @Override
        public boolean isBuildable() {
            return true;
        }

        @Override
        protected SortedMap<Integer, WaitingRun> _getRuns() {
            return runs;
        }

        @Override
        protected void removeRun(WaitingRun run) {}
    }
}

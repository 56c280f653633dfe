package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.stage.BadRevision;
import io.jenkins.plugins.awsreleasestages.stage.Figures;
import io.jenkins.plugins.awsreleasestages.stage.ReleaseRow;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stages of a job right now, and what became of its releases in them.
 *
 * @param visits newest first; none is open whose run does not go on
 * @param stages in the order in which releases came to them first
 */
public record JobStages(Job<?, ?> job, List<StageVisit> visits, List<StageState> stages, List<BadRevision> bad) {

    private static final int MOST_TARGETS = 20;

    static JobStages of(Job<?, ?> job) {
        StageHistory history = JobReleases.of(job);
        List<StageVisit> visits = history.visits().stream()
                .map(visit -> visit.ended() == null && !goesOn(job, visit) ? visit.lost() : visit)
                .toList();
        List<StageState> stages = history.stages().stream()
                .map(stage ->
                        StageState.of(stage, visits, history.transition(stage).orElse(null)))
                .toList();
        return new JobStages(job, visits, stages, history.bad());
    }

    /** A run that was deleted, or killed with its Jenkins, records no end of its stages. */
    private static boolean goesOn(Job<?, ?> job, StageVisit visit) {
        Run<?, ?> run = job.getBuildByNumber((int) visit.run());
        return run != null && run.isBuilding();
    }

    /** Another one as soon as anything changes in it. */
    public String getDigest() {
        return Integer.toHexString(hashCode());
    }

    /** Over the days that end now. */
    public FiguresTable figures() {
        return FiguresTable.of(
                Figures.Of.job(stages.stream().map(StageState::name).toList(), visits), Instant.now());
    }

    // What may be asked for in a stage, as its forms offer it.

    /** The last release in it, where that may be tried again; null otherwise. */
    public VisitView retriable(String stage) {
        return ofStage(stage)
                .filter(visit -> visit.entered() != null)
                .findFirst()
                .filter(visit -> {
                    Run<?, ?> run = job.getBuildByNumber((int) visit.run());
                    return run != null && Reruns.retryProblems(run, stage).isEmpty();
                })
                .map(visit -> new VisitView(job, visit))
                .orElse(null);
    }

    /** The releases to which the stage may go back, the last good one first. */
    public List<VisitView> targets(String stage) {
        return Reruns.targets(job, stage)
                .limit(MOST_TARGETS)
                .map(target -> new VisitView(job, target))
                .toList();
    }

    private Stream<StageVisit> ofStage(String stage) {
        return visits.stream().filter(visit -> visit.stage().equals(stage));
    }

    /** The stages before it in which something is live that may be promoted to it. */
    public List<StageView> sources(String stage) {
        return stages.stream()
                .takeWhile(state -> !state.name().equals(stage))
                .filter(state ->
                        Reruns.promoteProblems(job, state.name(), stage).isEmpty())
                .map(state -> new StageView(job, state))
                .toList();
    }

    List<ReleaseRow> rows() {
        return ReleaseRow.of(visits);
    }

    /** Null where it is not bad. */
    BadRevision bad(String revision) {
        return bad.stream()
                .filter(one -> one.revision().equals(revision))
                .findFirst()
                .orElse(null);
    }
}

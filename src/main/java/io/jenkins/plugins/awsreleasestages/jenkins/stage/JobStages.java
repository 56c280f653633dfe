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

/**
 * The stages of a job right now, and what became of its releases in them.
 *
 * @param visits newest first; none is open whose run does not go on
 * @param stages in the order in which releases came to them first
 */
public record JobStages(Job<?, ?> job, List<StageVisit> visits, List<StageState> stages, List<BadRevision> bad) {

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

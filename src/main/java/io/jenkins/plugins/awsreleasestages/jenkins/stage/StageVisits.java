package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.source.SourceRevisionsAction;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageTurn;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a job remembers of a release's visit to a stage, also when the run is gone. */
final class StageVisits {

    private StageVisits() {}

    /** As it stands; what was recorded before stages were locked is left to its run. */
    static void record(ReleaseAction release, String id) {
        release.find(id)
                .filter(stage -> stage.turn() != null)
                .ifPresent(
                        stage -> JobReleases.of(release.getRun().getParent()).record(visit(release.getRun(), stage)));
    }

    /** Why a release enters no stage: somebody has marked what it brings; null where nobody has. */
    static String badRevision(Run<?, ?> run) {
        List<String> brought =
                revisions(run).stream().map(StageVisit.Revision::id).toList();
        return JobReleases.of(run.getParent()).bad().stream()
                .filter(bad -> brought.contains(bad.revision()))
                .findFirst()
                .map(bad -> "Revision " + bad.revision() + " was marked as bad by " + bad.by() + ": " + bad.reason())
                .orElse(null);
    }

    private static StageVisit visit(Run<?, ?> run, StageRecord stage) {
        StageTurn turn = stage.turn();
        return new StageVisit(
                stage.id(),
                stage.name(),
                turn.environment(),
                run.getNumber(),
                turn.release(),
                turn.kind(),
                turn.target(),
                stage.status(),
                turn.arrived(),
                stage.entered(),
                stage.ended(),
                stage.cause(),
                revisions(run),
                approvedBy(run, stage),
                null);
    }

    private static List<StageVisit.Revision> revisions(Run<?, ?> run) {
        SourceRevisionsAction sources = run.getAction(SourceRevisionsAction.class);
        return sources == null
                ? List.of()
                : sources.getRevisions().stream().map(StageVisits::revision).toList();
    }

    private static StageVisit.Revision revision(SourceRevision revision) {
        String author =
                revision.authors().signatures().values().stream().findFirst().orElse(null);
        Map<String, String> known = revision.toMap();
        return new StageVisit.Revision(
                revision.location(), revision.id(), known.get("summary"), author, instant(known.get("date")));
    }

    /** What a source says of its date is a text of others. */
    private static Instant instant(String date) {
        try {
            return date == null ? null : Instant.parse(date);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Those who have let it through, at the gate of the stage or inside it. */
    private static List<String> approvedBy(Run<?, ?> run, StageRecord stage) {
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        if (approvals == null || stage.entered() == null) {
            return List.of();
        }
        return approvals.getGates().stream()
                .filter(gate -> !gate.gate().asked().isBefore(stage.entered()))
                .map(gate -> gate.status())
                .filter(gate -> gate.decision() != null && gate.decision().passes())
                .flatMap(gate -> gate.approvals().isEmpty()
                        ? Stream.of(gate.decision().by())
                        : gate.approvals().stream().map(Approval::by))
                .distinct()
                .toList();
    }
}

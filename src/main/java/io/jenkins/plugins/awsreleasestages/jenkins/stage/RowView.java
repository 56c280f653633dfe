package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.stage.BadRevision;
import io.jenkins.plugins.awsreleasestages.stage.ReleaseRow;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.util.List;

/** A release with what became of it in each stage, as the page shows it. */
public final class RowView {

    private final JobStages stages;
    private final ReleaseRow row;

    RowView(JobStages stages, ReleaseRow row) {
        this.stages = stages;
        this.row = row;
    }

    /** One of its visits, for what all of them say of the run. */
    public VisitView getVisit() {
        return new VisitView(stages.job(), row.any());
    }

    public List<RevisionView> getRevisions() {
        return row.revisions().stream()
                .map(one -> new RevisionView(one, stages.bad(one.id())))
                .toList();
    }

    /** In the order of the stages; null where it did not come to one. */
    public List<VisitView> getVisits() {
        return stages.stages().stream()
                .map(stage -> VisitView.of(stages.job(), row.visits().get(stage.name())))
                .toList();
    }

    /**
     * A revision that is released.
     *
     * @param bad null where nobody has marked it
     */
    public record RevisionView(StageVisit.Revision revision, BadRevision bad) {

        public String getShortId() {
            return VisitView.shortId(revision.id());
        }
    }
}

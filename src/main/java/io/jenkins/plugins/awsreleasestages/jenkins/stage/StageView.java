package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.util.Date;
import java.util.List;

/** A stage of a job, as pages show it. */
public final class StageView {

    private final Job<?, ?> job;
    private final StageState state;

    StageView(Job<?, ?> job, StageState state) {
        this.job = job;
        this.state = state;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    public String getName() {
        return state.name();
    }

    public String getEnvironment() {
        return state.environment();
    }

    /** Null where nothing is. */
    public VisitView getLive() {
        return VisitView.of(job, state.live());
    }

    public List<VisitView> getInside() {
        return views(state.inside());
    }

    public List<VisitView> getWaiting() {
        return views(state.waiting());
    }

    private List<VisitView> views(List<StageVisit> visits) {
        return visits.stream().map(visit -> new VisitView(job, visit)).toList();
    }

    public boolean isClosed() {
        return state.isClosed();
    }

    public boolean isPinned() {
        return state.isPinned();
    }

    /** Whether anything holds releases back. */
    public boolean isHeld() {
        return isClosed() || isPinned();
    }

    /** In a word, for those who see no colour. */
    public String getEntry() {
        if (isPinned()) {
            return isClosed() ? "Closed and pinned" : "Pinned";
        }
        return isClosed() ? "Closed" : "Open";
    }

    // Of the last change; null where nobody has ever made one.

    public String getBy() {
        return state.transition() == null ? null : state.transition().by();
    }

    public String getReason() {
        return state.transition() == null ? null : state.transition().reason();
    }

    public String getAt() {
        return state.transition() == null ? null : state.transition().at().toString();
    }

    public Date getAtDate() {
        return state.transition() == null ? null : Date.from(state.transition().at());
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.jenkins.ReleasePage;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** A release's visit to a stage, as pages show it. */
public final class VisitView {

    private final Job<?, ?> job;
    private final StageVisit visit;

    VisitView(Job<?, ?> job, StageVisit visit) {
        this.job = job;
        this.visit = visit;
    }

    /** Null for null. */
    static VisitView of(Job<?, ?> job, StageVisit visit) {
        return visit == null ? null : new VisitView(job, visit);
    }

    public String getName() {
        return "#" + visit.run();
    }

    public long getRun() {
        return visit.run();
    }

    /** Its revisions in a line. */
    public String getReleased() {
        return visit.revisions().stream()
                .map(one -> shortId(one.id()) + (one.summary() == null ? "" : " " + one.summary()))
                .collect(Collectors.joining("; "));
    }

    public String getStage() {
        return visit.stage();
    }

    /** Below Jenkins's own; null where the run is gone. */
    public String getLink() {
        // Asked for each row: the run itself would have to be loaded.
        return new File(job.getBuildDir(), String.valueOf(visit.run())).isDirectory()
                ? job.getUrl() + visit.run() + "/" + ReleasePage.URL + "/"
                : null;
    }

    /** Why it came, where that is something else than a release's way through the stages; empty otherwise. */
    public String getKind() {
        String target = visit.target() == 0 ? "" : " #" + visit.target();
        return switch (visit.kind()) {
            case RETRY -> "Retry of" + target;
            case ROLLBACK -> "Rollback to" + target;
            case STANDARD -> target.isEmpty() ? "" : "Promotes" + target;
        };
    }

    public String getStatus() {
        return isWaiting() ? "Waits to enter" : ReleaseAction.Stage.words(visit.status());
    }

    public String getSymbol() {
        return ReleaseAction.Stage.symbol(visit.status());
    }

    /** Whether it is in front of the stage. */
    private boolean isWaiting() {
        return visit.ended() == null && visit.entered() == null;
    }

    /** What it waits for; empty where it does not, or where that is not known. */
    public String getWhy() {
        return isWaiting() ? StageLines.get().why(visit.id()).orElse("") : "";
    }

    /** Whether people are asked on the page of the run. */
    public boolean isAsking() {
        return visit.status() == Status.WAITING && visit.entered() != null && visit.ended() == null;
    }

    /** From when it entered the stage, or of its wait. */
    public String getDuration() {
        Instant from = visit.entered() == null ? visit.arrived() : visit.entered();
        Instant to = visit.ended() == null ? Instant.now() : visit.ended();
        return Util.getTimeSpanString(Math.max(0, Duration.between(from, to).toMillis()));
    }

    /** When it ended or, before that, came. */
    public String getAt() {
        return at().toString();
    }

    public Date getAtDate() {
        return Date.from(at());
    }

    private Instant at() {
        return visit.ended() == null ? visit.arrived() : visit.ended();
    }

    public String getApprovedBy() {
        return String.join(", ", visit.approvedBy());
    }

    public String getCause() {
        return visit.cause();
    }

    public List<StageVisit.Revision> getRevisions() {
        return visit.revisions();
    }

    /** As people abbreviate it. */
    public static String shortId(String revision) {
        String digest = revision.startsWith("sha256:") ? "sha256:" : "";
        return revision.matches(digest + "[0-9a-f]{40,64}") ? revision.substring(0, digest.length() + 12) : revision;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GatePermissions;
import io.jenkins.plugins.awsreleasestages.jenkins.audit.ReleaseAudit;
import io.jenkins.plugins.awsreleasestages.stage.BadRevision;
import io.jenkins.plugins.awsreleasestages.stage.StageChange;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** The one way in for who closes, opens or pins a stage, or marks a revision: the page, REST and the command line. */
final class StageChanges {

    private StageChanges() {}

    /**
     * @throws org.springframework.security.access.AccessDeniedException who asks may not
     * @throws IllegalArgumentException all that is wrong with it; nothing was changed
     */
    static void make(Job<?, ?> job, StageChange change) {
        job.checkPermission(GatePermissions.MANAGE_STAGES);
        StageHistory releases = JobReleases.of(job);
        List<String> problems = change.problems(releases.stages(), revisions(releases));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        String by = Jenkins.getAuthentication2().getName();
        make(releases, change, by, Instant.now());
        record(job, change, by);
        StageWatcher.tell(job);
    }

    /** One after the other: what is set depends on how it was before. */
    private static synchronized void make(StageHistory releases, StageChange change, String by, Instant at) {
        switch (change.kind()) {
            case MARK_BAD -> releases.mark(new BadRevision(change.subject(), by, at, change.reason()));
            case UNMARK_BAD -> releases.unmark(change.subject());
            case CLOSE, OPEN, PIN, UNPIN -> releases.set(change.after(releases.transition(change.subject()), by, at));
        }
    }

    private static Set<String> revisions(StageHistory releases) {
        return releases.visits().stream()
                .flatMap(visit -> visit.revisions().stream())
                .map(StageVisit.Revision::id)
                .collect(Collectors.toSet());
    }

    private static void record(Job<?, ?> job, StageChange change, String by) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("job", job.getFullName());
        facts.put(change.kind().isAboutRevision() ? "revision" : "stage", change.subject());
        facts.put("by", by);
        facts.put("reason", change.reason());
        ReleaseAudit.record(change.kind().event(), facts);
    }
}

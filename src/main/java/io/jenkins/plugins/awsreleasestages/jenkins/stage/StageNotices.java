package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.ReleasePage;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.Notices;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Notice.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/** What is told of a stage. It may be told any number of times, as after a restart: it is sent once. */
final class StageNotices {

    private StageNotices() {}

    /**
     * As it stands.
     *
     * @param named the names of receivers who are told besides, to which those come that policies name
     */
    static void tell(Run<?, ?> run, ReleaseAction release, String id, List<String> named) {
        release.records().stream()
                .filter(stage -> stage.id().equals(id))
                .findFirst()
                .ifPresent(stage -> notice(run, stage)
                        .ifPresent(notice -> Notices.tell(run, notice, named(run, stage.name(), named))));
    }

    private static List<String> named(Run<?, ?> run, String stage, List<String> named) {
        List<String> all = new ArrayList<>(named);
        all.addAll(ReleasePolicies.receivers(run, stage));
        return all;
    }

    /** Why it failed is not in it: what a tool has said may be a secret, which logs hide and others would not. */
    static Optional<Notice> notice(Run<?, ?> run, StageRecord stage) {
        return switch (stage.status()) {
            case IN_PROGRESS -> Optional.of(notice(run, stage, Kind.STAGE_STARTED, " has started: ", stage.started()));
            case FAILED -> Optional.of(notice(run, stage, Kind.STAGE_FAILED, " has failed: ", stage.ended()));
            case WAITING, SUCCEEDED, STOPPED, SUPERSEDED, SKIPPED -> Optional.empty();
        };
    }

    private static Notice notice(Run<?, ?> run, StageRecord stage, Kind kind, String words, Instant at) {
        String root = Jenkins.get().getRootUrl();
        return new Notice(
                run.getExternalizableId() + "/" + stage.id() + "/" + kind,
                kind,
                run.getParent().getFullName(),
                run.getExternalizableId(),
                stage.name(),
                null,
                "Stage " + stage.name() + words + run.getFullDisplayName(),
                List.of(),
                root == null ? null : root + run.getUrl() + ReleasePage.URL + "/",
                at,
                null);
    }
}

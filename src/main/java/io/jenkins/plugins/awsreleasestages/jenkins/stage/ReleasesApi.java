package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.model.Job;
import hudson.model.Queue;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import io.jenkins.plugins.awsreleasestages.jenkins.ListPart;
import io.jenkins.plugins.awsreleasestages.stage.ReleaseRow;
import io.jenkins.plugins.awsreleasestages.stage.StageChange;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.StaplerRequest2;

/** The stages of a job for programs. Version 1 may gain members; none changes or goes. Who asks may read the job. */
record ReleasesApi(Job<?, ?> job) {

    private static final String STAGES = "/v1/stages";
    private static final String RELEASES = "/v1/releases";
    private static final String FIGURES = "/v1/figures";
    private static final String CHANGES = "/v1/changes";
    private static final String RERUNS = "/v1/reruns";

    JsonResponse get(StaplerRequest2 request) {
        return switch (request.getRestOfPath()) {
            case STAGES -> JsonResponse.ok(stages());
            case RELEASES -> JsonResponse.ok(releases(request.getParameter("filter"), request.getParameter("from")));
            case FIGURES -> JsonResponse.ok(JobStages.of(job).figures().facts());
            case CHANGES, RERUNS -> JsonResponse.error(405, "It is sent with POST.");
            default -> unknown();
        };
    }

    JsonResponse post(StaplerRequest2 request) throws IOException {
        return switch (request.getRestOfPath()) {
            case CHANGES -> change(body(request));
            case RERUNS -> rerun(body(request));
            case STAGES, RELEASES, FIGURES -> JsonResponse.error(405, "It is sent to api/v1/changes or api/v1/reruns.");
            default -> unknown();
        };
    }

    private static JsonResponse unknown() {
        return JsonResponse.error(404, "There are only stages, releases, figures, changes and reruns, below api/v1.");
    }

    private static byte[] body(StaplerRequest2 request) throws IOException {
        return request.getInputStream().readNBytes(SentTexts.LONGEST + 1);
    }

    private JsonResponse change(byte[] body) {
        try {
            Map<String, String> sent = SentTexts.read(body, List.of("change", "stage", "revision", "reason"));
            StageChange.Kind kind = StageChange.Kind.of(sent.get("change"));
            String subject = sent.get(kind.isAboutRevision() ? "revision" : "stage");
            StageChanges.make(job, new StageChange(kind, subject, sent.get("reason")));
            return JsonResponse.ok(stages());
        } catch (InvalidDocument | IllegalArgumentException e) {
            return JsonResponse.error(400, "Nothing was changed: " + e.getMessage());
        }
    }

    private JsonResponse rerun(byte[] body) {
        try {
            Map<String, String> sent = SentTexts.read(body, List.of("kind", "stage", "run", "from", "actions"));
            Queue.Item waits = new RerunRequest(
                            sent.get("kind"), sent.get("stage"), sent.get("run"), sent.get("from"), sent.get("actions"))
                    .start(job);
            return JsonResponse.ok(Map.of("queued", waits.getUrl()));
        } catch (InvalidDocument | IllegalArgumentException e) {
            return JsonResponse.error(400, "Nothing was started: " + e.getMessage());
        } catch (AbortException e) {
            return JsonResponse.error(409, "Nothing was started: " + e.getMessage());
        }
    }

    Map<String, Object> stages() {
        JobStages now = JobStages.of(job);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("job", job.getFullName());
        facts.put("stages", now.stages().stream().map(ReleasesApi::facts).toList());
        facts.put("badRevisions", PlainData.of(now.bad()));
        return facts;
    }

    Map<String, Object> releases(String filter, String from) {
        ListPart<ReleaseRow> part = ListPart.of(JobStages.of(job).rows(), ReleaseRow::words, filter, from);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("job", job.getFullName());
        facts.put("releases", part.shown().stream().map(ReleasesApi::facts).toList());
        facts.put("from", part.from());
        facts.put("total", part.total());
        return facts;
    }

    private static Map<String, Object> facts(ReleaseRow row) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("run", row.run());
        facts.put("visits", facts(List.copyOf(row.visits().values())));
        return facts;
    }

    static Map<String, Object> facts(StageState stage) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", stage.name());
        facts.put("environment", stage.environment());
        facts.put("live", stage.live() == null ? null : facts(stage.live()));
        facts.put("inside", facts(stage.inside()));
        facts.put("waiting", facts(stage.waiting()));
        facts.put("closed", stage.isClosed());
        facts.put("pinned", stage.isPinned());
        facts.put("changed", stage.transition() == null ? null : changed(stage.transition()));
        return facts;
    }

    private static Map<String, Object> changed(Transition last) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("by", last.by());
        facts.put("at", last.at().toString());
        facts.put("reason", last.reason());
        return facts;
    }

    private static List<Map<String, Object>> facts(List<StageVisit> visits) {
        return visits.stream().map(ReleasesApi::facts).toList();
    }

    /** What the block returned is for the Pipeline alone. */
    static Map<String, Object> facts(StageVisit visit) {
        Map<String, Object> facts = PlainData.ofRecord(visit);
        facts.remove("returned");
        return facts;
    }
}

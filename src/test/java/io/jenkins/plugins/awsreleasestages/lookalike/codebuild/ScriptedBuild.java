package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A build as it is at any time: all follows from when it began, its script, and when it was stopped. */
final class ScriptedBuild {

    /** The share of a build's time after which a phase is over. */
    private enum Phase {
        SUBMITTED(0),
        QUEUED(0),
        PROVISIONING(0.05),
        DOWNLOAD_SOURCE(0.08),
        INSTALL(0.1),
        PRE_BUILD(0.12),
        BUILD(0.94),
        POST_BUILD(0.96),
        UPLOAD_ARTIFACTS(0.98),
        FINALIZING(1);

        final double over;

        Phase(double over) {
            this.over = over;
        }

        double from() {
            return ordinal() == 0 ? 0 : values()[ordinal() - 1].over;
        }
    }

    final String id;
    final String project;
    final Instant begun;
    final BuildScript script;
    private final String arn;
    private final long number;
    private final Map<String, String> variables;
    private Instant stopped;

    ScriptedBuild(String id, String arn, long number, Map<String, String> variables, Instant begun) {
        this.id = id;
        this.project = id.substring(0, id.lastIndexOf(':'));
        this.arn = arn;
        this.number = number;
        this.variables = variables;
        this.script = BuildScript.of(variables);
        this.begun = begun;
    }

    void stop(Instant now) {
        if (!hasEnded(now)) {
            stopped = now;
        }
    }

    boolean hasEnded(Instant now) {
        return !now.isBefore(end());
    }

    private Instant end() {
        return stopped != null ? stopped : at(1);
    }

    private Instant at(double share) {
        return begun.plusNanos((long) (share * script.seconds() * 1e9));
    }

    /** How much of the build is over, 0 to 1. */
    private double share(Instant now) {
        if (stopped == null && hasEnded(now)) {
            return 1;
        }
        Instant until = now.isBefore(end()) ? now : end();
        return Duration.between(begun, until).toNanos() / 1e9 / script.seconds();
    }

    String group() {
        return "/aws/codebuild/" + project;
    }

    String stream() {
        return id.substring(id.lastIndexOf(':') + 1);
    }

    /** CodeBuild names the stream once the build is provisioned. */
    boolean hasLog(Instant now) {
        return share(now) >= Phase.PROVISIONING.over;
    }

    /** How many lines the log has. */
    int logged(Instant now) {
        double share = share(now);
        if (share >= 1) {
            return script.lines() + 2;
        }
        double logging = (share - Phase.PROVISIONING.over) / (1 - Phase.PROVISIONING.over);
        return Math.max(0, (int) (logging * script.lines()));
    }

    /** As CodeBuild writes it. */
    String line(int number) {
        if (number < script.lines()) {
            return script.line(number) + "\n";
        }
        return number == script.lines()
                ? "[Container] 2026/01/01 00:00:00.000000 Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED\n"
                : "[Container] 2026/01/01 00:00:00.000000 Phase context status code:  Message: \n";
    }

    // ---- as CodeBuild shows it

    Map<String, Object> shown(Instant now) {
        boolean ended = hasEnded(now);
        Map<String, Object> build = new LinkedHashMap<>();
        build.put("id", id);
        build.put("arn", arn);
        build.put("buildNumber", number);
        build.put("projectName", project);
        build.put("startTime", seconds(begun));
        build.put("currentPhase", ended ? "COMPLETED" : running(now).name());
        build.put("buildStatus", status(now));
        build.put("buildComplete", ended);
        if (ended) {
            build.put("endTime", seconds(end()));
        }
        build.put("phases", phases(now));
        build.put("environment", environment());
        build.put("logs", logs(now));
        build.put("artifacts", Map.of("location", ""));
        build.put("timeoutInMinutes", 60);
        build.put("queuedTimeoutInMinutes", 480);
        build.put("initiator", "look-alike");
        return build;
    }

    private String status(Instant now) {
        if (!hasEnded(now)) {
            return "IN_PROGRESS";
        }
        return stopped != null ? "STOPPED" : script.status();
    }

    private Phase running(Instant now) {
        double share = share(now);
        for (Phase phase : Phase.values()) {
            if (share < phase.over) {
                return phase;
            }
        }
        return Phase.FINALIZING;
    }

    private List<Object> phases(Instant now) {
        List<Object> phases = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            if (now.isBefore(at(phase.from())) || end().isBefore(at(phase.from()))) {
                break;
            }
            phases.add(phase(phase, now));
        }
        if (hasEnded(now)) {
            phases.add(Map.of("phaseType", "COMPLETED", "startTime", seconds(end())));
        }
        return phases;
    }

    private Map<String, Object> phase(Phase phase, Instant now) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("phaseType", phase.name());
        shown.put("startTime", seconds(at(phase.from())));
        Instant over = at(phase.over).isBefore(end()) ? at(phase.over) : end();
        if (now.isBefore(over)) {
            return shown;
        }
        String status = phase == Phase.BUILD ? script.status() : "SUCCEEDED";
        boolean cut = stopped != null && !at(phase.over).isBefore(stopped);
        shown.put("phaseStatus", cut ? "STOPPED" : status);
        shown.put("endTime", seconds(over));
        shown.put("durationInSeconds", Duration.between(at(phase.from()), over).toSeconds());
        if (status.equals("FAILED")) {
            shown.put(
                    "contexts",
                    List.of(Map.of(
                            "statusCode",
                            "COMMAND_EXECUTION_ERROR",
                            "message",
                            "Error while executing command: npm test. Reason: exit status 1")));
        }
        return shown;
    }

    private Map<String, Object> environment() {
        List<Object> named = new ArrayList<>();
        variables.forEach((name, value) -> named.add(Map.of("name", name, "value", value, "type", "PLAINTEXT")));
        return Map.of(
                "type", "LINUX_CONTAINER",
                "image", "aws/codebuild/standard:7.0",
                "computeType", "BUILD_GENERAL1_SMALL",
                "environmentVariables", named);
    }

    private Map<String, Object> logs(Instant now) {
        return hasLog(now)
                ? Map.of("groupName", group(), "streamName", stream())
                : Map.of("cloudWatchLogs", Map.of("status", "ENABLED"));
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}

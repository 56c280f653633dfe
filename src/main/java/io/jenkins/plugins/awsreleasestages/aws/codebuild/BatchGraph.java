package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction.State.BatchBuild;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.BuildGroup;
import software.amazon.awssdk.services.codebuild.model.BuildSummary;

/** The builds of a batch: what has become of them, as lines and as a table. Pure. */
final class BatchGraph {

    private BatchGraph() {}

    /**
     * The graph as it is now.
     *
     * @param before as it was at the last look
     * @param ended what CodeBuild shows of builds that have ended since
     */
    static List<BatchBuild> now(List<BatchBuild> before, BuildBatch batch, List<Build> ended, Instant now) {
        Map<String, BatchBuild> earlier =
                before.stream().collect(Collectors.toMap(BatchBuild::identifier, Function.identity(), (a, b) -> b));
        Map<String, Build> shown =
                ended.stream().collect(Collectors.toMap(Build::id, Function.identity(), (a, b) -> b));
        return batch.buildGroups().stream()
                .map(group -> build(group, earlier.get(group.identifier()), shown, now))
                .toList();
    }

    /** Those that have ended since the last look. */
    static List<String> newlyEnded(List<BatchBuild> before, BuildBatch batch, Instant now) {
        List<String> known =
                before.stream().filter(BatchBuild::hasEnded).map(BatchBuild::id).toList();
        return now(before, batch, List.of(), now).stream()
                .filter(BatchBuild::hasEnded)
                .map(BatchBuild::id)
                .filter(id -> !known.contains(id))
                .toList();
    }

    private static BatchBuild build(BuildGroup group, BatchBuild before, Map<String, Build> shown, Instant now) {
        List<String> dependsOn = List.copyOf(group.dependsOn());
        boolean ignore = Boolean.TRUE.equals(group.ignoreFailure());
        BuildSummary summary = group.currentBuildSummary();
        if (summary == null || summary.arn() == null) {
            return new BatchBuild(group.identifier(), dependsOn, ignore, null, BatchBuild.PENDING, null, 0, "");
        }
        String id = summary.arn().substring(summary.arn().indexOf(":build/") + ":build/".length());
        String status = String.valueOf(summary.buildStatusAsString());
        BatchBuild begun = new BatchBuild(
                group.identifier(), dependsOn, ignore, id, status, ConsoleLink.build(summary.arn(), id), 0, "");
        if (!begun.hasEnded()) {
            return begun;
        }
        if (before != null && before.hasEnded() && id.equals(before.id())) {
            return before;
        }
        Build details = shown.get(id);
        return new BatchBuild(
                begun.identifier(),
                dependsOn,
                ignore,
                id,
                status,
                begun.console(),
                details == null ? seconds(summary.requestedOn(), now) : seconds(details.startTime(), details.endTime()),
                details == null ? "" : BuildFailures.cause(details));
    }

    private static long seconds(Instant from, Instant to) {
        return from == null || to == null
                ? 0
                : Math.max(0, Duration.between(from, to).toSeconds());
    }

    /** A line for each build that is not as it was. */
    static List<String> changes(List<BatchBuild> before, List<BatchBuild> now) {
        Map<String, BatchBuild> earlier =
                before.stream().collect(Collectors.toMap(BatchBuild::identifier, Function.identity(), (a, b) -> b));
        List<String> lines = new ArrayList<>();
        for (BatchBuild build : now) {
            BatchBuild was = earlier.get(build.identifier());
            boolean same = was != null
                    && was.status().equals(build.status())
                    && String.valueOf(was.id()).equals(String.valueOf(build.id()));
            if (!same) {
                lines.add(line(build));
            }
        }
        return lines;
    }

    private static String line(BatchBuild build) {
        String line = "Build " + build.identifier() + " " + build.status();
        if (build.id() == null) {
            return build.dependsOn().isEmpty() ? line : line + ", depends on " + String.join(", ", build.dependsOn());
        }
        if (!build.hasEnded()) {
            return line + ": " + build.console();
        }
        return line + " (" + build.seconds() + " s)" + build.cause();
    }

    /** All builds with their ends, one a line below a heading. */
    static List<String> table(List<BatchBuild> builds) {
        int wide = builds.stream()
                .mapToInt(build -> build.identifier().length())
                .max()
                .orElse(0);
        String format = "%-" + Math.max(5, wide) + "s  %-11s  %7s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(format, "build", "status", "seconds", "depends on")
                .stripTrailing());
        for (BatchBuild build : builds) {
            String after = String.join(", ", build.dependsOn()) + (build.ignoreFailure() ? " (may fail)" : "");
            String seconds = build.hasEnded() ? String.valueOf(build.seconds()) : "-";
            lines.add(String.format(format, build.identifier(), build.status(), seconds, after.strip())
                    .stripTrailing());
        }
        return lines;
    }

    /** Why the builds that count have failed, a sentence each. */
    static List<String> causes(List<BatchBuild> builds) {
        return builds.stream()
                .filter(build -> build.hasFailed() && !build.ignoreFailure())
                .map(build -> {
                    String sentence = "Build " + build.identifier() + " " + build.status() + build.cause();
                    return sentence + (sentence.endsWith(".") ? "" : ".") + " See " + build.console();
                })
                .toList();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.audit.ReleaseAudit;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Actions;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * A retry, a rollback or a promotion as it was typed, on the page, by REST or on the command line.
 *
 * @param kind of {@link Kind}, in any case
 * @param stage that is to run
 * @param run that is tried again or rolled back to; of a retry it may be left out
 * @param from the stage whose release is promoted
 * @param actions of {@link Actions}; blank for the default
 */
record RerunRequest(String kind, String stage, String run, String from, String actions) {

    RerunRequest {
        kind = constant(kind);
        stage = text(stage);
        run = text(run);
        from = text(from);
        actions = constant(actions);
    }

    private static String text(String typed) {
        return typed == null ? "" : typed.strip();
    }

    private static String constant(String typed) {
        return text(typed).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * All that is wrong with its form, a sentence each that begins with the field's name.
     *
     * @param stages those that the job has
     */
    List<String> problems(List<String> stages) {
        List<String> problems = new ArrayList<>();
        if (!isOne(Kind.values(), kind)) {
            problems.add("kind: must be one of " + names(Kind.values()) + ".");
        }
        addStage(problems, "stage", stage, stages);
        if (kind.equals(Kind.PROMOTION.name())) {
            addStage(problems, "from", from, stages);
        }
        if (!run.isEmpty() && !run.matches("[0-9]{1,9}")) {
            problems.add("run: must be the number of a run.");
        }
        if (kind.equals(Kind.ROLLBACK.name()) && run.isEmpty()) {
            problems.add("run: say the number of the run to go back to.");
        }
        if (!actions.isEmpty() && !isOne(Actions.values(), actions)) {
            problems.add("actions: must be one of " + names(Actions.values()) + ".");
        }
        return problems;
    }

    private static void addStage(List<String> problems, String field, String name, List<String> stages) {
        if (!stages.contains(name)) {
            problems.add(field + ": the job has no stage '" + name + "'. It has: " + String.join(", ", stages) + ".");
        }
    }

    private static boolean isOne(Enum<?>[] all, String name) {
        return Arrays.stream(all).anyMatch(one -> one.name().equals(name));
    }

    private static String names(Enum<?>[] all) {
        return Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * Has the run start, with whoever asks as its cause.
     *
     * @throws org.springframework.security.access.AccessDeniedException who asks may not build the job
     * @throws IllegalArgumentException all that is wrong with its form
     * @throws AbortException why it may not be
     */
    Queue.Item start(Job<?, ?> job) throws AbortException {
        job.checkPermission(Item.BUILD);
        List<String> problems = problems(JobReleases.of(job).stages());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        Queue.Item waits =
                switch (Kind.valueOf(kind)) {
                    case RETRY ->
                        Reruns.retry(
                                tried(job),
                                stage,
                                actions.isEmpty() ? Actions.FAILED_ACTIONS : Actions.valueOf(actions));
                    case ROLLBACK -> Reruns.rollBack(job, stage, Integer.parseInt(run));
                    case PROMOTION -> Reruns.promote(job, from, stage);
                };
        record(job);
        return waits;
    }

    private Run<?, ?> tried(Job<?, ?> job) throws AbortException {
        int number = run.isEmpty() ? last(job) : Integer.parseInt(run);
        Run<?, ?> found = job.getBuildByNumber(number);
        if (found == null) {
            throw new AbortException("There is no run #" + number + ".");
        }
        return found;
    }

    private int last(Job<?, ?> job) {
        return (int) JobReleases.of(job).visits().stream()
                .filter(visit -> visit.stage().equals(stage))
                .findFirst()
                .orElseThrow()
                .run();
    }

    private void record(Job<?, ?> job) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("job", job.getFullName());
        facts.put("stage", stage);
        facts.put("by", Jenkins.getAuthentication2().getName());
        facts.put("asked", kind);
        facts.put("target", run);
        facts.put("from", from);
        ReleaseAudit.record("release.rerun", facts);
    }
}

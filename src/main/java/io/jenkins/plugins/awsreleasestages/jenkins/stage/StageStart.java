package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.ReleaseAction.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From where a run takes a former release up.
 *
 * @param given the stages that do not run again
 * @param beside the names of those that had not ended well either, and run
 * @param done the actions that had ended well in the stage that runs
 */
record StageStart(List<Rerun.Given> given, List<String> beside, List<Rerun.Done> done) {

    /** @param stage the one that runs; in a promotion the last one that does not */
    static StageStart of(Run<?, ?> run, String stage, Kind kind) {
        ReleaseAction release = ReleaseAction.of(run);
        Stage asked = release.last(stage).orElseThrow();
        List<Rerun.Given> given = new ArrayList<>();
        List<String> beside = new ArrayList<>();
        for (Stage one : others(release, asked)) {
            if (hasEndedWell(one)) {
                given.add(ReleaseAction.given(one));
            } else {
                beside.add(one.getName());
            }
        }
        if (kind == Kind.PROMOTION) {
            given.add(ReleaseAction.given(asked));
            return new StageStart(given, List.of(), List.of());
        }
        return new StageStart(given, beside, ReleaseAction.done(asked));
    }

    /** What is not known of the stages before it, a sentence each. */
    static List<String> problems(Run<?, ?> run, String stage, Kind kind) {
        ReleaseAction release = ReleaseAction.of(run);
        Stage asked = release.last(stage).orElse(null);
        if (asked == null) {
            return List.of("#" + run.getNumber() + " has not come to a stage " + stage + ".");
        }
        List<Stage> before = new ArrayList<>(others(release, asked));
        if (kind == Kind.PROMOTION) {
            before.add(asked);
        }
        List<String> problems = new ArrayList<>();
        for (Stage one : before) {
            if (hasEndedWell(one) && ReleaseAction.given(one).returned() == null) {
                problems.add("What stage " + one.getName() + " of #" + run.getNumber()
                        + " returned is not recorded: it was no plain data, or too much.");
            } else if (kind == Kind.RETRY && !hasEndedWell(one) && hasEndedBefore(one, asked)) {
                problems.add("Stage " + one.getName() + " of #" + run.getNumber()
                        + ", which comes before it, has not succeeded either. Retry that one.");
            }
        }
        return problems;
    }

    /** The last of each name that had begun when the stage ended. */
    private static List<Stage> others(ReleaseAction release, Stage asked) {
        Instant end =
                asked.record().ended() == null ? Instant.now() : asked.record().ended();
        Map<String, Stage> others = new LinkedHashMap<>();
        release.getStages().stream()
                .filter(one -> one != asked && !one.getName().equals(asked.getName()))
                .filter(one -> one.record().started().isBefore(end))
                .forEach(one -> others.put(one.getName(), one));
        return List.copyOf(others.values());
    }

    private static boolean hasEndedWell(Stage stage) {
        Status status = stage.record().status();
        return status == Status.SUCCEEDED || status == Status.SKIPPED;
    }

    private static boolean hasEndedBefore(Stage one, Stage asked) {
        StageRecord record = one.record();
        return record.ended() != null && !record.ended().isAfter(asked.record().started());
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Action;
import hudson.model.BuildBadgeAction;
import hudson.model.InvisibleAction;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.stage.Entrant;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of a run that it takes up the release of a former one at a stage. It has all that it needs of that one, which may be
 * deleted meanwhile. Plain data, so that the file outlives our classes.
 */
public final class Rerun extends InvisibleAction implements BuildBadgeAction, Queue.QueueAction {

    /** Why a run takes up a former release. */
    public enum Kind {
        RETRY,
        ROLLBACK,
        PROMOTION
    }

    /** In a retry, which actions of the stage run. CodePipeline's words. */
    public enum Actions {
        /** Those that had not ended well; the others return what they returned. */
        FAILED_ACTIONS,
        ALL_ACTIONS
    }

    /**
     * A stage that does not run.
     *
     * @param returned sealed JSON
     */
    record Given(String name, String returned) {}

    /** An action that had ended well in the stage. @param returned sealed JSON */
    record Done(String digest, String subject, String link, String returned) {}

    /** What a stage of the run is to do. */
    sealed interface Decision {

        record Runs() implements Decision {}

        /** @param given null where it has never returned anything */
        record LeftOut(Given given, String why) implements Decision {}

        record Refused(String why) implements Decision {}
    }

    /** {@link Given} and {@link Done} as they are saved: XStream cannot read records. */
    private static final class Known implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;
        private final String returned;
        private final String subject;
        private final String link;

        Known(Given given) {
            name = given.name();
            returned = given.returned();
            subject = null;
            link = null;
        }

        Known(Done done) {
            name = done.digest();
            returned = done.returned();
            subject = done.subject();
            link = done.link();
        }
    }

    private final String kind;
    private final String stage;
    private final int target;
    private final long release;
    private final String actions;

    /** The run that failed, where this one follows it by itself; 0 where somebody has asked for it. */
    private final int because;

    /** The stages that had ended when the stage ended in the target. */
    private final ArrayList<Known> given = new ArrayList<>();

    /** Those that went on at the same time, and had not ended well either. */
    private final ArrayList<String> beside;

    /** What had ended well in the stage. */
    private final ArrayList<Known> done = new ArrayList<>();

    /**
     * @param target the number of the run
     * @param release see {@link Entrant}
     */
    Rerun(Kind kind, String stage, int target, long release, Actions actions, int because, StageStart from) {
        this.kind = kind.name();
        this.stage = stage;
        this.target = target;
        this.release = release;
        this.actions = actions.name();
        this.because = because;
        from.given().forEach(one -> given.add(new Known(one)));
        from.done().forEach(one -> done.add(new Known(one)));
        beside = new ArrayList<>(from.beside());
    }

    public static Optional<Rerun> of(Run<?, ?> run) {
        return Optional.ofNullable(run.getAction(Rerun.class));
    }

    public Kind kind() {
        return Kind.valueOf(kind);
    }

    /** Where it takes the release up. */
    public String stage() {
        return stage;
    }

    /** The number of the run whose release it takes up. */
    public int target() {
        return target;
    }

    /** By which older and newer are told, in each of its stages. */
    public long release() {
        return release;
    }

    /** As what it comes to a stage: only the one that was asked for is passed in another way than usual. */
    public Entrant.Kind entrantKind(String name) {
        if (!name.equals(stage)) {
            return Entrant.Kind.STANDARD;
        }
        return switch (kind()) {
            case RETRY -> Entrant.Kind.RETRY;
            case ROLLBACK -> Entrant.Kind.ROLLBACK;
            case PROMOTION -> Entrant.Kind.STANDARD;
        };
    }

    /** The run that failed, where this one follows it by itself; 0 where somebody has asked for it. */
    int because() {
        return because;
    }

    boolean isRollbackOf(String name) {
        return kind() == Kind.ROLLBACK && stage.equals(name);
    }

    boolean takesOver() {
        return Actions.valueOf(actions) == Actions.FAILED_ACTIONS;
    }

    /** @param reached whether the stage that was asked for has begun */
    Decision decide(String name, boolean reached) {
        if (name.equals(stage) || reached && kind() == Kind.RETRY && given(name) == null) {
            return new Decision.Runs();
        }
        Given known = given(name);
        if (known != null) {
            return new Decision.LeftOut(known, "It returns what it returned in #" + target + ".");
        }
        if (kind() != Kind.RETRY) {
            return new Decision.LeftOut(null, inWords() + ": no other stage runs.");
        }
        return beside.contains(name)
                ? new Decision.Runs()
                : new Decision.Refused(
                        "Stage " + name + " comes before stage " + stage + ", but not in #" + target
                                + ", whose release this run takes up: so nothing is known that it could return. Begin a new release.");
    }

    private Given given(String name) {
        return given.stream()
                .filter(one -> one.name.equals(name))
                .findFirst()
                .map(one -> new Given(one.name, one.returned))
                .orElse(null);
    }

    /** What had ended well in the stage with the same arguments, after so many others. */
    Done done(String name, String digest, int before) {
        return !stage.equals(name)
                ? null
                : done.stream()
                        .filter(one -> one.name.equals(digest))
                        .skip(before)
                        .findFirst()
                        .map(one -> new Done(one.name, one.subject, one.link, one.returned))
                        .orElse(null);
    }

    /** What the stage of the run is to do. */
    static Decision decide(Run<?, ?> run, String name) {
        Rerun rerun = run.getAction(Rerun.class);
        return rerun == null ? new Decision.Runs() : rerun.decide(name, rerun.hasBegun(run));
    }

    /** Whether the stage that was asked for is, or was, before its gate or behind it. */
    boolean hasBegun(Run<?, ?> run) {
        ReleaseAction record = run.getAction(ReleaseAction.class);
        return record != null
                && record.records().stream()
                        .anyMatch(one -> one.name().equals(stage) && one.status() != Status.SKIPPED);
    }

    String inWords() {
        return switch (kind()) {
            case RETRY -> "Retry of stage " + stage + " of #" + target;
            case ROLLBACK -> "Rollback of stage " + stage + " to #" + target;
            case PROMOTION -> "Promotion of #" + target + " to stage " + stage;
        };
    }

    // Read by the badge.

    public String getTooltip() {
        return inWords();
    }

    /** It is nobody else's, whatever waits for the same job with the same parameters. */
    @Override
    public boolean shouldSchedule(List<Action> others) {
        return true;
    }
}

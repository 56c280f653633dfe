package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.stage.ActionRecord;
import io.jenkins.plugins.awsreleasestages.stage.Returned;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageTurn;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The record of a release on its run: the stages, in the order they began. */
public final class ReleaseAction extends RunPage {

    /** A stage as it stands in {@code build.xml}: plain texts, so that the file outlives our classes. */
    public static final class Stage implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String id;
        private final String name;
        private String started;
        private String status;
        private String entered;
        private String ended;
        private String cause;

        /** As JSON; null in what was saved before stages were locked. */
        private final String turn;

        /** Sealed JSON: it may hold a secret, which nobody can see from here. Null where it is not known. */
        private String returned;

        /** The last run that tries the stage again, or rolls it back: "RETRY 13"; null where there is none. */
        private String followedBy;

        /** Replaced as a whole; null in what earlier versions have saved. */
        private ArrayList<StageAction> actions = new ArrayList<>();

        private Stage(StageRecord record) {
            id = record.id();
            name = record.name();
            turn = record.turn() == null ? null : PlainJson.of(PlainData.of(record.turn()));
            update(record);
        }

        private void update(StageRecord record) {
            status = record.status().name();
            started = record.started().toString();
            entered = Objects.toString(record.entered(), null);
            ended = Objects.toString(record.ended(), null);
            cause = record.cause();
        }

        StageRecord record() {
            return new StageRecord(
                    id,
                    name,
                    Status.valueOf(status),
                    Instant.parse(started),
                    instant(ended),
                    cause,
                    turn(),
                    instant(entered));
        }

        private static Instant instant(String text) {
            return text == null ? null : Instant.parse(text);
        }

        private StageTurn turn() {
            return turn == null ? null : PlainData.read(StageTurn.class, PlainJson.read(turn));
        }

        String id() {
            return id;
        }

        private List<StageAction> actions() {
            return actions == null ? List.of() : List.copyOf(actions);
        }

        // Read by the page.

        public String getName() {
            return name;
        }

        /** "Retried in #13"; null where nothing has followed. */
        public String getFollowed() {
            return followedBy == null
                    ? null
                    : (followedBy.startsWith(Rerun.Kind.RETRY.name()) ? "Retried in #" : "Rolled back by #")
                            + getFollowedNumber();
        }

        public String getFollowedNumber() {
            return followedBy == null ? null : followedBy.substring(followedBy.indexOf(' ') + 1);
        }

        public List<StageAction> getActions() {
            return actions();
        }

        public String getStatus() {
            return words(Status.valueOf(status));
        }

        static String words(Status status) {
            return switch (status) {
                case SUCCEEDED -> "Succeeded";
                case FAILED -> "Failed";
                case STOPPED -> "Stopped";
                case WAITING -> "Waiting";
                case IN_PROGRESS -> "In progress";
                case SUPERSEDED -> "Superseded";
                case SKIPPED -> "Skipped";
            };
        }

        public String getStarted() {
            return started;
        }

        public Date getStartedDate() {
            return Date.from(Instant.parse(started));
        }

        public String getCause() {
            return cause;
        }

        public String getDuration() {
            return Util.getTimeSpanString(record().duration(Instant.now()).toMillis());
        }

        /** The name of the design library's symbol for the status. */
        public String getSymbol() {
            return symbol(Status.valueOf(status));
        }

        static String symbol(Status status) {
            return switch (status) {
                case SUCCEEDED -> "symbol-status-blue";
                case FAILED -> "symbol-status-red";
                case STOPPED -> "symbol-status-aborted";
                case SKIPPED -> "symbol-status-disabled";
                case WAITING, SUPERSEDED -> "symbol-status-nobuilt";
                case IN_PROGRESS -> "symbol-status-nobuilt-anime";
            };
        }
    }

    /** In a stage; what comes after them is not recorded, so that the record of a run stays small. */
    private static final int MOST_ACTIONS = 200;

    /** Replaced as a whole: whoever saves the run reads it meanwhile. */
    private volatile ArrayList<Stage> stages = new ArrayList<>();

    /** Begun before a restart, and not yet known to go on after it. */
    private transient Set<String> inDoubt = new HashSet<>();

    static synchronized ReleaseAction of(Run<?, ?> run) {
        ReleaseAction action = run.getAction(ReleaseAction.class);
        if (action == null) {
            action = new ReleaseAction();
            run.addAction(action);
        }
        return action;
    }

    /** Other releases are in front of the stage, or people are asked whether it may begin; the run is not saved here. */
    void waits(StageRecord record) {
        if (find(record.id()).isEmpty()) {
            add(record);
        }
    }

    /** The stage is locked for it, as long as it has not ended. */
    void enters(String id, Instant now) throws IOException {
        change(id, record -> record.enter(now));
    }

    void begins(String id, Instant now) throws IOException {
        change(id, record -> record.begin(now));
    }

    Optional<StageRecord> find(String id) {
        return records().stream().filter(record -> record.id().equals(id)).findFirst();
    }

    private void change(String id, UnaryOperator<StageRecord> change) throws IOException {
        synchronized (this) {
            stages.stream()
                    .filter(stage -> stage.id.equals(id))
                    .forEach(stage -> stage.update(change.apply(stage.record())));
        }
        getRun().save();
    }

    /** A stage may have been recorded and its beginning lost in a crash; then it begins again, and is recorded once. */
    private synchronized void add(StageRecord record) {
        ArrayList<Stage> more = new ArrayList<>(stages);
        more.removeIf(stage ->
                stage.id.equals(record.id()) || inDoubt.contains(stage.id) && stage.name.equals(record.name()));
        more.add(new Stage(record));
        stages = more;
    }

    /** The stage goes on after a restart. */
    synchronized void goesOn(String id) {
        inDoubt.remove(id);
    }

    void end(String id, Status status, String cause, Instant now) throws IOException {
        change(id, record -> record.end(status, cause, now));
    }

    /**
     * What a stage has returned, for a retry or a rollback.
     *
     * @throws IllegalArgumentException says why it cannot be kept
     */
    synchronized void returned(String id, Object value) {
        String sealed = SealedData.of(value, Returned.MOST_OF_STAGE);
        stage(id).ifPresent(stage -> stage.returned = sealed);
    }

    /** A stage that does not run. */
    void skipped(StageRecord record, Rerun.Given given) throws IOException {
        Stage stage = new Stage(record);
        stage.returned = given == null ? SealedData.of(null, Returned.MOST_OF_STAGE) : given.returned();
        synchronized (this) {
            ArrayList<Stage> more = new ArrayList<>(stages);
            more.add(stage);
            stages = more;
        }
        getRun().save();
    }

    private Optional<Stage> stage(String id) {
        return stages.stream().filter(stage -> stage.id.equals(id)).findFirst();
    }

    Optional<Stage> last(String name) {
        return stages.stream().filter(stage -> stage.name.equals(name)).reduce((one, next) -> next);
    }

    /** What a later run may need of the stage. */
    static Rerun.Given given(Stage stage) {
        return new Rerun.Given(stage.name, stage.returned);
    }

    /** A run has begun that tries the stage again, or rolls it back. */
    void followed(String name, Rerun.Kind kind, int number) throws IOException {
        synchronized (this) {
            last(name).ifPresent(stage -> stage.followedBy = kind.name() + " " + number);
        }
        getRun().save();
    }

    /** What had ended well in a stage, and has returned what is known. */
    static List<Rerun.Done> done(Stage stage) {
        return stage.actions().stream()
                .filter(action -> action.record().endedWell() && action.sealedReturn() != null)
                .map(action -> {
                    ActionRecord record = action.record();
                    return new Rerun.Done(record.digest(), record.subject(), record.link(), action.sealedReturn());
                })
                .toList();
    }

    /** @return how many actions of the stage had the same digest before it, counted from 0 */
    synchronized int begins(String stageId, ActionRecord action) {
        Stage stage = stage(stageId).orElse(null);
        if (stage == null) {
            return 0;
        }
        ArrayList<StageAction> all = new ArrayList<>(stage.actions());
        // Its beginning was lost in a crash; then it begins again.
        all.removeIf(known -> inDoubt.contains(known.id()) && known.hasDigest(action.digest()));
        int before = (int)
                all.stream().filter(known -> known.hasDigest(action.digest())).count();
        if (all.size() < MOST_ACTIONS) {
            all.add(new StageAction(action));
            stage.actions = all;
        }
        return before;
    }

    /** Once, also where it ends again after a crash. */
    void ended(String stageId, ActionRecord action, Object returned) throws IOException {
        synchronized (this) {
            stage(stageId).ifPresent(stage -> ended(stage, action, returned));
        }
        getRun().save();
    }

    private static void ended(Stage stage, ActionRecord action, Object returned) {
        ArrayList<StageAction> all = new ArrayList<>(stage.actions());
        int known = IntStream.range(0, all.size())
                .filter(i -> all.get(i).id().equals(action.id()))
                .findFirst()
                .orElse(-1);
        StageAction ended = new StageAction(action);
        ended.returned(returned);
        if (known >= 0) {
            all.set(known, ended);
        } else if (all.size() < MOST_ACTIONS) {
            all.add(ended);
        }
        stage.actions = all;
    }

    Optional<ActionRecord> action(String stageId, String actionId) {
        return stage(stageId)
                .flatMap(stage -> stage.actions().stream()
                        .filter(action -> action.id().equals(actionId))
                        .map(StageAction::record)
                        .findFirst());
    }

    public List<Stage> getStages() {
        return List.copyOf(stages);
    }

    public List<StageRecord> records() {
        return stages.stream().map(Stage::record).toList();
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        super.onLoad(r);
        inDoubt = Stream.concat(
                        stages.stream().filter(stage -> stage.ended == null).map(stage -> stage.id),
                        stages.stream()
                                .flatMap(stage -> stage.actions().stream())
                                .filter(StageAction::isOpen)
                                .map(StageAction::id))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Where people are waited for in the stage; null where they are not. */
    public String gateOf(Stage stage) {
        return stage.ended != null
                ? null
                : getRun().getActions(RunPage.class).stream()
                        .map(page -> page.openGate(stage.id))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    protected List<Section> sections() {
        return stages.isEmpty() ? List.of() : List.of(Section.STAGES);
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of("stages", stages.stream().map(ReleaseAction::evidence).toList());
    }

    /** Not what was returned: it may hold a secret. */
    private static Map<String, Object> evidence(Stage stage) {
        Map<String, Object> evidence = PlainData.ofRecord(stage.record());
        evidence.put(
                "actions",
                stage.actions().stream()
                        .map(StageAction::record)
                        .map(PlainData::of)
                        .toList());
        return evidence;
    }

    @Override
    protected String shown() {
        return stages.stream()
                .map(stage -> stage.record() + " " + stage.followedBy + " "
                        + stage.actions().stream().map(StageAction::record).toList())
                .toList()
                .toString();
    }

    @Override
    public String getDisplayName() {
        return "Stages";
    }

    /** It has no page of its own: the stages are on that of the release. */
    @Override
    public String getUrlName() {
        return null;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
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

        private StageRecord record() {
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

        // Read by the page.

        public String getName() {
            return name;
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

    public List<Stage> getStages() {
        return List.copyOf(stages);
    }

    public List<StageRecord> records() {
        return stages.stream().map(Stage::record).toList();
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        super.onLoad(r);
        inDoubt = stages.stream()
                .filter(stage -> stage.ended == null)
                .map(stage -> stage.id)
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
        return Map.of("stages", records().stream().map(PlainData::of).toList());
    }

    @Override
    protected String shown() {
        return records().toString();
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

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.jenkins.source.SourceRevisionsAction;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Actions;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Kind;
import io.jenkins.plugins.awsreleasestages.stage.Entrant;
import io.jenkins.plugins.awsreleasestages.stage.OnFailure;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.ParameterizedJobMixIn;

/**
 * Retries, rollbacks and promotions: new runs of the job that take up a former release at a stage. Whether that may be is
 * checked first, and said in sentences.
 */
public final class Reruns {

    private static final Logger LOGGER = Logger.getLogger(Reruns.class.getName());

    private Reruns() {}

    /** What stands in the way of a retry, a sentence each; empty where nothing does. */
    public static List<String> retryProblems(Run<?, ?> run, String stage) {
        List<String> problems = new ArrayList<>();
        if (run.isBuilding()) {
            problems.add(called(run) + " has not ended yet.");
        }
        problems.addAll(retryProblemsOfStage(run, stage));
        return problems;
    }

    private static List<String> retryProblemsOfStage(Run<?, ?> run, String stage) {
        StageRecord record = record(run, stage);
        if (record == null) {
            return List.of(hasNo(run, stage));
        }
        if (record.status() != Status.FAILED && record.status() != Status.STOPPED) {
            return List.of("Stage " + stage + " of " + called(run) + " has neither failed nor been stopped: it says "
                    + ReleaseAction.Stage.words(record.status()) + ".");
        }
        List<String> problems = new ArrayList<>();
        if (isRollback(run)) {
            problems.add(called(run) + " is a rollback itself. Roll back again.");
        }
        problems.addAll(newer(run, stage));
        problems.addAll(any(run, stage, Kind.RETRY));
        problems.addAll(StageStart.problems(run, stage, Kind.RETRY));
        return problems;
    }

    /** A newer release, or another retry of this one. */
    private static List<String> newer(Run<?, ?> run, String stage) {
        StageHistory history = JobReleases.of(run.getParent());
        long newest = history.newestEntered(stage);
        long release = release(run);
        if (newest > release) {
            return List.of(
                    "Release #" + newest + " has entered stage " + stage + " since. Only the newest is tried again.");
        }
        return history.visits().stream()
                .filter(visit -> visit.stage().equals(stage) && visit.release() == release && visit.entered() != null)
                .findFirst()
                .filter(visit -> visit.run() != run.getNumber())
                .map(visit -> List.of("#" + visit.run() + " has tried this release again since."))
                .orElse(List.of());
    }

    /**
     * What stands in the way of a rollback.
     *
     * @param target the number of the run that has succeeded in the stage
     */
    public static List<String> rollBackProblems(Job<?, ?> job, String stage, int target) {
        Run<?, ?> run = job.getBuildByNumber(target);
        if (run == null) {
            return List.of("There is no run #" + target + ": it was deleted, and its parameters with it.");
        }
        StageRecord record = record(run, stage);
        if (record == null) {
            return List.of(hasNo(run, stage));
        }
        List<String> problems = new ArrayList<>();
        if (isRollback(run)) {
            problems.add(called(run) + " is a rollback itself. Roll back to #"
                    + Rerun.of(run).orElseThrow().target() + ".");
        }
        if (record.status() != Status.SUCCEEDED) {
            problems.add(called(run) + " has not succeeded in stage " + stage + ": it says "
                    + ReleaseAction.Stage.words(record.status()) + ".");
        }
        problems.addAll(any(run, stage, Kind.ROLLBACK));
        problems.addAll(StageStart.problems(run, stage, Kind.ROLLBACK));
        return problems;
    }

    /** What stands in the way of a promotion of what is live in one stage to a later one. */
    public static List<String> promoteProblems(Job<?, ?> job, String from, String to) {
        StageHistory history = JobReleases.of(job);
        List<String> stages = history.stages();
        if (!stages.contains(from) || stages.indexOf(to) <= stages.indexOf(from)) {
            return List.of("The job has no stage " + to + " after a stage " + from + ". It has "
                    + String.join(", ", stages) + ".");
        }
        Optional<StageVisit> live = history.live(from);
        if (live.isEmpty()) {
            return List.of("No release is live in stage " + from + ".");
        }
        Run<?, ?> run = runOf(job, live.get());
        if (run == null) {
            return List.of("The run #" + live.get().run() + " was deleted, and its parameters with it.");
        }
        List<String> problems = new ArrayList<>();
        if (history.live(to)
                .filter(visit -> visit.release() == live.get().release())
                .isPresent()) {
            problems.add("Release #" + live.get().release() + " is live in stage " + to + " already.");
        }
        if (history.newestEntered(to) > live.get().release()) {
            problems.add("Release #" + history.newestEntered(to) + ", a newer one, has entered stage " + to + ".");
        }
        problems.addAll(any(run, to, Kind.PROMOTION));
        problems.addAll(StageStart.problems(run, from, Kind.PROMOTION));
        return problems;
    }

    /** The run that has what is live: a rollback has what its target had. */
    private static Run<?, ?> runOf(Job<?, ?> job, StageVisit live) {
        return job.getBuildByNumber((int) (live.kind() == Entrant.Kind.ROLLBACK ? live.target() : live.run()));
    }

    /** What holds for all three. */
    private static List<String> any(Run<?, ?> run, String stage, Kind kind) {
        List<String> problems = new ArrayList<>();
        StageHistory history = JobReleases.of(run.getParent());
        history.transition(stage)
                .filter(Transition::pinned)
                .ifPresent(pin -> problems.add("Stage " + stage + " was pinned by " + pin.by() + ": " + pin.reason()));
        SourceRevisionsAction sources = run.getAction(SourceRevisionsAction.class);
        if (sources != null) {
            sources.getRevisions()
                    .forEach(revision -> history.bad().stream()
                            .filter(bad -> bad.revision().equals(revision.id()))
                            .forEach(bad -> problems.add("Revision " + bad.revision() + " was marked bad by " + bad.by()
                                    + ": " + bad.reason())));
        }
        if (queued(run.getParent(), stage).anyMatch(one -> one.kind() == kind && one.target() == run.getNumber())) {
            problems.add("It waits in Jenkins's queue already.");
        }
        return problems;
    }

    /**
     * Tries a failed stage of a run again, in a run of its own; who asks needs the permission to build the job.
     *
     * @throws AbortException it may not be, with all reasons
     */
    public static Queue.Item retry(Run<?, ?> run, String stage, Actions actions) throws AbortException {
        run.getParent().checkPermission(Item.BUILD);
        refuse(retryProblems(run, stage));
        return schedule(run, Kind.RETRY, stage, stage, actions, 0);
    }

    /** Releases again what had succeeded in a stage; otherwise as {@link #retry}. */
    public static Queue.Item rollBack(Job<?, ?> job, String stage, int target) throws AbortException {
        job.checkPermission(Item.BUILD);
        refuse(rollBackProblems(job, stage, target));
        return schedule(job.getBuildByNumber(target), Kind.ROLLBACK, stage, stage, Actions.ALL_ACTIONS, 0);
    }

    /** Releases what is live in one stage to a later one; otherwise as {@link #retry}. */
    public static Queue.Item promote(Job<?, ?> job, String from, String to) throws AbortException {
        job.checkPermission(Item.BUILD);
        refuse(promoteProblems(job, from, to));
        Run<?, ?> run = runOf(job, JobReleases.of(job).live(from).orElseThrow());
        return schedule(run, Kind.PROMOTION, from, to, Actions.ALL_ACTIONS, 0);
    }

    private static void refuse(List<String> problems) throws AbortException {
        if (!problems.isEmpty()) {
            throw new AbortException(String.join(" ", problems));
        }
    }

    /** The visits that a rollback of the stage can go to, the last good one first. Each looks at a run. */
    public static Stream<StageVisit> targets(Job<?, ?> job, String stage) {
        List<StageVisit> succeeded = JobReleases.of(job).succeeded(stage);
        return succeeded.stream()
                .map(visit -> visit.kind() == Entrant.Kind.ROLLBACK ? visit.target() : visit.run())
                .distinct()
                .flatMap(run -> succeeded.stream()
                        .filter(visit -> visit.run() == run && visit.kind() != Entrant.Kind.ROLLBACK)
                        .limit(1))
                .filter(visit -> rollBackProblems(job, stage, (int) visit.run()).isEmpty());
    }

    /** A stage has failed: does what its Jenkinsfile says of that, and says so in the log. */
    static void follow(ReleaseAction release, String id, OnFailure how, TaskListener listener) {
        String stage = release.find(id).map(StageRecord::name).orElse(null);
        if (how != OnFailure.FAIL && stage != null) {
            String line = follow(release.getRun(), stage, how);
            (listener == null ? TaskListener.NULL : listener).getLogger().println(line);
        }
    }

    private static String follow(Run<?, ?> failed, String stage, OnFailure how) {
        try {
            return switch (how) {
                case FAIL -> "The stage has failed.";
                case RETRY -> retryOnce(failed, stage);
                case ROLLBACK -> rollBackToLastGood(failed, stage);
            };
        } catch (AbortException | RuntimeException e) {
            LOGGER.log(Level.INFO, "Nothing follows the failure of stage " + stage + " of " + failed, e);
            return "onFailure: " + how + " is not possible: " + e.getMessage();
        }
    }

    private static String retryOnce(Run<?, ?> failed, String stage) throws AbortException {
        Rerun rerun = failed.getAction(Rerun.class);
        if (rerun != null && rerun.because() != 0 && rerun.stage().equals(stage)) {
            return "It is not tried again by itself: this run has tried it again.";
        }
        refuse(retryProblemsOfStage(failed, stage));
        schedule(failed, Kind.RETRY, stage, stage, Actions.FAILED_ACTIONS, failed.getNumber());
        return "The stage has failed and is tried again, once, in a run of its own, which waits in the queue.";
    }

    private static String rollBackToLastGood(Run<?, ?> failed, String stage) throws AbortException {
        if (isRollback(failed)) {
            return "It is not rolled back by itself: this run is a rollback.";
        }
        Job<?, ?> job = failed.getParent();
        int target = targets(job, stage)
                .findFirst()
                .map(visit -> (int) visit.run())
                .orElseThrow(() -> new AbortException("there is no release to which stage " + stage
                        + " can be rolled back: none that has succeeded in it is still there, in full."));
        schedule(job.getBuildByNumber(target), Kind.ROLLBACK, stage, stage, Actions.ALL_ACTIONS, failed.getNumber());
        return "The stage has failed and is rolled back to #" + target
                + ", in a run of its own, which waits in the queue.";
    }

    private static Queue.Item schedule(
            Run<?, ?> run, Kind kind, String from, String stage, Actions actions, int because) throws AbortException {
        StageStart start = StageStart.of(run, from, kind);
        Rerun rerun = new Rerun(kind, stage, run.getNumber(), release(run), actions, because, start);
        List<Action> all = new ArrayList<>();
        all.add(rerun);
        all.add(causes(rerun));
        all.addAll(run.getActions(ParametersAction.class));
        run.getActions(RunPage.class).stream()
                .map(RunPage::carried)
                .filter(Objects::nonNull)
                .forEach(all::add);
        // In a multibranch project: of which commit the Jenkinsfile is. No dependency for its sake.
        run.getAllActions().stream()
                .filter(action -> action.getClass().getName().equals("jenkins.scm.api.SCMRevisionAction"))
                .forEach(all::add);
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(run.getParent(), 0, all.toArray(new Action[0]));
        if (item == null) {
            throw new AbortException("Jenkins does not take a new run of "
                    + run.getParent().getFullDisplayName() + ": it is disabled, or Jenkins is about to shut down.");
        }
        return item;
    }

    private static CauseAction causes(Rerun rerun) {
        return rerun.because() == 0
                ? new CauseAction(new RerunCause(rerun.inWords()), new Cause.UserIdCause())
                : new CauseAction(
                        new RerunCause(rerun.inWords() + ", because the stage has failed in #" + rerun.because()));
    }

    /**
     * Whether a rollback of the stage is on its way to it: nobody else is to enter meanwhile. Only where it does not wait for
     * the end of whoever waits for it.
     */
    public static boolean rollsBack(Job<?, ?> job, String stage) {
        if (!(job instanceof Queue.Task task) || !task.isConcurrentBuild()) {
            return false;
        }
        if (queued(job, stage).anyMatch(rerun -> rerun.kind() == Kind.ROLLBACK)) {
            return true;
        }
        Run<?, ?> run = job.getLastBuild();
        while (run != null) {
            Rerun rerun = run.isBuilding() ? run.getAction(Rerun.class) : null;
            if (rerun != null && rerun.isRollbackOf(stage) && !hasEntered(run, stage)) {
                return true;
            }
            run = run.getPreviousBuildInProgress();
        }
        return false;
    }

    private static boolean hasEntered(Run<?, ?> run, String stage) {
        StageRecord record = record(run, stage);
        return record != null && record.entered() != null;
    }

    private static Stream<Rerun> queued(Job<?, ?> job, String stage) {
        return job instanceof Queue.Task task
                ? Queue.getInstance().getItems(task).stream()
                        .map(item -> item.getAction(Rerun.class))
                        .filter(rerun -> rerun != null && rerun.stage().equals(stage))
                : Stream.empty();
    }

    /** By which older and newer are told. */
    private static long release(Run<?, ?> run) {
        return Rerun.of(run).map(Rerun::release).orElse((long) run.getNumber());
    }

    private static boolean isRollback(Run<?, ?> run) {
        return Rerun.of(run).filter(rerun -> rerun.kind() == Kind.ROLLBACK).isPresent();
    }

    private static StageRecord record(Run<?, ?> run, String stage) {
        ReleaseAction release = run.getAction(ReleaseAction.class);
        return release == null
                ? null
                : release.records().stream()
                        .filter(record -> record.name().equals(stage))
                        .reduce((one, next) -> next)
                        .orElse(null);
    }

    private static String called(Run<?, ?> run) {
        return "#" + run.getNumber();
    }

    private static String hasNo(Run<?, ?> run, String stage) {
        return called(run) + " has not come to a stage " + stage + ".";
    }

    /** The run that is taken up says by which. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Started extends RunListener<Run> {

        @Override
        public void onStarted(Run run, TaskListener listener) {
            Rerun rerun = (Rerun) run.getAction(Rerun.class);
            if (rerun == null) {
                return;
            }
            listener.getLogger()
                    .println(rerun.inWords() + ", with its parameters; the script is the job's own, as it is now.");
            if (rerun.kind() == Kind.PROMOTION) {
                return;
            }
            int number = rerun.kind() == Kind.RETRY ? rerun.target() : rerun.because();
            Run<?, ?> former = number == 0 ? null : run.getParent().getBuildByNumber(number);
            if (former == null) {
                return;
            }
            try {
                ReleaseAction.of(former).followed(rerun.stage(), rerun.kind(), run.getNumber());
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "What follows a failed stage was not recorded on its run", e);
            }
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.stage.Entrant;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageLine;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageTurn;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/**
 * Who is in each stage and in front of it, of all runs that are building. It is in memory only, and made of those runs, after
 * a restart anew: so a lock has nobody who is not there, whatever has become of a run, and nothing has to be unlocked by hand.
 */
@Extension
public final class StageLines implements StageWatcher {

    private static final Logger LOGGER = Logger.getLogger(StageLines.class.getName());

    /** How often it is made sure, while somebody waits, that those in front are still there; listeners tell it sooner. */
    private static final Duration ROLL_CALL = Duration.ofMinutes(1);

    /** What is locked: a stage of a job, or what jobs share. */
    private record Line(Object owner, String name) {

        static Line of(Run<?, ?> run, String stage, StageTurn turn) {
            return turn.lock() == null
                    ? new Line(run.getParent(), stage)
                    : new Line(turn.lock().place(), turn.lock().name());
        }
    }

    private static final class Member {
        private final Run<?, ?> run;
        private final String id;
        private final String stage;
        private final StageTurn turn;
        /** Null where the run has not come back after a restart. */
        private CompletableFuture<Move> answer;

        private boolean inside;

        private Member(Run<?, ?> run, String id, String stage, StageTurn turn, boolean inside) {
            this.run = run;
            this.id = id;
            this.stage = stage;
            this.turn = turn;
            this.inside = inside;
        }

        /** Releases are older and newer in a stage of a job. */
        private String side() {
            return run.getParent().getFullName() + "/" + stage;
        }

        private Entrant entrant() {
            return new Entrant(id, side(), turn.release(), turn.kind(), turn.mode(), turn.arrived(), inside);
        }
    }

    /**
     * A release that waits.
     *
     * @param why in words, for whoever looks
     */
    public record Waiting(Run<?, ?> run, String stage, StageTurn turn, String why) {}

    private final Map<Line, List<Member>> lines = new LinkedHashMap<>();

    /** Whether the runs of before the restart are known. */
    private volatile boolean complete;

    private Scheduler.Scheduled timer;

    public static StageLines get() {
        return ExtensionList.lookupSingleton(StageLines.class);
    }

    /**
     * A release stands in front of a stage, now or since before a restart.
     *
     * @return what becomes of it, when that is known; until then it waits, and nothing is held for it
     */
    CompletableFuture<Move> arrive(Run<?, ?> run, String id, String stage, StageTurn turn) {
        takeUp();
        CompletableFuture<Move> answer = new CompletableFuture<>();
        Line line = Line.of(run, stage, turn);
        synchronized (this) {
            List<Member> members = lines.computeIfAbsent(line, absent -> new ArrayList<>());
            Member member = find(members, id).orElseGet(() -> {
                Member arrived = new Member(run, id, stage, turn, false);
                members.add(arrived);
                return arrived;
            });
            member.answer = answer;
            if (member.inside) {
                answer.complete(new Move.Enter(id));
                return answer;
            }
        }
        settle(line, answer);
        return answer;
    }

    /** After a restart: who has entered the stage is in it, also while people are asked whether it may begin. */
    void goesOn(Run<?, ?> run, String id) {
        record(run, id)
                .filter(record -> record.turn() != null && record.entered() != null && record.ended() == null)
                .ifPresent(record -> takeUp(run, record));
    }

    /** It has left the stage, or waits for it no more. */
    void leave(String id) {
        List<Line> left = new ArrayList<>();
        synchronized (this) {
            lines.forEach((line, members) -> {
                if (members.removeIf(member -> member.id.equals(id))) {
                    left.add(line);
                }
            });
            lines.values().removeIf(List::isEmpty);
        }
        left.forEach(this::settle);
    }

    /** Something else has changed that decides who may enter the stages of a job. */
    @Override
    public void changed(Job<?, ?> job) {
        Set<Line> concerned = new LinkedHashSet<>();
        synchronized (this) {
            lines.forEach((line, members) -> {
                if (members.stream().anyMatch(member -> member.run.getParent() == job)) {
                    concerned.add(line);
                }
            });
        }
        concerned.forEach(this::settle);
    }

    /** Those that wait in front of the stages of a job, as they came. */
    public List<Waiting> waiting(Job<?, ?> job) {
        List<Waiting> found = new ArrayList<>();
        synchronized (this) {
            lines.values()
                    .forEach(members -> members.stream()
                            .filter(member -> !member.inside && member.run.getParent() == job)
                            .forEach(member -> found.add(
                                    new Waiting(member.run, member.stage, member.turn, why(member, members)))));
        }
        found.sort(Comparator.comparing(waiting -> waiting.turn().arrived()));
        return found;
    }

    /** Whether a release that comes would wait for one of those, which it is itself. */
    synchronized boolean wouldWaitForItself(Run<?, ?> run, String stage, StageTurn turn, Set<String> around) {
        return lines.getOrDefault(Line.of(run, stage, turn), List.of()).stream()
                .anyMatch(member -> around.contains(member.id));
    }

    /** What a release waits for; empty where it waits for nothing, or is not known. */
    synchronized Optional<String> why(String id) {
        return lines.values().stream()
                .flatMap(members ->
                        find(members, id).filter(member -> !member.inside).map(member -> why(member, members)).stream())
                .findFirst();
    }

    private static Optional<Member> find(List<Member> members, String id) {
        return members.stream().filter(member -> member.id.equals(id)).findFirst();
    }

    private String why(Member waiting, List<Member> members) {
        Optional<Transition> transition =
                JobReleases.of(waiting.run.getParent()).transition(waiting.stage);
        StageLine.Of side = side(waiting);
        if (side.pinned() || side.closed() && waiting.turn.kind() == Entrant.Kind.STANDARD) {
            return transition
                    .map(set -> "the stage was " + (set.pinned() ? "pinned" : "closed") + " by " + set.by() + ": "
                            + set.reason())
                    .orElse("the stage is closed");
        }
        return members.stream()
                .filter(member -> member.inside)
                .findFirst()
                .map(member -> inTheWay(member, waiting))
                .orElse("others came first");
    }

    /** Of another job it names nothing: who reads this one's log may not see that. */
    private static String inTheWay(Member inside, Member waiting) {
        return inside.run.getParent() == waiting.run.getParent()
                ? inside.run.getFullDisplayName() + " is in it"
                : "a release of another job has what both share, "
                        + waiting.turn.lock().name();
    }

    private void settle(Line line) {
        settle(line, null);
    }

    /**
     * Makes all moves that can be made, and then tells those who were moved.
     *
     * @param asking whoever asks here is told at once; null where nobody does
     */
    private void settle(Line line, CompletableFuture<Move> asking) {
        List<Member> moved = new ArrayList<>();
        List<Move> moves = new ArrayList<>();
        synchronized (this) {
            List<Member> members = lines.get(line);
            if (members == null || !complete) {
                return;
            }
            members.removeIf(member -> !isThere(member));
            StageLine state =
                    new StageLine(members.stream().map(Member::entrant).toList(), sides(members));
            for (Move move = state.next().orElse(null);
                    move != null;
                    move = state.next().orElse(null)) {
                state = state.after(move);
                Member member = find(members, move.id()).orElseThrow();
                if (move instanceof Move.Enter) {
                    member.inside = true;
                } else {
                    members.remove(member);
                }
                moved.add(member);
                moves.add(move);
            }
            if (members.stream().anyMatch(member -> !member.inside)) {
                later();
            }
        }
        for (int i = 0; i < moves.size(); i++) {
            CompletableFuture<Move> answer = moved.get(i).answer;
            Move move = moves.get(i);
            if (answer != null && answer == asking) {
                answer.complete(move);
            } else if (answer != null) {
                // Whoever leaves a stage is not kept by those who enter.
                ActionThreads.get().after(Duration.ZERO, () -> answer.complete(move));
            }
        }
    }

    private static Map<String, StageLine.Of> sides(List<Member> members) {
        Map<String, StageLine.Of> sides = new LinkedHashMap<>();
        members.forEach(member -> sides.computeIfAbsent(member.side(), absent -> side(member)));
        // Who has just entered may not be in the history yet.
        members.stream()
                .filter(member -> member.inside)
                .forEach(member -> sides.compute(member.side(), (name, side) -> side.entered(member.entrant())));
        return sides;
    }

    private static StageLine.Of side(Member member) {
        Job<?, ?> job = member.run.getParent();
        StageHistory history = JobReleases.of(job);
        Optional<Transition> transition = history.transition(member.stage);
        return new StageLine.Of(
                history.newestEntered(member.stage),
                transition.filter(Transition::closed).isPresent(),
                transition.filter(Transition::pinned).isPresent(),
                Reruns.rollsBack(job, member.stage));
    }

    /** Whether the run is building, and the stage has not ended: what is there is believed, and nothing else. */
    private static boolean isThere(Member member) {
        if (!member.run.isBuilding()) {
            return false;
        }
        return record(member.run, member.id)
                .filter(record -> record.ended() == null)
                .isPresent();
    }

    private static Optional<StageRecord> record(Run<?, ?> run, String id) {
        return Optional.ofNullable(run.getAction(ReleaseAction.class)).flatMap(release -> release.find(id));
    }

    /** The runs of before a restart: whoever comes after it finds them where they were. Nothing is locked meanwhile. */
    private void takeUp() {
        if (!complete) {
            FlowExecutionList.get().forEach(this::takeUp);
            complete = true;
        }
    }

    private void takeUp(FlowExecution execution) {
        try {
            if (execution.getOwner().getExecutable() instanceof Run<?, ?> run) {
                ReleaseAction release = run.getAction(ReleaseAction.class);
                if (release != null) {
                    release.records().stream()
                            .filter(record -> record.ended() == null && record.turn() != null)
                            .forEach(record -> takeUp(run, record));
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A run of before the restart is not at hand: it holds no stage", e);
        }
    }

    private synchronized void takeUp(Run<?, ?> run, StageRecord record) {
        List<Member> members =
                lines.computeIfAbsent(Line.of(run, record.name(), record.turn()), absent -> new ArrayList<>());
        if (find(members, record.id()).isEmpty()) {
            members.add(new Member(run, record.id(), record.name(), record.turn(), record.entered() != null));
        }
    }

    /** Looks again later; while nobody waits nothing runs. */
    private void later() {
        if (timer == null) {
            timer = ActionThreads.get().after(ROLL_CALL, this::rollCall);
        }
    }

    private void rollCall() {
        List<Line> all;
        synchronized (this) {
            timer = null;
            all = List.copyOf(lines.keySet());
        }
        all.forEach(this::settle);
    }

    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Runs extends RunListener<Run> {

        @Override
        public void onFinalized(Run run) {
            get().changed(run.getParent());
        }

        @Override
        public void onDeleted(Run run) {
            get().changed(run.getParent());
        }
    }
}

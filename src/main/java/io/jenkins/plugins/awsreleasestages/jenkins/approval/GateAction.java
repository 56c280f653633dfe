package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * Waits at a gate. The gate is an entry on the run; the decision is written there before the step learns of it, and looked
 * for there, so that neither a restart nor a crash loses it or asks again. While people are waited for, nothing is held.
 */
public final class GateAction implements Action<GateAction.State, GateAction.Answer> {

    private static final Logger LOGGER = Logger.getLogger(GateAction.class.getName());

    /** CodePipeline user guide, quotas: "Approval action: 7 days" by default. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofDays(7);

    /**
     * What a look at the gate brings.
     *
     * @param status what people have said; null where that is not known
     * @param unwritten how the wait was ended where that could not be written down; else null
     * @param lines for the log
     */
    public record Answer(GateStatus status, Decision unwritten, List<String> lines) {

        Decision decision() {
            return unwritten != null || status == null ? unwritten : status.decision();
        }

        List<Approval> approvals() {
            return status == null ? List.of() : status.approvals();
        }
    }

    /**
     * Looks, while people are waited for, whether what they are asked about can still happen.
     *
     * @param pace where the look has its turn; may fail as the look would
     * @param outdated gives why not, or null; makes a call that ends by itself, in seconds
     */
    public record Recheck(Duration every, Supplier<Pace> pace, Supplier<String> outdated) {}

    private final ActionContext context;

    private final Supplier<Optional<GateTerms>> demanded;
    private final Recheck recheck;

    /** How the wait was ended where that could not be written down; else null. */
    private volatile Decision unwritten;

    /** The look that waits for people; null before the first. */
    private volatile CompletableFuture<Answer> waiting;

    /** At a gate that no policy has a say in. */
    public GateAction(ActionContext context) {
        this(context, Optional::empty, null);
    }

    /**
     * @param demanded what policies demand by now: they may have changed since the gate was opened
     * @param recheck null where what is asked about stays as it is
     */
    public GateAction(ActionContext context, Supplier<Optional<GateTerms>> demanded, Recheck recheck) {
        this.context = context;
        this.demanded = demanded;
        this.recheck = recheck;
    }

    /**
     * Decides for somebody who stands for all who are asked.
     *
     * @return what is decided, by this answer or before it; null where it was approved, and conditions are not met yet
     * @throws IOException nothing was decided, because it could not be saved
     */
    public static Decision decide(Run<?, ?> run, Gate gate, boolean approve, String who, String reason)
            throws IOException {
        ApprovalAction approvals = ApprovalAction.of(run);
        String why = reason.strip();
        return approve
                ? approvals.approveForAll(gate.id(), who, why)
                : approvals.end(gate.id(), new Decision(Kind.REJECTED, who, why, Instant.now()));
    }

    /** Takes an approval back, before anything was done by it. */
    public static void withdraw(ActionContext context, String gate, String why) {
        ApprovalAction.of(context.get(Run.class)).withdraw(gate, why);
    }

    /** What a step fails with whose gate was not passed. */
    public static Exception failure(State gate, String message) {
        if (gate == null || gate.decision() == null) {
            return new AbortException(message);
        }
        if (gate.decision().kind() == Kind.FAILED) {
            return new AbortException(message);
        }
        // Where the release is to end here, by what somebody said or nobody, retry must not ask again.
        boolean wanted = gate.decision().kind() == Kind.REJECTED || gate.isExpired();
        return new FlowInterruptedException(Result.ABORTED, wanted, new Ended(message));
    }

    @Override
    public String title() {
        return "The approval";
    }

    @Override
    public Optional<State> find(State state) {
        return ApprovalAction.of(run()).find(state.gate().id()).map(record -> state.at(record.gate()));
    }

    /** A gate that is not on disk is not there. */
    @Override
    public State start(State state) {
        try {
            Gate gate = GateOpening.of(run(), state.gate());
            ApprovalAction.of(run()).open(gate, state.details());
            return state.at(gate);
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The gate cannot be saved yet, so nobody is asked: " + e.getMessage() + ".",
                    e);
        }
    }

    private Run<?, ?> run() {
        return context.get(Run.class);
    }

    /** The question is answered at once, and what people say when they do, or when it is too late. */
    @Override
    public CompletionStage<Answer> ask(State state) {
        Gate gate = state.gate();
        Run<?, ?> run = run();
        ApprovalAction approvals = ApprovalAction.of(run);
        if (!state.asked() || unwritten != null) {
            return CompletableFuture.completedFuture(new Answer(null, unwritten, GateLines.of(gate, run)));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting = answer;
        StageScope stage = context.find(StageScope.class);
        if (stage != null) {
            approvals.isInside(stage, gate.id());
        }
        approvals.await(gate.id(), status -> answer.complete(new Answer(status, null, List.of())));
        GateStatus now = approvals.status(gate.id());
        if (now.decision() != null
                || !now.approvals().equals(state.approvals())
                || !now.shownAnswers().equals(state.answers())) {
            answer.complete(new Answer(now, null, List.of()));
        }
        List<Scheduler.Scheduled> timers = new ArrayList<>();
        timers.add(expireAtDeadline(gate, answer));
        recheckLater(gate, answer);
        if (!answer.isDone() && ConditionLooks.isWorthIt(gate)) {
            timers.add(new ConditionLooks(context, () -> approvals.status(gate.id()), demanded)
                    .begin((conditions, answers) -> looked(approvals, gate, conditions, answers)));
        }
        if (gate.reminder() != null) {
            timers.add(ActionThreads.get()
                    .after(
                            gate.reminder(),
                            () -> answer.complete(new Answer(now, null, GateLines.reminder(now, run)))));
        }
        GateNotices notices = new GateNotices(run, stage);
        if (!answer.isDone()) {
            GateWatcher.tell(watcher -> watcher.waits(context));
            timers.add(notices.isOpen(gate, line -> answer.complete(new Answer(now, null, List.of(line)))));
        }
        return answer.whenComplete((end, problem) -> {
            // They would keep the run in memory until the deadline.
            timers.forEach(Scheduler.Scheduled::cancel);
            if (end != null && end.status() != null && end.status().decision() != null) {
                notices.isDecided(end.status());
            }
            if (end == null || end.decision() != null) {
                waitsNoMore();
            }
        });
    }

    private static void looked(
            ApprovalAction approvals, Gate gate, List<Condition> conditions, List<ConditionAnswer> answers) {
        try {
            approvals.looked(gate.id(), conditions, answers);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "What the conditions of gate " + gate.id() + " say is not saved yet", e);
        }
    }

    private void waitsNoMore() {
        GateWatcher.tell(watcher -> watcher.waitsNoMore(context));
    }

    /** By the clock: a timer may be early, or late after this machine has slept. */
    private Scheduler.Scheduled expireAtDeadline(Gate gate, CompletableFuture<Answer> answer) {
        Duration left = Duration.between(Instant.now(), gate.deadline()).plusMillis(1);
        return ActionThreads.get().after(left.isNegative() ? Duration.ZERO : left, () -> {
            try {
                close(gate, Decision.expired(Instant.now()));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
    }

    private void recheckLater(Gate gate, CompletableFuture<Answer> answer) {
        if (recheck == null || answer.isDone()) {
            return;
        }
        Scheduler.Scheduled timer = ActionThreads.get().after(recheck.every(), () -> {
            try {
                Pace pace = recheck.pace().get();
                pace.enter(Pace.Lane.BACKGROUND, () -> recheck(gate, pace, answer));
            } catch (RuntimeException e) {
                notRechecked(gate, e);
                recheckLater(gate, answer);
            }
        });
        answer.whenComplete((end, problem) -> timer.cancel());
    }

    private void recheck(Gate gate, Pace pace, CompletableFuture<Answer> answer) {
        try {
            String outdated = answer.isDone() ? null : pace.call(recheck.outdated());
            if (outdated != null) {
                close(gate, Decision.withdrawn(outdated, Instant.now()));
            }
        } catch (RuntimeException e) {
            notRechecked(gate, e);
        }
        recheckLater(gate, answer);
    }

    /** Such a look tells nothing; the next one may, and there is one before the execution. */
    private static void notRechecked(Gate gate, RuntimeException problem) {
        LOGGER.log(Level.FINE, "What gate " + gate.id() + " asks about was not looked at", problem);
    }

    /** Ends the wait: with what is decided, by this or before it; with this itself where it cannot be written down. */
    private void close(Gate gate, Decision end) {
        ApprovalAction approvals = ApprovalAction.of(run());
        Answer answer;
        try {
            approvals.end(gate.id(), end);
            answer = new Answer(approvals.status(gate.id()), null, List.of());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The end of gate " + gate.id() + " could not be written down", e);
            unwritten = end;
            answer = new Answer(null, end, List.of());
        }
        approvals.forget(gate.id());
        waitsNoMore();
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        if (!state.asked()) {
            lines.addAll(answer.lines());
        }
        Decision decision = answer.decision();
        if (decision == null) {
            if (state.asked()) {
                lines.addAll(GateLines.heard(state.approvals(), answer.status()));
                lines.addAll(GateLines.looked(state.answers(), answer.status()));
                lines.addAll(answer.lines());
            }
            // What the log has said is said again by a Jenkins that was killed, where it is not on disk.
            return Look.goesOnOnceSaved(state.heard(answer), lines);
        }
        lines.addAll(GateLines.looked(state.answers(), answer.status()));
        decision.sentence().lines().forEach(lines::add);
        return decision.passes() || decision.kind() == Kind.WITHDRAWN
                ? Look.succeeded(state.heard(answer), lines)
                : Look.failed(state.heard(answer), lines, decision.sentence());
    }

    @Override
    public void stop(State state) {
        stop(state, "the run was stopped");
    }

    /** Closes the gate, so that nobody decides what nobody waits for; after the deadline as expired. */
    @Override
    public void stop(State state, String reason) {
        close(state.gate(), Decision.aborted(reason, Instant.now()));
    }

    @Override
    public String leftBehind(State state) {
        return "The gate may still look open on the page of the run.";
    }

    /** Why the release ended at the gate. */
    public static final class Ended extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        Ended(String sentence) {
            this.sentence = sentence;
        }

        @Override
        public String getShortDescription() {
            return sentence;
        }
    }

    /**
     * All that is saved of the wait at a gate.
     *
     * @param details what the question is about, line by line
     * @param asked whether the log has the question
     * @param decision null before there is one
     * @param approvals those that the log has
     * @param inputs what was answered besides
     * @param answers of the conditions, those that the log has
     */
    public record State(
            Gate gate,
            List<String> details,
            boolean asked,
            Decision decision,
            List<Approval> approvals,
            Map<String, Object> inputs,
            List<ConditionAnswer> answers) {

        public State {
            details = new ArrayList<>(details);
            approvals = new ArrayList<>(approvals);
            inputs = new LinkedHashMap<>(inputs);
            answers = answers == null ? new ArrayList<>() : new ArrayList<>(answers);
        }

        /** Before the conditions were looked at. */
        public State(
                Gate gate,
                List<String> details,
                boolean asked,
                Decision decision,
                List<Approval> approvals,
                Map<String, Object> inputs) {
            this(gate, details, asked, decision, approvals, inputs, List.of());
        }

        /** Whether nobody has answered in time. */
        boolean isExpired() {
            return decision != null && decision.kind() == Kind.EXPIRED;
        }

        public static State create(Gate gate, List<String> details) {
            return new State(gate, details, false, null, List.of(), Map.of());
        }

        /** With the gate as it was opened. */
        State at(Gate opened) {
            return new State(opened, details, asked, decision, approvals, inputs, answers);
        }

        State heard(Answer answer) {
            GateStatus status = answer.status();
            return new State(
                    status == null ? gate : status.gate(),
                    details,
                    true,
                    answer.decision(),
                    status == null ? approvals : status.approvals(),
                    status == null ? inputs : status.inputs(),
                    status == null ? answers : status.shownAnswers());
        }

        /** Whether it was approved, and was not withdrawn. */
        public boolean isPassed() {
            return decision != null && decision.passes();
        }

        public boolean isWithdrawn() {
            return decision != null && decision.kind() == Kind.WITHDRAWN;
        }

        /** What was decided, as plain data for a Jenkinsfile. */
        public Map<String, Object> result() {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("approved", true);
            result.put("by", decision.by());
            result.put("reason", decision.reason());
            result.put("at", decision.at().toString());
            result.put("overridden", decision.kind() == Kind.OVERRIDDEN);
            result.put(
                    "approvals", approvals.stream().map(State::plain).collect(Collectors.toCollection(ArrayList::new)));
            result.put("inputs", new LinkedHashMap<>(inputs));
            result.put("conditions", conditions());
            return result;
        }

        /** What each condition demands, and what it said when the gate was passed. */
        private List<Map<String, Object>> conditions() {
            List<Map<String, Object>> all = new ArrayList<>();
            List<Condition> conditions = gate.terms().conditions();
            for (int i = 0; i < conditions.size(); i++) {
                Map<String, Object> plain = new LinkedHashMap<>();
                plain.put("kind", conditions.get(i).kind());
                plain.put("text", conditions.get(i).text());
                plain.put(
                        "verdict", i < answers.size() ? answers.get(i).verdict().name() : null);
                plain.put("why", i < answers.size() ? answers.get(i).why() : null);
                all.add(plain);
            }
            return all;
        }

        private static Map<String, Object> plain(Approval approval) {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("by", approval.by());
            plain.put("reason", approval.reason());
            plain.put("at", approval.at().toString());
            plain.put("rules", new ArrayList<>(approval.rules()));
            return plain;
        }

        /** The gate of a stage while people are waited for there. */
        public static Optional<Gate> waiting(SequenceState state, String stage) {
            State gate = stage.equals(state.stage()) ? state.state(stage, State.class) : null;
            return gate == null || gate.decision() != null ? Optional.empty() : Optional.of(gate.gate());
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.RuleLook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Looks at the conditions of a gate, now and again, and holds nothing in between. Those that only look at the clock or at the
 * run come first; the others are asked when these are met.
 */
final class ConditionLooks {

    private static final Logger LOGGER = Logger.getLogger(ConditionLooks.class.getName());

    /** Also where a condition says when it opens: clocks are set, calendars are changed. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** Whatever a rule says. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** A rule that has not answered by then is asked anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ActionContext context;
    private final Supplier<GateStatus> status;
    private final Supplier<Optional<GateTerms>> demanded;

    /**
     * @param status how the gate stands now
     * @param demanded what policies demand by now; may fail as a look would
     */
    ConditionLooks(ActionContext context, Supplier<GateStatus> status, Supplier<Optional<GateTerms>> demanded) {
        this.context = context;
        this.status = status;
        this.demanded = demanded;
    }

    /** A policy may get conditions while people are waited for. */
    static boolean isWorthIt(Gate gate) {
        return !gate.terms().conditions().isEmpty() || gate.isUnderPolicy();
    }

    /** Those of the job, and what policies demand now: who lifts a freeze there lifts it for those that wait. */
    List<Condition> conditions() {
        return status.get()
                .gate()
                .conditionsWith(demanded.get().map(GateTerms::conditions).orElse(List.of()));
    }

    /**
     * @param answered told which there are and what they say, on a worker thread, until it is cancelled
     * @return to end it
     */
    Scheduler.Scheduled begin(BiConsumer<List<Condition>, List<ConditionAnswer>> answered) {
        Loop loop = new Loop(answered);
        loop.after(Duration.ZERO, loop::look);
        return loop::cancel;
    }

    private final class Loop {
        private final BiConsumer<List<Condition>, List<ConditionAnswer>> answered;
        private Scheduler.Scheduled next = () -> {};
        private boolean cancelled;

        Loop(BiConsumer<List<Condition>, List<ConditionAnswer>> answered) {
            this.answered = answered;
        }

        synchronized void after(Duration wait, Runnable what) {
            if (!cancelled) {
                next = ActionThreads.get().after(wait, what);
            }
        }

        synchronized void cancel() {
            cancelled = true;
            next.cancel();
        }

        private void look() {
            Instant now = Instant.now();
            try {
                List<Condition> conditions = conditions();
                CompletableFuture<List<ConditionAnswer>> answers = answers(conditions, now);
                if (answers.isDone()) {
                    take(conditions, answers.join(), now);
                } else {
                    // Whoever has answered has no thread for what follows.
                    answers.thenAccept(all -> after(Duration.ZERO, () -> take(conditions, all, now)));
                }
            } catch (RuntimeException e) {
                notLooked(e);
            }
        }

        private void take(List<Condition> conditions, List<ConditionAnswer> answers, Instant now) {
            try {
                answered.accept(conditions, answers);
                after(untilNextLook(answers, now), this::look);
            } catch (RuntimeException e) {
                notLooked(e);
            }
        }

        private void notLooked(RuntimeException e) {
            LOGGER.log(Level.WARNING, "The conditions of a gate were not looked at; they will be again", e);
            after(LONGEST, this::look);
        }
    }

    /** Never fails: what keeps a rule from being answered is its answer. */
    CompletableFuture<List<ConditionAnswer>> answers(List<Condition> conditions, Instant now) {
        List<Asked> asked = conditions.stream()
                .map(one -> new Asked(ReleaseRule.of(one), status.get().answer(one), one.policy() != null))
                .toList();
        return answersOf(asked, now);
    }

    /**
     * One of the rules.
     *
     * @param rule null where no plugin knows it
     * @param last what it has said last; null at first
     */
    record Asked(ReleaseRule rule, ConditionAnswer last, boolean ofPolicy) {

        boolean isCall() {
            return rule != null && rule.isCall();
        }

        /** It has asked not to be asked so soon. */
        private boolean rests(Instant now) {
            return last != null && last.again() != null && last.again().isAfter(now);
        }

        /** What it knows stays with it. */
        private ConditionAnswer notYet(String why) {
            ConditionAnswer answer = ConditionAnswer.waiting(why, null);
            return last == null ? answer : answer.keeping(last.kept());
        }
    }

    CompletableFuture<List<ConditionAnswer>> answersOf(List<Asked> asked, Instant now) {
        return all(asked.stream()
                        .map(one -> one.isCall()
                                ? CompletableFuture.<ConditionAnswer>completedFuture(null)
                                : answer(one, now))
                        .toList())
                .thenCompose(first -> {
                    boolean met = first.stream().allMatch(answer -> answer == null || answer.passes());
                    List<CompletableFuture<ConditionAnswer>> answers = new ArrayList<>();
                    for (int i = 0; i < asked.size(); i++) {
                        answers.add(
                                first.get(i) != null
                                        ? CompletableFuture.completedFuture(first.get(i))
                                        : called(asked.get(i), met, now));
                    }
                    return all(answers);
                });
    }

    private CompletableFuture<ConditionAnswer> called(Asked asked, boolean othersMet, Instant now) {
        if (!othersMet) {
            return CompletableFuture.completedFuture(asked.notYet("is asked when the others are met"));
        }
        return asked.rests(now) ? CompletableFuture.completedFuture(asked.last()) : answer(asked, now);
    }

    /**
     * Whatever keeps a rule from being answered, the release waits, and people see why. A plugin that is not there any more
     * says nothing, which is no yes.
     */
    private CompletableFuture<ConditionAnswer> answer(Asked asked, Instant now) {
        if (asked.rule() == null) {
            return CompletableFuture.completedFuture(
                    ConditionAnswer.waiting("no installed plugin knows this rule", null));
        }
        CompletableFuture<ConditionAnswer> answer;
        try {
            Instant opened = status.get().gate().asked();
            answer = asked.rule()
                    .ask(new RuleLook(context, opened, asked.last(), now, asked.ofPolicy()))
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return inTime(answer).exceptionally(problem -> {
            Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
            LOGGER.log(Level.FINE, "A condition cannot be looked at", cause);
            return asked.notYet("cannot be looked at: " + cause.getMessage());
        });
    }

    /** A rule of another plugin may never answer. */
    private static CompletableFuture<ConditionAnswer> inTime(CompletableFuture<ConditionAnswer> answer) {
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<ConditionAnswer> first = answer.copy();
        Scheduler.Scheduled limit = ActionThreads.get()
                .after(
                        PATIENCE,
                        () -> first.completeExceptionally(new TimeoutException(
                                "it has not answered within " + PATIENCE.toMinutes() + " minutes")));
        first.whenComplete((end, problem) -> limit.cancel());
        return first;
    }

    private static CompletableFuture<List<ConditionAnswer>> all(List<CompletableFuture<ConditionAnswer>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    List<ConditionAnswer> all = new ArrayList<>();
                    answers.forEach(answer -> all.add(answer.join()));
                    return all;
                });
    }

    static Duration untilNextLook(List<ConditionAnswer> answers, Instant now) {
        return answers.stream()
                .flatMap(answer -> Stream.of(Optional.ofNullable(answer.opens()), Optional.ofNullable(answer.again())))
                .flatMap(Optional::stream)
                // A timer may be a moment early.
                .map(opens -> Duration.between(now, opens).plusMillis(1))
                .min(Duration::compareTo)
                .map(wait -> wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait)
                .filter(wait -> wait.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
    }
}

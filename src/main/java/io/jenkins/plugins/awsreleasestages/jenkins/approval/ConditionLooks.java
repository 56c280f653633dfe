package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks at the conditions of a gate, now and again, and holds nothing in between. Those that only look at the clock or at the
 * run come first; the others are asked when these are met.
 */
final class ConditionLooks {

    private static final Logger LOGGER = Logger.getLogger(ConditionLooks.class.getName());

    /** Also where a condition says when it opens: clocks are set, calendars are changed. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final ActionContext context;
    private final Gate gate;
    private final Supplier<Optional<GateTerms>> demanded;

    /** @param demanded what policies demand by now; may fail as a look would */
    ConditionLooks(ActionContext context, Gate gate, Supplier<Optional<GateTerms>> demanded) {
        this.context = context;
        this.gate = gate;
        this.demanded = demanded;
    }

    /** A policy may get conditions while people are waited for. */
    static boolean isWorthIt(Gate gate) {
        return !gate.terms().conditions().isEmpty() || gate.isUnderPolicy();
    }

    /** Those of the job, and what policies demand now: who lifts a freeze there lifts it for those that wait. */
    List<Condition> conditions() {
        return gate.conditionsWith(demanded.get().map(GateTerms::conditions).orElse(List.of()));
    }

    /**
     * @param answered told which there are and what they say, on a worker thread, until it is cancelled
     * @return to end it
     */
    Scheduler.Scheduled begin(BiConsumer<List<Condition>, List<ConditionAnswer>> answered) {
        Loop loop = new Loop(answered);
        loop.after(Duration.ZERO);
        return loop::cancel;
    }

    private final class Loop {
        private final BiConsumer<List<Condition>, List<ConditionAnswer>> answered;
        private Scheduler.Scheduled next = () -> {};
        private boolean cancelled;

        Loop(BiConsumer<List<Condition>, List<ConditionAnswer>> answered) {
            this.answered = answered;
        }

        synchronized void after(Duration wait) {
            if (!cancelled) {
                next = ActionThreads.get().after(wait, this::look);
            }
        }

        synchronized void cancel() {
            cancelled = true;
            next.cancel();
        }

        private void look() {
            Instant now = Instant.now();
            Duration wait = LONGEST;
            try {
                List<Condition> conditions = conditions();
                List<ConditionAnswer> answers = answers(conditions, now);
                answered.accept(conditions, answers);
                wait = untilNextLook(answers, now);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "The conditions of a gate were not looked at; they will be again", e);
            }
            after(wait);
        }
    }

    List<ConditionAnswer> answers(List<Condition> conditions, Instant now) {
        return answersOf(conditions.stream().map(ReleaseRule::of).toList(), now);
    }

    /** @param rules null for one that no plugin knows */
    List<ConditionAnswer> answersOf(List<ReleaseRule> rules, Instant now) {
        List<ConditionAnswer> answers = new ArrayList<>();
        boolean met = true;
        for (ReleaseRule rule : rules) {
            ConditionAnswer answer = rule != null && rule.isCall() ? null : looked(rule, now);
            met = met && (answer == null || answer.passes());
            answers.add(answer);
        }
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) == null) {
                answers.set(
                        i,
                        met
                                ? looked(rules.get(i), now)
                                : ConditionAnswer.waiting("is asked when the others are met", null));
            }
        }
        return answers;
    }

    /**
     * Whatever keeps a rule from being answered, the release waits, and people see why. A plugin that is not there any more
     * says nothing, which is no yes.
     */
    private ConditionAnswer looked(ReleaseRule rule, Instant now) {
        if (rule == null) {
            return ConditionAnswer.waiting("no installed plugin knows this rule", null);
        }
        try {
            return rule.look(context, now);
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, "A condition cannot be looked at", e);
            return ConditionAnswer.waiting("cannot be looked at: " + e.getMessage(), null);
        }
    }

    static Duration untilNextLook(List<ConditionAnswer> answers, Instant now) {
        return answers.stream()
                .map(ConditionAnswer::opens)
                .filter(Objects::nonNull)
                // A timer may be a moment early.
                .map(opens -> Duration.between(now, opens).plusMillis(1))
                .min(Duration::compareTo)
                .filter(wait -> wait.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
    }
}

package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A gate and what people have said there; changes by each vote into another.
 *
 * @param approvals at most one of each person, in their order
 * @param inputs what the first who approved has answered
 * @param decision null while there is none
 * @param answers of the conditions, in their order; none before the first look
 */
public record GateStatus(
        Gate gate,
        List<Approval> approvals,
        Map<String, Object> inputs,
        Decision decision,
        List<ConditionAnswer> answers) {

    public GateStatus {
        approvals = approvals == null ? new ArrayList<>() : new ArrayList<>(approvals);
        inputs = inputs == null ? new LinkedHashMap<>() : new LinkedHashMap<>(inputs);
        answers = answers == null ? new ArrayList<>() : new ArrayList<>(answers);
    }

    /** Before the conditions were looked at. */
    public GateStatus(Gate gate, List<Approval> approvals, Map<String, Object> inputs, Decision decision) {
        this(gate, approvals, inputs, decision, List.of());
    }

    public static GateStatus asked(Gate gate) {
        return new GateStatus(gate, List.of(), Map.of(), null);
    }

    public Tally tally() {
        return Tally.of(gate.terms(), approvals);
    }

    /** Ends the wait, unless it has ended; after the deadline as expired. */
    public GateStatus ended(Decision end) {
        if (decision != null) {
            return this;
        }
        return new GateStatus(gate, approvals, inputs, gate.isOver(end.at()) ? expired(end.at()) : end, answers);
    }

    /** One person stands for all who are asked. Conditions count all the same. */
    public GateStatus approvedForAll(String who, String reason, Instant at) {
        List<String> all = gate.terms().rules().stream().map(ApprovalRule::name).toList();
        GateStatus approved =
                new GateStatus(gate.forOnePerson(), List.of(new Approval(who, reason, at, all)), inputs, null, answers);
        boolean done = gate.terms().conditions().isEmpty();
        return done || decision != null ? ended(new Decision(Decision.Kind.APPROVED, who, reason, at)) : approved;
    }

    /** Says what was waited for. */
    private Decision expired(Instant at) {
        return isApproved() && !gate.terms().conditions().isEmpty()
                ? new Decision(Decision.Kind.EXPIRED, "not all conditions were met in time", "", at)
                : Decision.expired(at);
    }

    /** Whether all people who are asked have said yes; also where nobody is asked. */
    public boolean isApproved() {
        return gate.terms().rules().isEmpty() || tally().isPassed();
    }

    /**
     * Takes what the conditions say now. Where all are met, and all who are asked have approved, that is the decision; one
     * that fails ends the wait. One that comes to leave it to people has them asked anew.
     *
     * @param conditions as they are now: policies may have changed since the gate was opened
     * @param now in the order of the conditions
     */
    public GateStatus looked(List<Condition> conditions, List<ConditionAnswer> now, Instant at) {
        if (decision != null) {
            return this;
        }
        if (gate.isOver(at)) {
            return ended(Decision.expired(at));
        }
        GateStatus next = isAskedAnew(conditions, now)
                ? new GateStatus(gate.on(conditions), List.of(), Map.of(), null, now)
                : new GateStatus(gate.on(conditions), approvals, inputs, null, now);
        for (int i = 0; i < conditions.size(); i++) {
            if (now.get(i).verdict() == ConditionAnswer.Verdict.FAIL) {
                return next.ended(Decision.failed(
                        conditions.get(i).text() + ": " + now.get(i).why(), at));
            }
        }
        boolean peopleDecide = !gate.terms().rules().isEmpty();
        boolean met = now.stream().allMatch(one -> one.passes() || peopleDecide && one.asks());
        return met && next.isApproved()
                ? next.ended(next.approvals.isEmpty() ? Decision.passed(at) : next.passed(at))
                : next;
    }

    /** Whoever has approved did not know yet that a condition would leave it to them. */
    private boolean isAskedAnew(List<Condition> conditions, List<ConditionAnswer> now) {
        for (int i = 0; i < conditions.size(); i++) {
            ConditionAnswer before = answer(conditions.get(i));
            if (now.get(i).asks() && (before == null || !before.asks())) {
                return true;
            }
        }
        return false;
    }

    /** What a condition has said last; null where it was not asked yet. */
    public ConditionAnswer answer(Condition condition) {
        List<Condition> known = gate.terms().conditions();
        for (int i = 0; i < Math.min(known.size(), answers.size()); i++) {
            if (known.get(i).isSame(condition)) {
                return answers.get(i);
            }
        }
        return null;
    }

    /** What people see of the answers. */
    public List<ConditionAnswer> shownAnswers() {
        return answers.stream().map(ConditionAnswer::shown).toList();
    }

    /**
     * Takes what somebody says. To a gate that is decided nothing is added; after the deadline it expires.
     *
     * @throws VoteRefused where the person may not say that, or has not said all that is asked
     */
    public GateStatus taken(Vote vote, Person person) throws VoteRefused {
        if (decision != null || gate.isOver(vote.at())) {
            return ended(Decision.expired(vote.at()));
        }
        gate.check(vote, person);
        return switch (vote.kind()) {
            case REJECT -> ended(new Decision(Decision.Kind.REJECTED, person.id(), vote.reason(), vote.at()));
            case OVERRIDE ->
                answered(vote).ended(new Decision(Decision.Kind.OVERRIDDEN, person.id(), vote.reason(), vote.at()));
            case APPROVE -> approved(vote, person);
        };
    }

    private GateStatus approved(Vote vote, Person person) throws VoteRefused {
        if (approval(person.id()).isPresent()) {
            return this;
        }
        List<Approval> more = new ArrayList<>(approvals);
        more.add(new Approval(person.id(), vote.reason(), vote.at(), gate.rulesOf(person)));
        GateStatus next = new GateStatus(gate, more, answered(vote).inputs, null, answers);
        // What the last look at the conditions has found may be over by now: there is another one.
        boolean done = next.isApproved() && gate.terms().conditions().isEmpty();
        return done ? next.ended(next.passed(vote.at())) : next;
    }

    private Decision passed(Instant at) {
        List<String> names = approvals.stream().map(Approval::by).toList();
        List<String> reasons = approvals.stream()
                .filter(one -> !one.reason().isEmpty())
                .map(one -> names.size() == 1 ? one.reason() : one.by() + ": " + one.reason())
                .toList();
        return new Decision(Decision.Kind.APPROVED, inWords(names), String.join("\n", reasons), at);
    }

    private static String inWords(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** With the answers to what the gate asks; those of the first who approved stay. */
    private GateStatus answered(Vote vote) throws VoteRefused {
        if (approvals.isEmpty()) {
            return new GateStatus(gate, approvals, gate.answers(vote), null, answers);
        }
        // Nobody approves other answers than those they gave or saw.
        if (!vote.inputs().isEmpty() && !texts(gate.answers(vote)).equals(texts(inputs))) {
            throw new VoteRefused(
                    VoteRefused.Kind.INCOMPLETE,
                    "Nothing was decided: " + approvals.get(0).by()
                            + " has answered something else meanwhile. Look at the answers, and decide again.");
        }
        return this;
    }

    /** A number is read back from disk in whatever class it fits into. */
    private static Map<String, String> texts(Map<String, Object> answers) {
        return answers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, answer -> String.valueOf(answer.getValue())));
    }

    /** Whether a vote is part of how the gate stands, and did not come too late. */
    public boolean counts(Vote vote, Person person) {
        if (vote.kind() == Vote.Kind.APPROVE) {
            return approval(person.id()).isPresent() && (decision == null || decision.kind() == Decision.Kind.APPROVED);
        }
        Decision.Kind wanted = vote.kind() == Vote.Kind.REJECT ? Decision.Kind.REJECTED : Decision.Kind.OVERRIDDEN;
        return decision != null && decision.kind() == wanted && decision.by().equals(person.id());
    }

    /** What somebody has said already. */
    public Optional<Approval> approval(String id) {
        return approvals.stream().filter(one -> one.by().equals(id)).findFirst();
    }

    /** What was to be approved, or had been, cannot happen any more. Another end stays. */
    public GateStatus withdrawn(String why, Instant at) {
        Decision withdrawn = Decision.withdrawn(why, at);
        return decision != null && decision.passes()
                ? new GateStatus(gate, approvals, inputs, withdrawn, answers)
                : ended(withdrawn);
    }
}

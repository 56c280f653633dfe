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
 */
public record GateStatus(Gate gate, List<Approval> approvals, Map<String, Object> inputs, Decision decision) {

    public GateStatus {
        approvals = approvals == null ? new ArrayList<>() : new ArrayList<>(approvals);
        inputs = inputs == null ? new LinkedHashMap<>() : new LinkedHashMap<>(inputs);
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
        Decision taken = gate.isOver(end.at()) ? Decision.expired(end.at()) : end;
        return new GateStatus(gate, approvals, inputs, taken);
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
        GateStatus next = new GateStatus(gate, more, answered(vote).inputs, null);
        return next.tally().isPassed() ? next.ended(next.passed(vote.at())) : next;
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
            return new GateStatus(gate, approvals, gate.answers(vote), null);
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
                ? new GateStatus(gate, approvals, inputs, withdrawn)
                : ended(withdrawn);
    }
}

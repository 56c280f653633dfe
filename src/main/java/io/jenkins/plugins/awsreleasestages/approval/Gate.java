package io.jenkins.plugins.awsreleasestages.approval;

import io.jenkins.plugins.awsreleasestages.source.Author;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question that people answer before a release goes on.
 *
 * @param id unique within the run
 * @param message what they are asked
 * @param approvers only in what version 1.0 has saved, which had no terms
 * @param asked when it was asked
 * @param deadline when nobody can answer any more
 * @param terms who has to say yes
 * @param inputs what is asked besides yes or no
 * @param excluded who may not say yes; as it was when the question was asked
 * @param requester only in what was saved before several were known: the first of them
 * @param subject the digest of what is approved, so that nothing else is let through; null where that is not known
 * @param reminder after how long, again and again, the log says that people are still waited for; null for never
 * @param requesters who started the run
 * @param strangers who has written a part of it, and was nobody known when the question was asked
 * @param gaps why there may be more who have, a sentence each
 */
public record Gate(
        String id,
        String message,
        List<String> approvers,
        Instant asked,
        Instant deadline,
        GateTerms terms,
        List<GateInput> inputs,
        List<Excluded> excluded,
        String requester,
        String subject,
        Duration reminder,
        List<String> requesters,
        List<Author> strangers,
        List<String> gaps) {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    public Gate {
        terms = terms == null ? GateTerms.of(approvers, 1) : terms;
        approvers = new ArrayList<>();
        inputs = inputs == null ? new ArrayList<>() : new ArrayList<>(inputs);
        excluded = excluded == null ? new ArrayList<>() : new ArrayList<>(excluded);
        requesters = requesters == null ? new ArrayList<>() : new ArrayList<>(requesters);
        if (requester != null) {
            requesters.add(requester);
            requester = null;
        }
        strangers = strangers == null ? new ArrayList<>() : new ArrayList<>(strangers);
        gaps = gaps == null ? new ArrayList<>() : new ArrayList<>(gaps);
    }

    public Gate(String id, String message, GateTerms terms, Instant asked, Instant deadline) {
        this(id, message, null, asked, deadline, terms, null, null, null, null, null, null, null, null);
    }

    public Gate asking(List<GateInput> newInputs) {
        return copy(terms, newInputs, excluded, requesters, subject, reminder, strangers, gaps);
    }

    /** @param newRequesters none where nobody started the run */
    public Gate with(List<String> newRequesters, List<Excluded> newExcluded) {
        return copy(terms, inputs, newExcluded, newRequesters, subject, reminder, strangers, gaps);
    }

    public Gate about(String newSubject) {
        return copy(terms, inputs, excluded, requesters, newSubject, reminder, strangers, gaps);
    }

    public Gate reminding(Duration every) {
        return copy(terms, inputs, excluded, requesters, subject, every, strangers, gaps);
    }

    /** Whether a policy demands something of it. */
    public boolean isUnderPolicy() {
        return terms.rules().stream().anyMatch(rule -> rule.policy() != null)
                || terms.conditions().stream().anyMatch(Condition::isOfPolicy);
    }

    /** The conditions of the job with those that policies have now. */
    public List<Condition> conditionsWith(List<Condition> ofPolicies) {
        List<Condition> own = terms.conditions().stream()
                .filter(condition -> !condition.isOfPolicy())
                .toList();
        return Condition.all(own, ofPolicies);
    }

    /** With the conditions as they are now. */
    Gate on(List<Condition> conditions) {
        return copy(terms.with(conditions), inputs, excluded, requesters, subject, reminder, strangers, gaps);
    }

    /** Where one person stands for all. */
    Gate forOnePerson() {
        return copy(terms.forOnePerson(), inputs, excluded, requesters, subject, reminder, strangers, gaps);
    }

    /** With what else is demanded. */
    public Gate and(GateTerms more) {
        return copy(terms.and(more), inputs, excluded, requesters, subject, reminder, strangers, gaps);
    }

    /** With those whom nobody could exclude. */
    public Gate notKnowing(List<Author> newStrangers, List<String> newGaps) {
        return copy(terms, inputs, excluded, requesters, subject, reminder, newStrangers, newGaps);
    }

    private Gate copy(
            GateTerms newTerms,
            List<GateInput> newInputs,
            List<Excluded> newExcluded,
            List<String> newRequesters,
            String newSubject,
            Duration newReminder,
            List<Author> newStrangers,
            List<String> newGaps) {
        return new Gate(
                id,
                message,
                null,
                asked,
                deadline,
                newTerms,
                newInputs,
                newExcluded,
                null,
                newSubject,
                newReminder,
                newRequesters,
                newStrangers,
                newGaps);
    }

    /** The question, who may answer it and until when: for a log or a terminal, line by line. */
    public List<String> question() {
        List<String> lines = new ArrayList<>(message.lines().toList());
        if (terms.rules().isEmpty()) {
            lines.add("Waiting for what follows, until " + inWords(deadline) + ".");
        } else if (terms.rules().size() == 1 && terms.rules().get(0).count() == 1) {
            String who = terms.rules().get(0).who();
            lines.add((isForAll() ? "E" + who.substring(1) : who) + " may decide, until " + inWords(deadline) + ".");
        } else {
            lines.add("Needed until " + inWords(deadline) + ":");
            terms.rules().forEach(rule -> lines.add("  " + rule.name() + ": " + rule.inWords()));
        }
        terms.conditions().forEach(condition -> lines.add("Condition: " + condition.text()));
        if (!excluded.isEmpty()) {
            lines.add("May not approve: "
                    + excluded.stream()
                            .map(one -> one.user() + " (" + one.why() + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        lines.addAll(notExcluded());
        unreachable().forEach(lines::add);
        return lines;
    }

    /** Whom the exclusion of authors may have missed, a sentence each. */
    public List<String> notExcluded() {
        List<String> sentences = new ArrayList<>();
        if (!strangers.isEmpty()) {
            sentences.add("Not known here, so not excluded: "
                    + strangers.stream().map(Author::toString).collect(Collectors.joining(", ")) + ".");
        }
        sentences.addAll(gaps);
        return sentences;
    }

    private boolean isForAll() {
        return terms.rules().stream().allMatch(rule -> rule.approvers().isEmpty());
    }

    /** A moment as logs name it. */
    public static String inWords(Instant moment) {
        return SECONDS.format(moment);
    }

    /** Whether it is too late to answer; the deadline itself is. */
    public boolean isOver(Instant now) {
        return !now.isBefore(deadline);
    }

    /** The names of the rules that a person belongs to. */
    public List<String> rulesOf(Person person) {
        return terms.rules().stream()
                .filter(rule -> rule.includes(person))
                .map(ApprovalRule::name)
                .toList();
    }

    /**
     * Whether somebody may approve.
     *
     * @return why not; empty when the person may
     */
    public Optional<String> refusal(Person person) {
        if (terms.rules().isEmpty()) {
            return Optional.of("Nobody is asked here: it goes on when all conditions are met.");
        }
        if (rulesOf(person).isEmpty()) {
            return Optional.of(
                    isForAll()
                            ? "Only who may build this job may decide."
                            : "Only these may decide: " + approverNames() + ".");
        }
        return exclusion(person, any -> true).map(one -> "You may not approve: you are " + one.why() + ".");
    }

    /** Whether somebody may reject: also who may not approve, but for what is no person. */
    public Optional<String> refusalToReject(Person person) {
        if (rulesOf(person).isEmpty()) {
            return refusal(person);
        }
        return exclusion(person, Excluded.Kind.SERVICE_ACCOUNT::equals)
                .map(one -> "You may not decide: you are " + one.why() + ".");
    }

    /** Whether somebody may override. */
    public Optional<String> refusalToOverride(Person person) {
        if (!person.mayOverride()) {
            return Optional.of("You do not have the permission to override.");
        }
        if (!terms.requesterOverrides() && isRequester(person)) {
            return Optional.of("You may not override: you are the one who started this run.");
        }
        return exclusion(person, Excluded.Kind.SERVICE_ACCOUNT::equals)
                .map(one -> "You may not override: you are " + one.why() + ".");
    }

    private boolean isRequester(Person person) {
        return requesters.stream().anyMatch(person::isUser)
                || exclusion(person, Excluded.Kind.REQUESTER::equals).isPresent();
    }

    /** One person may be excluded for several reasons; who was nobody when the question was asked may be somebody now. */
    private Optional<Excluded> exclusion(Person person, Predicate<Excluded.Kind> kind) {
        Stream<Excluded> known = excluded.stream().filter(one -> person.isUser(one.user()));
        Stream<Excluded> since = strangers.stream()
                .filter(person::isAuthor)
                .map(author -> Excluded.author(person.id(), author.commits()));
        return Stream.concat(known, since).filter(one -> kind.test(one.kind())).findFirst();
    }

    void check(Vote vote, Person person) throws VoteRefused {
        Optional<String> refusal =
                switch (vote.kind()) {
                    case APPROVE -> refusal(person);
                    case REJECT -> refusalToReject(person);
                    case OVERRIDE -> refusalToOverride(person);
                };
        if (refusal.isPresent()) {
            throw new VoteRefused(VoteRefused.Kind.NOT_ALLOWED, refusal.get());
        }
        Optional<String> gap = reasonProblem(vote, person);
        if (gap.isPresent()) {
            throw new VoteRefused(VoteRefused.Kind.INCOMPLETE, "Nothing was decided: " + gap.get());
        }
    }

    private Optional<String> reasonProblem(Vote vote, Person person) {
        int length = vote.reason().length();
        if (length > Vote.LONGEST_REASON) {
            return Optional.of("a reason has at most " + Vote.LONGEST_REASON + " characters.");
        }
        if (vote.kind() == Vote.Kind.OVERRIDE && length < Vote.SHORTEST_REASON_TO_OVERRIDE) {
            return Optional.of(
                    "who overrides says why, in at least " + Vote.SHORTEST_REASON_TO_OVERRIDE + " characters.");
        }
        if (vote.kind() == Vote.Kind.REJECT && length == 0) {
            return Optional.of("who rejects says why.");
        }
        return vote.kind() == Vote.Kind.APPROVE && length == 0 && reasonIsAsked(person)
                ? Optional.of("who approves here says why.")
                : Optional.empty();
    }

    /** Whether a person who approves has to say why. */
    public boolean reasonIsAsked(Person person) {
        return terms.rules().stream().anyMatch(rule -> rule.reason() && rule.includes(person));
    }

    /** The answers to all that is asked. */
    Map<String, Object> answers(Vote vote) throws VoteRefused {
        Map<String, Object> answers = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (GateInput input : inputs) {
            String given = vote.inputs().getOrDefault(input.name(), input.byDefault());
            String problem = input.problem(given);
            if (problem == null) {
                answers.put(input.name(), input.value(given));
            } else {
                problems.add(input.name() + ": " + problem);
            }
        }
        vote.inputs().keySet().stream()
                .filter(name -> inputs.stream().noneMatch(input -> input.name().equals(name)))
                .forEach(name -> problems.add(name + ": is not asked here."));
        if (!problems.isEmpty()) {
            throw new VoteRefused(VoteRefused.Kind.INCOMPLETE, "Nothing was decided: " + String.join(" ", problems));
        }
        return answers;
    }

    /** All who may decide, in words: {@code user alice, group managers}. */
    public String approverNames() {
        return terms.rules().stream().map(ApprovalRule::who).distinct().collect(Collectors.joining("; "));
    }

    /** The rules that cannot be met by those who are named and not excluded, a sentence each. */
    public List<String> unreachable() {
        return terms.unreachable(excluded.stream().map(Excluded::user).toList());
    }
}

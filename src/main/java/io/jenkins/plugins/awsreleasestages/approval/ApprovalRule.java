package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some people, and how many of them must say yes.
 *
 * @param name by which pages and records call it; unique in a gate
 * @param approvers users and groups as {@link Approver} reads them; empty: whoever may build the job
 * @param count at least 1
 * @param reason whether who approves has to say why
 * @param policy the policy that demands it, or several; null for a rule of the job
 */
public record ApprovalRule(String name, List<String> approvers, int count, boolean reason, String policy) {

    /** More people than this decide on nothing together. */
    public static final int MOST = 50;

    public ApprovalRule {
        approvers = approvers == null ? new ArrayList<>() : new ArrayList<>(approvers);
    }

    /** Of a job, not of a policy. */
    public ApprovalRule(String name, List<String> approvers, int count, boolean reason) {
        this(name, approvers, count, reason, null);
    }

    /** The stricter of two for the same people. */
    ApprovalRule and(ApprovalRule other) {
        return new ApprovalRule(
                name,
                approvers,
                Math.max(count, other.count),
                reason || other.reason,
                Stream.of(policy, other.policy)
                        .filter(Objects::nonNull)
                        .distinct()
                        .reduce((one, two) -> one + ", " + two)
                        .orElse(null));
    }

    /** Whether both are about the same people, in whatever order and spelling. */
    boolean isOfSamePeople(ApprovalRule other) {
        return new HashSet<>(people()).equals(new HashSet<>(other.people()));
    }

    /** As a policy demands it. */
    ApprovalRule of(String newPolicy) {
        return new ApprovalRule(name, approvers, count, reason, newPolicy);
    }

    /** Whether it takes as much as the other, of the same people. */
    boolean meets(ApprovalRule other) {
        return isOfSamePeople(other) && count >= other.count && (reason || !other.reason);
    }

    ApprovalRule named(String other) {
        return new ApprovalRule(other, approvers, count, reason, policy);
    }

    /** What is wrong, a sentence each; for a job's only rule in the words of its fields. */
    List<String> problems() {
        boolean only = GateTerms.ONLY_RULE.equals(name);
        String place = only ? "" : "rules: '" + name + "': ";
        List<String> problems = new ArrayList<>();
        if (name == null || name.isBlank()) {
            problems.add("rules: one has no name.");
        }
        Approver.problems(approvers).forEach(problem -> problems.add(place + problem));
        // Of a step's own field the step says it itself, in the words that it has for every field.
        if (!only && approvers.stream().anyMatch(String::isBlank)) {
            problems.add(place + "approvers: one is blank.");
        }
        Set<String> users = users();
        int most = users == null ? MOST : users.size();
        if (count < 1 || count > most) {
            problems.add(place + (only ? "quorum" : "count") + ": must be 1 to " + most
                    + (users == null
                            ? "."
                            : ", for " + (most == 1 ? "one person is" : most + " people are") + " named."));
        }
        return problems;
    }

    public List<Approver> people() {
        return approvers.stream().map(Approver::parse).toList();
    }

    /** Whether somebody is one of those who may say yes here. */
    boolean includes(Person person) {
        return approvers.isEmpty() ? person.mayBuild() : people().stream().anyMatch(person::is);
    }

    /** Those who may say yes, in words: {@code user alice, group managers}. */
    public String who() {
        return approvers.isEmpty()
                ? "everybody who may build this job"
                : people().stream().map(Approver::toString).collect(Collectors.joining(", "));
    }

    /** In words: {@code 2 of user alice, group managers}. */
    public String inWords() {
        Set<String> users = users();
        return users != null && users.size() == 1 ? who() : count + " of " + who();
    }

    /** The users named; null where a group, or the right to build, lets in whoever there may be. */
    Set<String> users() {
        boolean counted = !approvers.isEmpty() && people().stream().allMatch(one -> one.kind() == Approver.Kind.USER);
        return counted
                ? people().stream().map(Approver::name).collect(Collectors.toCollection(LinkedHashSet::new))
                : null;
    }
}

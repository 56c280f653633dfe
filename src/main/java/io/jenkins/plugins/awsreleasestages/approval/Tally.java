package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many of those who are asked have said yes, rule by rule. */
public final class Tally {

    private final Map<String, Integer> counted;
    private final List<ApprovalRule> rules;

    private Tally(List<ApprovalRule> rules, Map<String, Integer> counted) {
        this.rules = rules;
        this.counted = counted;
    }

    /** @param approvals at most one of each person */
    public static Tally of(GateTerms terms, Collection<Approval> approvals) {
        Map<String, Collection<String>> rulesOf = new LinkedHashMap<>();
        approvals.forEach(approval -> rulesOf.put(approval.by(), approval.rules()));
        return of(terms, rulesOf);
    }

    /** @param rulesOf which rules each person belongs to */
    static Tally of(GateTerms terms, Map<String, ? extends Collection<String>> rulesOf) {
        return new Tally(
                terms.rules(), terms.distinct() ? apart(terms.rules(), rulesOf) : together(terms.rules(), rulesOf));
    }

    private static Map<String, Integer> together(
            List<ApprovalRule> rules, Map<String, ? extends Collection<String>> rulesOf) {
        Map<String, Integer> counted = new HashMap<>();
        for (ApprovalRule rule : rules) {
            long all = rulesOf.values().stream()
                    .filter(names -> names.contains(rule.name()))
                    .count();
            counted.put(rule.name(), (int) all);
        }
        return counted;
    }

    /**
     * Each person in one rule, so that as much as possible is met: a maximum matching of persons and seats, by augmenting
     * paths. Who came first keeps a seat, though perhaps in another rule; so nobody who approves later undoes anything.
     */
    private static Map<String, Integer> apart(
            List<ApprovalRule> rules, Map<String, ? extends Collection<String>> rulesOf) {
        Map<String, List<String>> seated = new HashMap<>();
        rules.forEach(rule -> seated.put(rule.name(), new ArrayList<>()));
        for (String person : rulesOf.keySet()) {
            seat(person, rules, rulesOf, seated, new HashSet<>());
        }
        Map<String, Integer> counted = new HashMap<>();
        seated.forEach((rule, persons) -> counted.put(rule, persons.size()));
        return counted;
    }

    private static boolean seat(
            String person,
            List<ApprovalRule> rules,
            Map<String, ? extends Collection<String>> rulesOf,
            Map<String, List<String>> seated,
            Set<String> tried) {
        for (ApprovalRule rule : rules) {
            if (!rulesOf.get(person).contains(rule.name()) || !tried.add(rule.name())) {
                continue;
            }
            List<String> here = seated.get(rule.name());
            if (here.size() < rule.count()) {
                here.add(person);
                return true;
            }
            for (String other : List.copyOf(here)) {
                if (seat(other, rules, rulesOf, seated, tried)) {
                    here.set(here.indexOf(other), person);
                    return true;
                }
            }
        }
        return false;
    }

    /** How many have said yes in a rule, where more than are needed may have. */
    public int counted(ApprovalRule rule) {
        return counted.getOrDefault(rule.name(), 0);
    }

    /** How many more are needed in a rule. */
    public int missing(ApprovalRule rule) {
        return Math.max(0, rule.count() - counted(rule));
    }

    public boolean isMet(ApprovalRule rule) {
        return missing(rule) == 0;
    }

    /** Whether all rules are met; never where there is none. */
    public boolean isPassed() {
        return !rules.isEmpty() && rules.stream().allMatch(this::isMet);
    }

    /** The rules that are not met. */
    public List<ApprovalRule> open() {
        return rules.stream().filter(rule -> !isMet(rule)).toList();
    }
}

package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a gate demands.
 *
 * @param rules all of them have to be met; none where no people are asked
 * @param distinct whether one person counts in one rule only
 * @param notRequester whether who started the run may not approve
 * @param notAuthors whether who has written a part of what is released may not approve
 * @param requesterOverrides whether who started the run may use the right to override
 * @param serviceAccounts users that are no persons
 * @param conditions what has to be met besides, whoever approves
 * @param receivers the names of those who are told of the gate besides; they demand nothing
 */
public record GateTerms(
        List<ApprovalRule> rules,
        boolean distinct,
        boolean notRequester,
        boolean notAuthors,
        boolean requesterOverrides,
        List<String> serviceAccounts,
        List<Condition> conditions,
        List<String> receivers) {

    /** What a rule that has no name of its own is called. */
    public static final String ONLY_RULE = "approvers";

    public GateTerms {
        rules = rules == null ? new ArrayList<>() : new ArrayList<>(rules);
        serviceAccounts = serviceAccounts == null ? new ArrayList<>() : new ArrayList<>(serviceAccounts);
        conditions = conditions == null ? new ArrayList<>() : new ArrayList<>(conditions);
        receivers = receivers == null ? new ArrayList<>() : new ArrayList<>(receivers);
    }

    /** Without conditions, and nobody is told besides. */
    public GateTerms(
            List<ApprovalRule> rules,
            boolean distinct,
            boolean notRequester,
            boolean notAuthors,
            boolean requesterOverrides,
            List<String> serviceAccounts) {
        this(rules, distinct, notRequester, notAuthors, requesterOverrides, serviceAccounts, List.of(), List.of());
    }

    /** One rule of the job's own, and nobody excluded. */
    public static GateTerms of(List<String> approvers, int quorum) {
        return of(List.of(new ApprovalRule(ONLY_RULE, approvers, quorum, false)));
    }

    /** Rules of the job's own, and nobody excluded. */
    public static GateTerms of(List<ApprovalRule> rules) {
        return new GateTerms(rules, false, false, false, true, List.of());
    }

    /**
     * What both demand: the rules of both, of the same people the higher count.
     */
    public GateTerms and(GateTerms more) {
        Map<String, ApprovalRule> all = new LinkedHashMap<>();
        saidBeside(more).forEach(rule -> add(all, rule));
        more.saidBeside(this).forEach(rule -> add(all, rule));
        return new GateTerms(
                List.copyOf(all.values()),
                distinct || more.distinct,
                notRequester || more.notRequester,
                notAuthors || more.notAuthors,
                requesterOverrides && more.requesterOverrides,
                both(serviceAccounts, more.serviceAccounts),
                Condition.all(conditions, more.conditions),
                both(receivers, more.receivers));
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    /** Whether there is something to wait for; other terms only bind a gate that there is. */
    public boolean asks() {
        return !rules.isEmpty() || !conditions.isEmpty();
    }

    /** Whether whatever meets these terms meets the others. */
    public boolean meets(GateTerms others) {
        return stands(others)
                && (distinct || !others.distinct)
                && (notRequester || !others.notRequester)
                && (notAuthors || !others.notAuthors)
                && (!requesterOverrides || others.requesterOverrides)
                && serviceAccounts.containsAll(others.serviceAccounts)
                && others.conditions.stream()
                        .allMatch(one -> conditions.stream().anyMatch(one::isSame));
    }

    /** Whether each rule of the others has one of these of its own: with {@code distinct}, one cannot stand for two. */
    private boolean stands(GateTerms others) {
        List<ApprovalRule> left = new ArrayList<>(rules);
        for (ApprovalRule wanted : others.rules) {
            ApprovalRule found =
                    left.stream().filter(rule -> rule.meets(wanted)).findFirst().orElse(null);
            if (found == null) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }

    /** The rules; where nobody has said who decides none, if others have. */
    private List<ApprovalRule> saidBeside(GateTerms others) {
        return isUnsaid() && !others.isUnsaid() && !others.rules.isEmpty() ? List.of() : rules;
    }

    /** Whether nobody has said who decides: then whoever may build the job does, unless others are named elsewhere. */
    private boolean isUnsaid() {
        return rules.size() == 1 && rules.get(0).equals(new ApprovalRule(ONLY_RULE, List.of(), 1, false));
    }

    /** A name that other people have already gets a number. */
    private static void add(Map<String, ApprovalRule> all, ApprovalRule rule) {
        String name = rule.name();
        for (int number = 2; all.containsKey(name); number++) {
            ApprovalRule same = all.get(name);
            if (same.isOfSamePeople(rule)) {
                all.put(name, same.and(rule));
                return;
            }
            name = rule.name() + " (" + number + ")";
        }
        all.put(name, rule.named(name));
    }

    private GateTerms with(
            List<ApprovalRule> newRules,
            boolean newDistinct,
            List<Condition> newConditions,
            List<String> newReceivers) {
        return new GateTerms(
                newRules,
                newDistinct,
                notRequester,
                notAuthors,
                requesterOverrides,
                serviceAccounts,
                newConditions,
                newReceivers);
    }

    /** The same, demanded by a policy. */
    GateTerms of(String policy) {
        return with(
                rules.stream().map(rule -> rule.of(policy)).toList(),
                distinct,
                conditions.stream().map(condition -> condition.of(policy)).toList(),
                receivers);
    }

    /** The same, where one person meets them. */
    GateTerms forOnePerson() {
        List<ApprovalRule> ofOne = rules.stream()
                .map(rule -> new ApprovalRule(rule.name(), rule.approvers(), 1, false, rule.policy()))
                .toList();
        return with(ofOne, false, conditions, receivers);
    }

    /** The same for a gate that asks nobody. */
    public GateTerms withoutPeople() {
        return with(List.of(), distinct, conditions, receivers);
    }

    /** The same, with what has to be met besides. */
    public GateTerms with(List<Condition> newConditions) {
        return with(rules, distinct, newConditions, receivers);
    }

    /** The same, of which others are told besides. */
    public GateTerms telling(List<String> newReceivers) {
        return with(rules, distinct, conditions, newReceivers);
    }

    /**
     * The rules that those who are named cannot meet, a sentence each.
     *
     * @param without users who may not approve
     */
    public List<String> unreachable(Collection<String> without) {
        Set<String> out = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        out.addAll(without);
        Map<String, List<String>> rulesOf = new LinkedHashMap<>();
        for (ApprovalRule rule : rules) {
            for (String name : names(rule)) {
                if (!out.contains(name)) {
                    rulesOf.computeIfAbsent(name, any -> new ArrayList<>()).add(rule.name());
                }
            }
        }
        Tally most = Tally.of(this, rulesOf);
        return most.open().stream()
                .map(rule -> "Nobody can meet '" + rule.name() + "': it needs " + rule.count() + ", and only "
                        + most.counted(rule) + " of those named may approve.")
                .toList();
    }

    /** Of a group nobody knows how many there are. */
    private static Collection<String> names(ApprovalRule rule) {
        Set<String> users = rule.users();
        return users != null
                ? users
                : IntStream.range(0, rule.count())
                        .mapToObj(i -> rule.name() + "/" + i)
                        .toList();
    }

    /** What is wrong with the rules, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ApprovalRule rule : rules) {
            problems.addAll(rule.problems());
            if (!names.add(rule.name())) {
                problems.add("rules: two have the name '" + rule.name() + "'.");
            }
        }
        return problems;
    }
}

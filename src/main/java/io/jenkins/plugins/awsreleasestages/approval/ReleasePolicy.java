package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is demanded of releases by whoever owns the place that they come from or go to. No Jenkinsfile has a say in it.
 *
 * @param demands who has to say yes; may have no rules where the target is only protected, or somebody is only told
 * @param isProtected whether the target is under special care: nothing in it is deleted, or changed in a hurry, without an
 *     approval
 */
public record ReleasePolicy(String name, Where where, GateTerms demands, boolean isProtected) {

    private static final int LONGEST_NAME = 100;

    /** So ends what two rules of one name are called when policies meet. */
    private static final Pattern NUMBERED = Pattern.compile(".* \\(\\d+\\)");

    /**
     * Where it applies: where each list that was not left out has a pattern that matches.
     *
     * @param jobs names of jobs, relative to the folder that has the policy
     */
    public record Where(
            List<String> jobs,
            List<String> branches,
            List<String> stages,
            List<String> environments,
            List<String> stacks) {

        public Where {
            jobs = List.copyOf(jobs);
            branches = List.copyOf(branches);
            stages = List.copyOf(stages);
            environments = List.copyOf(environments);
            stacks = List.copyOf(stacks);
        }

        boolean matches(Policies.Target target) {
            return mayMatch(target)
                    && (stages.isEmpty() || target.stages().stream().anyMatch(this::names))
                    && any(environments, target.environment())
                    && (Policies.Target.UNKNOWN.equals(target.stack()) || any(stacks, target.stack()));
        }

        boolean names(Policies.Within within) {
            return any(stages, within.stage());
        }

        /** Whether stages are meant, whatever is changed in them. */
        boolean isOfStages() {
            return !stages.isEmpty() && environments.isEmpty() && stacks.isEmpty();
        }

        /** Whether something in this job may be meant. */
        boolean mayMatch(Policies.Target target) {
            return any(jobs, target.job()) && any(branches, target.branch());
        }

        /** What is not known is not meant by anybody who names it. */
        private static boolean any(List<String> patterns, String name) {
            return patterns.isEmpty()
                    || name != null && patterns.stream().anyMatch(pattern -> new NamePattern(pattern).matches(name));
        }

        private Map<String, List<String>> lists() {
            Map<String, List<String>> lists = new LinkedHashMap<>();
            lists.put("jobs", jobs);
            lists.put("branches", branches);
            lists.put("stages", stages);
            lists.put("environments", environments);
            lists.put("stacks", stacks);
            return lists;
        }

        private List<String> problems() {
            if (lists().values().stream().allMatch(List::isEmpty)) {
                return List.of("say where it applies: jobs, branches, stages, environments or stacks;"
                        + " the pattern ** for jobs means everywhere.");
            }
            return lists().entrySet().stream()
                    .filter(list -> list.getValue().stream().anyMatch(String::isBlank))
                    .map(list -> list.getKey() + ": a pattern is blank. Leave the list out for all.")
                    .toList();
        }

        /** In words: {@code environments prod, prod-*; stages Production}. */
        public String inWords() {
            return lists().entrySet().stream()
                    .filter(list -> !list.getValue().isEmpty())
                    .map(list -> list.getKey() + " " + String.join(", ", list.getValue()))
                    .collect(Collectors.joining("; "));
        }
    }

    /** What is wrong, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        String wrongName = nameProblem(name);
        if (wrongName != null) {
            problems.add("name: " + wrongName);
        }
        problems.addAll(where.problems());
        if (!demands.asks() && !isProtected && demands.receivers().isEmpty()) {
            problems.add("rules: there is none. Say who has to approve or which conditions have to be met,"
                    + " make the target protected, or say who is told.");
        }
        demands.rules().forEach(rule -> problems.addAll(ruleProblems(rule)));
        problems.addAll(demands.problems());
        demands.serviceAccounts().stream()
                .map(ReleasePolicy::accountProblem)
                .filter(Objects::nonNull)
                .forEach(problems::add);
        String place = "policy '" + name + "': ";
        return problems.stream().map(problem -> place + problem).distinct().toList();
    }

    /** What is wrong with a rule of a policy that would not be with a job's. */
    private static List<String> ruleProblems(ApprovalRule rule) {
        String wrongName = nameProblem(rule.name());
        if (wrongName != null) {
            return List.of("rules: name: " + wrongName);
        }
        String place = "rules: '" + rule.name() + "': ";
        List<String> problems = new ArrayList<>();
        if (NUMBERED.matcher(rule.name()).matches()) {
            problems.add(place + "name: cannot end with a number in parentheses.");
        }
        if (rule.approvers().isEmpty()) {
            problems.add(place + "approvers: are missing.");
        }
        return problems;
    }

    /** @return what is wrong with the name of a policy or of a rule, or null */
    public static String nameProblem(String name) {
        if (name == null || name.isBlank()) {
            return "is missing.";
        }
        if (name.length() > LONGEST_NAME) {
            return "has more than " + LONGEST_NAME + " characters.";
        }
        return name.chars().anyMatch(Character::isISOControl) ? "has characters that cannot be printed." : null;
    }

    /** @return what is wrong with the id of a user, or null */
    public static String accountProblem(String id) {
        if (id.isBlank()) {
            return "serviceAccounts: one is blank.";
        }
        return Approver.parse(id).equals(new Approver(Approver.Kind.USER, id.strip()))
                ? null
                : "serviceAccounts: '" + id + "': write the user's id alone.";
    }
}

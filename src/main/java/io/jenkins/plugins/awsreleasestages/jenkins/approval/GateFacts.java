package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Approver;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Person;
import io.jenkins.plugins.awsreleasestages.approval.Tally;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.source.Author;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a gate tells a program: plain data, as {@code docs/openapi.yaml} says it. */
final class GateFacts {

    private GateFacts() {}

    static Map<String, Object> of(PersonalGate one) {
        Run<?, ?> run = one.run();
        String page = run.getUrl() + ApprovalAction.URL + "/";
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("job", run.getParent().getFullName());
        facts.put("run", run.getNumber());
        facts.put("page", page);
        facts.put("api", page + "api/v1/gates/" + one.gate().getId());
        facts.putAll(of(one.gate().status(), one.approvals().isOpen(one.gate()), one.person()));
        return facts;
    }

    /** Also what the question is about, which may be long. */
    static Map<String, Object> withDetails(PersonalGate one) {
        Map<String, Object> facts = of(one);
        facts.put("details", one.gate().getDetails());
        return facts;
    }

    static Map<String, Object> of(GateStatus status, boolean open, Person person) {
        Map<String, Object> facts = record(status);
        facts.put("open", open);
        facts.put("may", may(status, open, person));
        return facts;
    }

    /** The same for nobody in particular, as it is kept. */
    static Map<String, Object> record(GateStatus status) {
        Gate gate = status.gate();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", gate.id());
        facts.put("title", gate.message().lines().findFirst().orElse(""));
        facts.put("message", gate.message());
        facts.put("subject", gate.subject());
        facts.put("asked", gate.asked().toString());
        facts.put("deadline", gate.deadline().toString());
        facts.put("rules", rules(status));
        facts.put("distinct", gate.terms().distinct());
        facts.put("conditions", conditions(status));
        facts.put("approvals", approvals(status));
        facts.put("excluded", excluded(gate));
        facts.put(
                "unknownAuthors",
                gate.strangers().stream().map(GateFacts::author).toList());
        facts.put("authorGaps", gate.gaps());
        facts.put("unreachable", gate.unreachable());
        facts.put("inputs", gate.inputs().stream().map(GateFacts::input).toList());
        facts.put("answers", status.inputs());
        facts.put("decision", status.decision() == null ? null : decision(status.decision()));
        return facts;
    }

    private static List<Map<String, Object>> rules(GateStatus status) {
        Tally tally = status.tally();
        return status.gate().terms().rules().stream()
                .map(rule -> rule(rule, tally))
                .toList();
    }

    private static List<Map<String, Object>> conditions(GateStatus status) {
        List<Map<String, Object>> all = new ArrayList<>();
        List<Condition> conditions = status.gate().terms().conditions();
        for (int i = 0; i < conditions.size(); i++) {
            ConditionAnswer answer =
                    i < status.answers().size() ? status.answers().get(i) : null;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("kind", conditions.get(i).kind());
            facts.put("text", conditions.get(i).text());
            facts.put("policy", conditions.get(i).policy());
            facts.put("verdict", answer == null ? null : answer.verdict().name());
            facts.put("why", answer == null ? null : answer.why());
            facts.put(
                    "opens",
                    answer == null || answer.opens() == null
                            ? null
                            : answer.opens().toString());
            all.add(facts);
        }
        return all;
    }

    private static Map<String, Object> rule(ApprovalRule rule, Tally tally) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", rule.name());
        facts.put("approvers", rule.people().stream().map(GateFacts::written).toList());
        facts.put("count", rule.count());
        facts.put("approved", tally.counted(rule));
        facts.put("missing", tally.missing(rule));
        facts.put("reason", rule.reason());
        facts.put("policy", rule.policy());
        return facts;
    }

    /** With its kind, whether or not it was written. */
    private static String written(Approver approver) {
        return approver.kind().name().toLowerCase(Locale.ROOT) + ":" + approver.name();
    }

    private static List<Map<String, Object>> approvals(GateStatus status) {
        return status.approvals().stream()
                .map(one -> {
                    Map<String, Object> facts = new LinkedHashMap<>();
                    facts.put("by", one.by());
                    facts.put("at", one.at().toString());
                    facts.put("reason", one.reason());
                    facts.put("rules", one.rules());
                    return facts;
                })
                .toList();
    }

    private static List<Map<String, String>> excluded(Gate gate) {
        return gate.excluded().stream()
                .map(one -> Map.of("user", one.user(), "why", one.why()))
                .toList();
    }

    private static Map<String, Object> author(Author author) {
        return Map.of("name", author.name(), "mail", author.mail(), "commits", author.commits());
    }

    private static Map<String, Object> input(GateInput input) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", input.name());
        facts.put("type", input.kind().name());
        facts.put("description", input.description());
        facts.put("default", input.byDefault());
        facts.put("choices", input.choices());
        facts.put("min", input.min());
        facts.put("max", input.max());
        facts.put("pattern", input.pattern());
        return facts;
    }

    private static Map<String, Object> decision(Decision decision) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", decision.kind().name());
        facts.put("by", decision.by());
        facts.put("reason", decision.reason());
        facts.put("at", decision.at().toString());
        return facts;
    }

    private static Map<String, Object> may(GateStatus status, boolean open, Person person) {
        Map<String, Object> may = new LinkedHashMap<>();
        for (Vote.Kind kind : Vote.Kind.values()) {
            Optional<String> refusal = refusal(status, open, kind, person);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("allowed", refusal.isEmpty());
            one.put("why", refusal.orElse(null));
            may.put(kind.name().toLowerCase(Locale.ROOT), one);
        }
        return may;
    }

    /** Why somebody may not say that now; empty where they may. */
    static Optional<String> refusal(GateStatus status, boolean open, Vote.Kind kind, Person person) {
        if (!open) {
            return Optional.of("Nobody can decide here any more.");
        }
        Gate gate = status.gate();
        return switch (kind) {
            case APPROVE ->
                status.approval(person.id()).isPresent()
                        ? Optional.of("You have approved already.")
                        : gate.refusal(person);
            case REJECT -> gate.refusalToReject(person);
            case OVERRIDE -> gate.refusalToOverride(person);
        };
    }

    /** Who and what is missing: {@code 1 of user ann, group ops; deployment window mon-fri 09:00-17:00}. */
    static String missing(GateStatus status) {
        Tally tally = status.tally();
        List<Condition> conditions = status.gate().terms().conditions();
        Stream<String> people = tally.open().stream().map(rule -> tally.missing(rule) + " of " + rule.who());
        Stream<String> others = IntStream.range(0, conditions.size())
                .filter(i ->
                        i >= status.answers().size() || !status.answers().get(i).passes())
                .mapToObj(i -> conditions.get(i).text());
        return Stream.concat(people, others).collect(Collectors.joining("; "));
    }
}

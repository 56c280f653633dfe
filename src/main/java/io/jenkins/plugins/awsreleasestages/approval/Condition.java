package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A rule of a gate that no person answers, such as a time window.
 *
 * @param kind the symbol of the rule
 * @param text what it demands, in words: {@code deployment window mon-fri 09:00-17:00}
 * @param said its fields
 * @param policies those that demand it; none for one of the job
 */
public record Condition(String kind, String text, Map<String, String> said, List<String> policies) {

    public Condition {
        said = said == null ? new LinkedHashMap<>() : new LinkedHashMap<>(said);
        policies = policies == null ? new ArrayList<>() : new ArrayList<>(policies);
    }

    /** Of a job, not of a policy. */
    public Condition(String kind, String text, Map<String, String> said) {
        this(kind, text, said, List.of());
    }

    private boolean isTwice(Condition other) {
        return isSame(other) && isOfPolicy() == other.isOfPolicy();
    }

    /** As a policy demands it. */
    Condition of(String policy) {
        return new Condition(kind, text, said, List.of(policy));
    }

    /** Those that demand it, in words; null where it is the job. */
    public String policy() {
        return policies.isEmpty() ? null : String.join(", ", policies);
    }

    boolean isOfPolicy() {
        return !policies.isEmpty();
    }

    boolean isSame(Condition other) {
        return kind.equals(other.kind) && said.equals(other.said);
    }

    /** The same, demanded by both policies. */
    private Condition and(Condition other) {
        return new Condition(
                kind,
                text,
                said,
                Stream.concat(policies.stream(), other.policies.stream())
                        .distinct()
                        .toList());
    }

    /** All of them, none twice; but what the job demands stays its own, whatever policies come to say. */
    static List<Condition> all(List<Condition> some, List<Condition> more) {
        List<Condition> all = new ArrayList<>(some);
        for (Condition one : more) {
            int same = 0;
            while (same < all.size() && !all.get(same).isTwice(one)) {
                same++;
            }
            if (same == all.size()) {
                all.add(one);
            } else {
                all.set(same, all.get(same).and(one));
            }
        }
        return all;
    }
}

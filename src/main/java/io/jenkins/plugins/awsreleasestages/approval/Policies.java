package io.jenkins.plugins.awsreleasestages.approval;

import java.util.List;
import java.util.Optional;

/** All policies that a job is under. They add to each other; none takes away what another demands. */
public record Policies(List<Placed> all) {

    public Policies {
        all = List.copyOf(all);
    }

    /**
     * What is to be changed, and by whom. What is blank is not known.
     *
     * @param job the full name
     * @param branch null where the job is of no branch
     * @param stack the name; of an ARN the name is taken
     */
    public record Target(String job, String branch, String stage, String environment, String stack) {

        /** Of a stack, when it is not known which: any policy for a stack may mean it. */
        public static final String UNKNOWN = "?";

        public Target {
            branch = known(branch);
            stage = known(stage);
            environment = known(environment);
            stack = name(known(stack));
        }

        private static String known(String name) {
            return name == null || name.isBlank() ? null : name.strip();
        }

        /** {@code arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1a2b}: the id tells nobody anything. */
        private static String name(String stack) {
            if (stack == null || !stack.startsWith("arn:")) {
                return stack;
            }
            String[] parts = stack.split("/");
            return parts.length < 2 ? stack : parts[1];
        }

        /** As it is called from a folder around the job. */
        private Target seenFrom(String place) {
            return job.startsWith(place + "/")
                    ? new Target(job.substring(place.length() + 1), branch, stage, environment, stack)
                    : this;
        }
    }

    /**
     * A policy and where it is set.
     *
     * @param place the full name of the folder; empty for the global configuration
     */
    public record Placed(String place, ReleasePolicy policy) {

        private boolean applies(Target target) {
            return policy.where().matches(target.seenFrom(place));
        }

        private boolean mayApply(Target target) {
            return policy.where().mayMatch(target.seenFrom(place));
        }

        /** By which a gate names it: {@code Production (folder shop)}. */
        public String label() {
            return place.isEmpty() ? policy.name() : policy.name() + " (folder " + place + ")";
        }

        /** What it demands; each rule names it. */
        public GateTerms demands() {
            GateTerms terms = policy.demands();
            List<ApprovalRule> rules =
                    terms.rules().stream().map(rule -> rule.of(label())).toList();
            return terms.with(rules);
        }
    }

    public List<Placed> matching(Target target) {
        return all.stream().filter(policy -> policy.applies(target)).toList();
    }

    /** Those for this job that mean another stage, environment or stack. */
    public List<Placed> others(Target target) {
        return all.stream()
                .filter(policy -> policy.mayApply(target) && !policy.applies(target))
                .toList();
    }

    /** What all policies together demand there; empty where none applies. The terms may have no rules. */
    public Optional<GateTerms> demanded(Target target) {
        return matching(target).stream().map(Placed::demands).reduce(GateTerms::and);
    }

    public boolean isProtected(Target target) {
        return matching(target).stream().anyMatch(one -> one.policy().isProtected());
    }
}

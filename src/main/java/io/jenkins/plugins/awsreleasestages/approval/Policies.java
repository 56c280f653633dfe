package io.jenkins.plugins.awsreleasestages.approval;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All policies that a job is under. They add to each other; none takes away what another demands. */
public record Policies(List<Placed> all) {

    public Policies {
        all = List.copyOf(all);
    }

    /**
     * A stage that a change is made in.
     *
     * @param asked what was asked, and answered with yes, when the stage was entered; null where nobody was asked
     */
    public record Within(String stage, GateTerms asked) {}

    /**
     * What is to be changed, and by whom. What is blank is not known.
     *
     * @param job the full name
     * @param branch null where the job is of no branch
     * @param stages those around it
     * @param stack the name; of an ARN the name is taken
     */
    public record Target(String job, String branch, List<Within> stages, String environment, String stack) {

        /** Of a stack, when it is not known which: any policy for a stack may mean it. */
        public static final String UNKNOWN = "?";

        public Target {
            branch = known(branch);
            stages = List.copyOf(stages);
            environment = known(environment);
            stack = name(known(stack));
        }

        /** @param stage the only one, which nobody was asked for; null where there is none */
        public static Target of(String job, String branch, String stage, String environment, String stack) {
            List<Within> stages = known(stage) == null ? List.of() : List.of(new Within(known(stage), null));
            return new Target(job, branch, stages, environment, stack);
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
                    ? new Target(job.substring(place.length() + 1), branch, stages, environment, stack)
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

        /** Whether all stages by which it applies were entered through a gate that asked for as much. */
        private boolean isMet(Target target) {
            return policy.where().isOfStages()
                    && target.stages().stream()
                            .filter(within -> policy.where().names(within))
                            .allMatch(within ->
                                    within.asked() != null && within.asked().meets(demands()));
        }

        /** By which a gate names it: {@code Production (folder shop)}. */
        public String label() {
            return place.isEmpty() ? policy.name() : policy.name() + " (folder " + place + ")";
        }

        /** What it demands; each rule names it. */
        public GateTerms demands() {
            return policy.demands().of(label());
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

    /**
     * What all policies together demand there, but for what was asked already when a stage was entered; empty where there
     * is nothing. The terms may have no rules.
     */
    public Optional<GateTerms> demanded(Target target) {
        return demands(target, policy -> !policy.isMet(target));
    }

    /** What is demanded of whoever enters a stage, whatever is changed in it: by the policies that name stages alone. */
    public Optional<GateTerms> toEnter(Target stage) {
        return demands(stage, placed -> placed.policy().where().isOfStages());
    }

    /** The names of those who are told of a stage, whatever is changed in it. */
    public List<String> receivers(Target stage) {
        return demands(stage, any -> true).map(GateTerms::receivers).orElse(List.of());
    }

    private Optional<GateTerms> demands(Target target, Predicate<Placed> which) {
        return matching(target).stream().filter(which).map(Placed::demands).reduce(GateTerms::and);
    }

    public boolean isProtected(Target target) {
        return matching(target).stream().anyMatch(one -> one.policy().isProtected());
    }
}

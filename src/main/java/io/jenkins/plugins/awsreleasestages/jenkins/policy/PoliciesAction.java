package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Placed;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Target;
import io.jenkins.plugins.awsreleasestages.jenkins.OfEveryJob;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The page of a job that explains what its releases are asked for. It is for all who see the job.
 */
public final class PoliciesAction implements Action {

    public static final String URL = "release-policies";

    private final transient Job<?, ?> job;

    PoliciesAction(Job<?, ?> job) {
        this.job = job;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** What holds for what is typed into the page's form. */
    public Explained explain(StaplerRequest2 request) {
        return explain(
                request.getParameter("stage"), request.getParameter("environment"), request.getParameter("stack"));
    }

    Explained explain(String stage, String environment, String stack) {
        job.checkPermission(Item.READ);
        Target target = ReleasePolicies.target(job, stage, environment, stack);
        return new Explained(target, ReleasePolicies.over(job));
    }

    /** Those that bind the job. */
    public List<DeclaredFreeze> getFreezes() {
        return DeclaredFreezes.get().over(job);
    }

    /** Where whoever looks may freeze: full names, an empty one for the whole Jenkins. */
    public List<String> getPlaces() {
        return DeclaredFreezes.placesOf(job).stream()
                .filter(DeclaredFreezes::mayFreeze)
                .toList();
    }

    /** For the form. */
    public String getTimeZone() {
        return ZoneId.systemDefault().getId();
    }

    @POST
    public HttpResponse doFreeze(
            @QueryParameter String place,
            @QueryParameter String from,
            @QueryParameter String until,
            @QueryParameter String timeZone,
            @QueryParameter String reason) {
        job.checkPermission(Item.READ);
        refuseUnlessAllowed(place);
        try {
            DeclaredFreezes.get()
                    .declare(new DeclaredFreeze(
                            place,
                            from,
                            until,
                            timeZone,
                            reason,
                            Jenkins.getAuthentication2().getName(),
                            Instant.now()));
        } catch (IllegalArgumentException e) {
            throw HttpResponses.errorWithoutStack(400, e.getMessage());
        }
        return HttpResponses.redirectTo(303, ".");
    }

    /** Whoever comes when it has ended already finds it so. */
    @POST
    public HttpResponse doEndFreeze(@QueryParameter String id) {
        job.checkPermission(Item.READ);
        for (DeclaredFreeze freeze : getFreezes()) {
            if (freeze.getId().equals(id)) {
                refuseUnlessAllowed(freeze.getPlace());
                DeclaredFreezes.get().end(freeze, Jenkins.getAuthentication2().getName());
            }
        }
        return HttpResponses.redirectTo(303, ".");
    }

    private void refuseUnlessAllowed(String place) {
        if (!getPlaces().contains(place)) {
            throw HttpResponses.errorWithoutStack(403, "Who may configure a folder freezes it, and ends its freezes.");
        }
    }

    /** The side panel has one entry of ours; the pages of the job and of its releases lead here. */
    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Release policies";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** The answer, as the page reads it. */
    public static final class Explained {

        private final Target target;
        private final Policies policies;
        private final Optional<GateTerms> terms;

        Explained(Target target, Policies policies) {
            this.target = target;
            this.policies = policies;
            this.terms = policies.demanded(target);
        }

        public String getStage() {
            return target.stages().isEmpty() ? null : target.stages().get(0).stage();
        }

        public String getEnvironment() {
            return target.environment();
        }

        public String getStack() {
            return target.stack();
        }

        public String getBranch() {
            return target.branch();
        }

        public List<Row> getMatching() {
            return policies.matching(target).stream().map(Row::new).toList();
        }

        public List<Row> getOthers() {
            return policies.others(target).stream().map(Row::new).toList();
        }

        /** All that has to be met, a line each. */
        public List<String> getDemands() {
            return terms.map(all -> lines(all, policies.isProtected(target))).orElse(List.of());
        }

        /** The rules that nobody can meet, a sentence each. */
        public List<String> getUnreachable() {
            return terms.map(all -> all.unreachable(all.serviceAccounts())).orElse(List.of());
        }
    }

    /** A policy, as a table shows it. */
    public static final class Row {

        private final Placed placed;

        Row(Placed placed) {
            this.placed = placed;
        }

        public String getName() {
            return placed.policy().name();
        }

        /** The folder; empty for the global configuration. */
        public String getPlace() {
            return placed.place();
        }

        public String getWhere() {
            return placed.policy().where().inWords();
        }

        public List<String> getDemands() {
            return lines(placed.policy().demands(), placed.policy().isProtected());
        }
    }

    private static List<String> lines(GateTerms terms, boolean isProtected) {
        List<String> lines = new ArrayList<>();
        for (ApprovalRule rule : terms.rules()) {
            String by = rule.policy() == null ? "" : " (" + rule.policy() + ")";
            lines.add(rule.name() + ": " + rule.inWords() + (rule.reason() ? ", with a reason" : "") + by);
        }
        for (Condition condition : terms.conditions()) {
            String by = condition.policy() == null ? "" : " (" + condition.policy() + ")";
            lines.add("Condition: " + condition.text() + by);
        }
        if (terms.distinct() && terms.rules().size() > 1) {
            lines.add("Each person counts in one rule only.");
        }
        if (terms.notRequester()) {
            lines.add("Who started the run may not approve.");
        }
        if (terms.notAuthors()) {
            lines.add("Who has written a part of it may not approve.");
        }
        lines.add("Who started the run may "
                + (terms.requesterOverrides() ? "override, with the right to." : "not override."));
        if (!terms.serviceAccounts().isEmpty()) {
            lines.add("These do not count as persons: " + String.join(", ", terms.serviceAccounts()) + ".");
        }
        if (!terms.receivers().isEmpty()) {
            lines.add("These are told: " + String.join(", ", terms.receivers()) + ".");
        }
        if (isProtected) {
            lines.add("The target is protected.");
        }
        return lines;
    }

    /** Adds the page to every job. */
    @Extension
    public static final class Factory extends OfEveryJob {

        public Factory() {
            super(PoliciesAction.class, PoliciesAction::new);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.ReleasePolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A policy as forms and YAML say it. */
public class PolicyDefinition extends AbstractDescribableImpl<PolicyDefinition> {

    private final String name;
    private List<String> jobs = new ArrayList<>();
    private List<String> branches = new ArrayList<>();
    private List<String> stages = new ArrayList<>();
    private List<String> environments = new ArrayList<>();
    private List<String> stacks = new ArrayList<>();
    private List<GateRule> rules = new ArrayList<>();
    private boolean distinct;
    private boolean notRequester = true;
    private boolean notAuthors;
    private boolean requesterOverrides;
    private List<String> serviceAccounts = new ArrayList<>();
    private boolean protectedTarget;

    private List<ReleaseRule> conditions = new ArrayList<>();
    private List<String> notify = new ArrayList<>();

    @DataBoundConstructor
    public PolicyDefinition(String name) {
        this.name = EmptyFields.kept(name);
    }

    public String getName() {
        return name;
    }

    public List<String> getJobs() {
        return jobs;
    }

    /** @param jobs patterns of the names of jobs and folders, relative to the folder that has the policy */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setJobs(List<String> jobs) {
        this.jobs = EmptyFields.keptLines(jobs);
    }

    public List<String> getBranches() {
        return branches;
    }

    /** @param branches patterns of the branches of multibranch projects */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setBranches(List<String> branches) {
        this.branches = EmptyFields.keptLines(branches);
    }

    public List<String> getStages() {
        return stages;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setStages(List<String> stages) {
        this.stages = EmptyFields.keptLines(stages);
    }

    public List<String> getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setEnvironments(List<String> environments) {
        this.environments = EmptyFields.keptLines(environments);
    }

    public List<String> getStacks() {
        return stacks;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setStacks(List<String> stacks) {
        this.stacks = EmptyFields.keptLines(stacks);
    }

    public List<GateRule> getRules() {
        return rules;
    }

    /** @param rules all of which must be met */
    @DataBoundSetter
    public void setRules(List<GateRule> rules) {
        // Jenkins's own serializer refuses the JDK's immutable collections.
        this.rules = rules == null ? new ArrayList<>() : new ArrayList<>(rules);
    }

    public List<ReleaseRule> getConditions() {
        // What was saved before there were any has none.
        return conditions == null ? List.of() : conditions;
    }

    /** @param conditions all of which must be met, whoever approves */
    @DataBoundSetter
    public void setConditions(List<ReleaseRule> conditions) {
        this.conditions = conditions == null ? new ArrayList<>() : new ArrayList<>(conditions);
    }

    public List<String> getNotify() {
        // What was saved before there were any has none.
        return notify == null ? List.of() : notify;
    }

    /** @param notify the names of receivers who are told of the gates and stages that it binds */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setNotify(List<String> notify) {
        this.notify = EmptyFields.keptLines(notify);
    }

    public boolean isDistinct() {
        return distinct;
    }

    @DataBoundSetter
    public void setDistinct(boolean distinct) {
        this.distinct = distinct;
    }

    public boolean isNotRequester() {
        return notRequester;
    }

    @DataBoundSetter
    public void setNotRequester(boolean notRequester) {
        this.notRequester = notRequester;
    }

    public boolean isNotAuthors() {
        return notAuthors;
    }

    @DataBoundSetter
    public void setNotAuthors(boolean notAuthors) {
        this.notAuthors = notAuthors;
    }

    public boolean isRequesterOverrides() {
        return requesterOverrides;
    }

    @DataBoundSetter
    public void setRequesterOverrides(boolean requesterOverrides) {
        this.requesterOverrides = requesterOverrides;
    }

    public List<String> getServiceAccounts() {
        return serviceAccounts;
    }

    /** @param serviceAccounts ids of users that are no persons */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setServiceAccounts(List<String> serviceAccounts) {
        this.serviceAccounts = EmptyFields.keptLines(serviceAccounts);
    }

    public boolean isProtected() {
        return protectedTarget;
    }

    @DataBoundSetter
    public void setProtected(boolean protectedTarget) {
        this.protectedTarget = protectedTarget;
    }

    ReleasePolicy policy() {
        return new ReleasePolicy(
                name,
                new ReleasePolicy.Where(jobs, branches, stages, environments, stacks),
                new GateTerms(
                        rules.stream().map(GateRule::rule).toList(),
                        distinct,
                        notRequester,
                        notAuthors,
                        requesterOverrides,
                        serviceAccounts,
                        ReleaseRule.conditions(getConditions()),
                        getNotify()),
                protectedTarget);
    }

    /** A list that Jenkins's own serializer takes. @throws IllegalArgumentException says all that is wrong */
    static List<PolicyDefinition> checked(List<PolicyDefinition> definitions) {
        List<PolicyDefinition> all = definitions == null ? new ArrayList<>() : new ArrayList<>(definitions);
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (PolicyDefinition definition : all) {
            problems.addAll(definition.policy().problems());
            String place = "policy '" + definition.getName() + "': ";
            ReleaseRule.problemsInPolicy(definition.getConditions()).forEach(problem -> problems.add(place + problem));
            NamedReceivers.nameProblems(definition.getNotify()).forEach(problem -> problems.add(place + problem));
            if (!names.add(definition.getName())) {
                problems.add("policy '" + definition.getName() + "': is there twice.");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return all;
    }

    static List<PolicyDefinition> submitted(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            EmptyFields.forget(form.opt("policies"));
            Object given = form.opt("policies");
            Descriptor<PolicyDefinition> descriptor = ExtensionList.lookupSingleton(DescriptorImpl.class);
            List<PolicyDefinition> policies = new ArrayList<>();
            for (Object one : given == null ? new JSONArray() : JSONArray.fromObject(given)) {
                // By the descriptor, so that those of the conditions are asked too, which take lines for lists.
                policies.add(descriptor.newInstance(request, (JSONObject) one));
            }
            return checked(policies);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "policies");
        }
    }

    @Extension
    @Symbol("releasePolicy")
    public static final class DescriptorImpl extends Descriptor<PolicyDefinition> implements FieldsForm {

        @Override
        public String getDisplayName() {
            return "Release policy";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> ReleasePolicy.nameProblem(value));
        }

        @POST
        public FormValidation doCheckNotify(@AncestorInPath Item item, @QueryParameter String value) {
            return NamedReceivers.check(item, EmptyFields.lines(value));
        }

        @POST
        public FormValidation doCheckServiceAccounts(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item,
                    () -> EmptyFields.lines(value).stream()
                            .map(ReleasePolicy::accountProblem)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null));
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.ReleasePolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Some people, and how many of them must approve, as forms and YAML say it. */
public class GateRule extends AbstractDescribableImpl<GateRule> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private List<String> approvers = new ArrayList<>();
    private int count = 1;
    private boolean reason;

    @DataBoundConstructor
    public GateRule(String name) {
        this.name = EmptyFields.kept(name);
    }

    public String getName() {
        return name;
    }

    public List<String> getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setApprovers(List<String> approvers) {
        this.approvers = EmptyFields.keptLines(approvers);
    }

    public int getCount() {
        return count;
    }

    @DataBoundSetter
    public void setCount(int count) {
        this.count = count;
    }

    public boolean isReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(boolean reason) {
        this.reason = reason;
    }

    ApprovalRule rule() {
        return new ApprovalRule(name, approvers, count, reason);
    }

    /** What a step's fields demand: one rule by the short form, or several. */
    public static GateTerms terms(List<String> approvers, int quorum, List<GateRule> rules) {
        return rules.isEmpty()
                ? GateTerms.of(approvers, quorum)
                : GateTerms.of(rules.stream().map(GateRule::rule).toList());
    }

    /** What is wrong with these fields, a sentence each. */
    public static List<String> problems(List<String> approvers, int quorum, List<GateRule> rules) {
        List<String> problems = new ArrayList<>();
        if (!rules.isEmpty() && (!approvers.isEmpty() || quorum != 1)) {
            problems.add("rules: say by themselves who decides; leave out approvers and quorum.");
        }
        rules.stream()
                .filter(rule -> rule.approvers.isEmpty())
                .forEach(rule -> problems.add("rules: '" + rule.name + "': approvers are missing."));
        problems.addAll(terms(approvers, quorum, rules).problems());
        return problems;
    }

    @Extension
    @Symbol("gateRule")
    public static final class DescriptorImpl extends Descriptor<GateRule> implements FieldsForm {

        @Override
        public String getDisplayName() {
            return "Rule";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> ReleasePolicy.nameProblem(value));
        }

        @POST
        public FormValidation doCheckApprovers(@AncestorInPath Item item, @QueryParameter String value) {
            return EmptyFields.lines(value).isEmpty()
                    ? FieldChecks.problem(item, () -> "Who approves is missing.")
                    : ApproverNames.check(item, value);
        }

        @POST
        public FormValidation doCheckCount(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateIntegerInRange(value, 1, ApprovalRule.MOST));
        }
    }
}

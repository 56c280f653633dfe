package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnDeploy stack: …, template: …}: creates a change set, has it judged, and executes exactly that. */
public class CfnDeployStep extends CfnChangeStep {

    private String replacement = ReplacementPolicy.ASK.name();
    private boolean approve;
    private List<String> approvers = new ArrayList<>();
    private String onAbort = AbortChoice.CANCEL.name();

    @DataBoundConstructor
    public CfnDeployStep(String stack) {
        super(stack);
    }

    public String getReplacement() {
        return replacement;
    }

    @DataBoundSetter
    public void setReplacement(String replacement) {
        this.replacement = Util.fixNull(replacement).trim();
    }

    public boolean isApprove() {
        return approve;
    }

    @DataBoundSetter
    public void setApprove(boolean approve) {
        this.approve = approve;
    }

    public List<String> getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    public void setApprovers(List<String> approvers) {
        this.approvers = new ArrayList<>();
        if (approvers != null) {
            approvers.stream()
                    .map(Util::fixEmptyAndTrim)
                    .filter(Objects::nonNull)
                    .forEach(this.approvers::add);
        }
    }

    public String getOnAbort() {
        return onAbort;
    }

    @DataBoundSetter
    public void setOnAbort(String onAbort) {
        this.onAbort = Util.fixNull(onAbort).trim();
    }

    @Override
    ActionPlan plan(ChangeSetRequest request, ChangeSetFiles files, String policy) {
        return new CfnDeployPlan(
                scope(),
                request,
                files,
                policy,
                readiness(),
                new Judgement(ReplacementPolicy.valueOf(replacement), approve, approvers),
                onAbort.equals(AbortChoice.LEAVE.name()),
                limit());
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>(super.problems(words));
        if (Arrays.stream(ReplacementPolicy.values())
                .noneMatch(policy -> policy.name().equals(replacement))) {
            problems.add("replacement: '" + replacement + "' is none of ALLOW, ASK, FAIL.");
        }
        if (AbortChoice.problem(onAbort) != null) {
            problems.add(AbortChoice.problem(onAbort));
        }
        return problems;
    }

    @Extension
    @Symbol("cfnDeploy")
    public static final class DescriptorImpl extends CfnChangeStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnDeploy";
        }

        @Override
        public String getDisplayName() {
            return "Deploy a CloudFormation stack: change set, approval, execution";
        }

        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnDeployStep step = (CfnDeployStep) super.newInstance(request, form);
            step.setApprovers(form.optString("approverLines").lines().toList());
            return step;
        }

        public String approverLines(CfnDeployStep step) {
            return step == null ? "" : String.join("\n", step.getApprovers());
        }

        @POST
        public ListBoxModel doFillReplacementItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("Ask for approval", "ASK");
                items.add("Fail", "FAIL");
                items.add("Allow", "ALLOW");
            }
            return items;
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return FieldChecks.mayConfigure(item) ? AbortChoice.items() : new ListBoxModel();
        }
    }
}

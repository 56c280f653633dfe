package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteAction;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnDelete stack: …}: deletes a stack and follows that to the end. */
public class CfnDeleteStep extends StackStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private List<String> retainResources = new ArrayList<>();
    private boolean force;
    private String role;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnDeleteStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public List<String> getRetainResources() {
        return retainResources;
    }

    @DataBoundSetter
    public void setRetainResources(List<String> retainResources) {
        this.retainResources = EmptyFields.keptChoice(retainResources);
    }

    public boolean isForce() {
        return force;
    }

    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = EmptyFields.kept(role);
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = super.problems(words);
        problems.addAll(request(words).problems());
        if (AwsNames.roleProblem(words.apply(role)) != null) {
            problems.add(AwsNames.roleProblem(words.apply(role)));
        }
        return problems;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new CfnDeletePlan(scope(words), words.apply(getStack()), request(words), limit());
    }

    private DeleteAction.Request request(UnaryOperator<String> words) {
        return new DeleteAction.Request(all(words, retainResources), force, words.apply(role));
    }

    @Extension
    @Symbol("cfnDelete")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnDelete";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CfnDeletePlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Delete a CloudFormation stack";
        }

        /** The form shows the list as words. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnDeleteStep step = (CfnDeleteStep) super.newInstance(request, form);
            if (form.has("retainedNames")) {
                step.setRetainResources(words(form.optString("retainedNames")));
            }
            return step;
        }

        public String retainedNames(CfnDeleteStep step) {
            return step == null ? "" : String.join(", ", step.getRetainResources());
        }

        @POST
        public FormValidation doCheckRetainedNames(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item,
                    value,
                    () -> String.join(" ", new DeleteAction.Request(words(value), false, null).problems()));
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}

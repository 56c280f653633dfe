package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.LinkedHashMap;
import java.util.Map;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The fields of {@link AwsStep}; a form shows them with {@code <st:include page="aws.jelly" class="…AwsStep"/>}. */
public abstract class AwsStepDescriptor extends StepDescriptor implements ActionPlan.Kinds {

    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        EmptyFields.forget(form);
        return super.newInstance(request, form);
    }

    /**
     * A map of any kind does. The setters take a raw {@code HashMap}, since that is the one kind of map that the Job DSL
     * can set: of an interface it knows no value but a closure.
     */
    @Override
    public Step newInstance(Map<String, Object> arguments) throws Exception {
        Map<String, Object> plain = new LinkedHashMap<>(arguments);
        plain.replaceAll((name, value) -> value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : value);
        return super.newInstance(plain);
    }

    @POST
    public ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
        return roleFields().doFillEnvironmentItems(item);
    }

    @POST
    public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
        return roleFields().doCheckEnvironment(item, value);
    }

    @POST
    public FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
        return roleFields().doCheckRegion(item, value);
    }

    private static AwsRoleStep.DescriptorImpl roleFields() {
        return ExtensionList.lookupSingleton(AwsRoleStep.DescriptorImpl.class);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The fields of {@link AwsStep}; a form shows them with {@code <st:include page="aws.jelly" class="…AwsStep"/>}. */
public abstract class AwsStepDescriptor extends StepDescriptor {

    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        EmptyFields.forget(form);
        return super.newInstance(request, form);
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

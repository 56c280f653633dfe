package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link CfnChangeStep}: maps and lists are lines of text in it. */
public abstract class CfnChangeStepDescriptor extends AwsStepDescriptor {

    @POST
    public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
        ListBoxModel items = new ListBoxModel();
        if (FieldChecks.mayConfigure(item)) {
            items.add("As CloudFormation does: roll back", "");
            items.add("Roll back", "ROLLBACK");
            items.add("Leave it as it is", "DO_NOTHING");
            items.add("Delete a stack that could not be created", "DELETE");
        }
        return items;
    }
}

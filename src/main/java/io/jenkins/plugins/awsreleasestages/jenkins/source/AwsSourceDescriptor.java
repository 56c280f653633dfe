package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;

/** A kind of source in the form of a job. */
public abstract class AwsSourceDescriptor extends Descriptor<AwsSource> {

    /** What is wrong, for those who may change it. */
    static FormValidation check(Item item, String problem) {
        return problem == null || !mayConfigure(item) ? FormValidation.ok() : FormValidation.error(problem);
    }

    static boolean mayConfigure(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }
}

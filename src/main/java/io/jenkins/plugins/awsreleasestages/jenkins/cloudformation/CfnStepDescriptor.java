package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.EnvVars;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The fields of {@link CfnStep} and {@link StackStep}. */
public abstract class CfnStepDescriptor extends AwsStepDescriptor {

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, EnvVars.class);
    }

    /** A list as a form shows it: separated by blanks or commas. */
    static List<String> words(String text) {
        return Arrays.stream((text == null ? "" : text).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @POST
    public FormValidation doCheckStack(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.problemUnlessVariable(
                item, value, () -> FoundStack.stackProblem(Util.fixEmptyAndTrim(value)));
    }

    @POST
    public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
    }
}

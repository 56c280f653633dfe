package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What the steps that are a gate and nothing else have in common in their forms. */
public abstract class GateStepDescriptor extends StepDescriptor implements ActionPlan.Kinds, FieldsForm {

    /** CodePipeline user guide, quotas: "Approval action". */
    static final int LONGEST_MINUTES = 60 * 24 * 60;

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class);
    }

    @Override
    public final Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
        EmptyFields.forget(form);
        StepFields.of(clazz).takeMaps(form);
        return super.newInstance(request, form);
    }

    @Override
    public final Step newInstance(Map<String, Object> arguments) throws Exception {
        return super.newInstance(StepFields.of(clazz).given(arguments));
    }

    /** @return what is wrong with a time limit, or null */
    static String problem(int timeoutMinutes) {
        return timeoutMinutes < 1 || timeoutMinutes > LONGEST_MINUTES
                ? "timeoutMinutes: must be 1 to " + LONGEST_MINUTES + "."
                : null;
    }

    /** A form is a job's, which may be run elsewhere: what is not there is a warning. */
    @POST
    public final FormValidation doCheckNotify(@AncestorInPath Item item, @QueryParameter String value) {
        return NamedReceivers.check(item, EmptyFields.lines(value));
    }

    @POST
    public final FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.guarded(item, () -> FormValidation.validateIntegerInRange(value, 1, LONGEST_MINUTES));
    }
}

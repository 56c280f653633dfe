package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.EnvVars;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.CheckedForm;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.StaplerRequest2;

/** The fields of {@link AwsStep}; a form shows them with {@code <st:include page="aws.jelly" class="…AwsStep"/>}. */
public abstract class AwsStepDescriptor extends StepDescriptor
        implements ActionPlan.Kinds, CheckedForm, EnvironmentForm {

    @Override
    public final String getDisplayName() {
        return clazz.getAnnotation(ActionStep.Title.class).value();
    }

    /** The plan's kind: a step is called what its plan is called. */
    @Override
    public String getFunctionName() {
        return planKinds().get(0).getAnnotation(ActionPlan.Kind.class).value();
    }

    /** The plans that are declared in the step's class. */
    @Override
    public List<Class<? extends ActionPlan>> planKinds() {
        return Arrays.stream(clazz.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(ActionPlan.Kind.class))
                .<Class<? extends ActionPlan>>map(type -> type.asSubclass(ActionPlan.class))
                .toList();
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, EnvVars.class);
    }

    /** What a form leaves empty was left out; names and lines become lists and maps. */
    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        EmptyFields.forget(form);
        StepFields fields = StepFields.of(clazz);
        Map<String, Object> maps = fields.takeMaps(form);
        Step step = super.newInstance(request, form);
        fields.setAll(step, maps);
        return step;
    }

    @Override
    public Step newInstance(Map<String, Object> arguments) throws Exception {
        return super.newInstance(StepFields.of(clazz).given(arguments));
    }

    @Override
    public FormValidation.CheckMethod getCheckMethod(String field) {
        return checkOf(field, super.getCheckMethod(field));
    }

    @Override
    public List<String> problemsOf(Object step) {
        return ((AwsStep) step).allProblems(Expansion.NONE);
    }
}

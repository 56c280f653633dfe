package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.EnvVars;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The fields of {@link AwsStep}; a form shows them with {@code <st:include page="aws.jelly" class="…AwsStep"/>}. */
public abstract class AwsStepDescriptor extends StepDescriptor
        implements ActionPlan.Kinds, FieldsForm, EnvironmentForm {

    private static final Pattern NOT_A_NAME = Pattern.compile("[^A-Za-z]+");

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

    /** The fields that a check of this one looks at as well. */
    protected List<String> checkedWith(String field) {
        return List.of();
    }

    /** A field without a check of its own has that of the step: {@link #doCheckField}. A switch cannot be wrong. */
    @Override
    public FormValidation.CheckMethod getCheckMethod(String field) {
        FormValidation.CheckMethod own = super.getCheckMethod(field);
        return own.toStemUrl() != null || StepFields.of(clazz).isSwitch(field) ? own : new FieldCheck(field);
    }

    /**
     * Says what the step would be refused for because of one field. Its name is the rest of the path; the browser sends its
     * text and those of {@link #checkedWith}.
     */
    @POST
    public final FormValidation doCheckField(
            StaplerRequest2 request, @AncestorInPath Item item, @QueryParameter String value) {
        String field = request.getRestOfPath().replace("/", "");
        return check(item, field, name -> name.equals(field) ? value : request.getParameter(name));
    }

    /** @param texts what is in a field of the form */
    public final FormValidation check(Item item, String field, UnaryOperator<String> texts) {
        return FieldChecks.problem(item, () -> problem(field, texts));
    }

    /**
     * Null where nothing is wrong, or where a variable of the run is named, whose value nobody knows yet. A sentence that
     * names a field that nobody has looked at may not be true.
     */
    public final String problem(String field, UnaryOperator<String> texts) {
        if (FieldChecks.namesVariable(texts.apply(field))) {
            return null;
        }
        List<String> looked = new ArrayList<>(checkedWith(field));
        looked.add(field);
        StepFields fields = StepFields.of(clazz);
        Set<String> unseen = fields.names().stream()
                .filter(name -> fields.isTelling(name) && !looked.contains(name))
                .collect(Collectors.toSet());
        try {
            AwsStep step = (AwsStep) fields.sketch(texts, looked);
            return step.allProblems(Expansion.NONE).stream()
                    .filter(problem -> isAbout(field, problem))
                    .filter(problem -> NOT_A_NAME.splitAsStream(problem).noneMatch(unseen::contains))
                    .map(FieldChecks::withoutField)
                    .collect(Collectors.joining(" "));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Problems begin with the field's name, or with several: {@code template and templateUrl: say one of them.} */
    private static boolean isAbout(String field, String problem) {
        int colon = problem.indexOf(':');
        return colon > 0
                && List.of(problem.substring(0, colon).split(" and |, ")).contains(field);
    }

    private final class FieldCheck extends FormValidation.CheckMethod {
        private final String field;

        FieldCheck(String field) {
            super(AwsStepDescriptor.this, field);
            this.field = field;
        }

        @Override
        public String toStemUrl() {
            return getCurrentDescriptorByNameUrl() + "/" + getDescriptorUrl() + "/checkField/" + field;
        }

        @Override
        public String getDependsOn() {
            return String.join(" ", checkedWith(field));
        }
    }
}

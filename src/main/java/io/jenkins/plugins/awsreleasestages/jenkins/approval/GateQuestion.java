package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code [name: 'percent', type: 'NUMBER', min: '1', max: '100']}: what a gate asks besides yes or no. */
public class GateQuestion extends AbstractDescribableImpl<GateQuestion> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;

    @DataBoundSetter
    public String type = GateInput.Kind.STRING.name();

    @DataBoundSetter
    public String description;

    @DataBoundSetter
    public String defaultValue;

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> choices = new ArrayList<>();

    /** A number, as text: forms and Job DSL know no other that may be left out. */
    @DataBoundSetter
    public String min;

    @DataBoundSetter
    public String max;

    @DataBoundSetter
    public String pattern;

    @DataBoundConstructor
    public GateQuestion(String name) {
        this.name = EmptyFields.kept(name);
    }

    public String getName() {
        return name;
    }

    private GateInput input() {
        GateInput.Kind kind = Arrays.stream(GateInput.Kind.values())
                .filter(one -> one.name().equals(type.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
        return new GateInput(name, kind, description, defaultValue, choices, number(min), number(max), pattern);
    }

    private static Double number(String text) {
        try {
            return text == null ? null : Double.valueOf(text.trim());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    static List<GateInput> inputs(List<GateQuestion> questions) {
        return questions.stream().map(GateQuestion::input).toList();
    }

    /** What is wrong with them, a sentence each. */
    static List<String> problems(List<GateQuestion> questions) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (GateInput input : inputs(questions)) {
            problems.addAll(input.problems());
            if (!names.add(input.name())) {
                problems.add("inputs: two have the name '" + input.name() + "'.");
            }
        }
        return problems;
    }

    @Extension
    @Symbol("gateInput")
    public static final class DescriptorImpl extends Descriptor<GateQuestion> implements FieldsForm {

        @Override
        public String getDisplayName() {
            return "Input";
        }

        @Override
        public GateQuestion newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            StepFields.of(clazz).takeMaps(form);
            return super.newInstance(request, form);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateRequired(value));
        }

        @POST
        public ListBoxModel doFillTypeItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("Text", "STRING");
                items.add("Choice", "CHOICE");
                items.add("Yes or no", "BOOLEAN");
                items.add("Number", "NUMBER");
            }
            return items;
        }
    }
}

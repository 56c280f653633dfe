package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The form of something with fields that are all checked alike. A descriptor implements this, and asks {@link #checkOf} in its
 * {@code getCheckMethod}.
 */
public interface CheckedForm extends FieldsForm {

    Pattern NOT_A_NAME = Pattern.compile("[^A-Za-z]+");

    /** All that is wrong with one, a sentence each, which begins with the field's name and a colon. */
    List<String> problemsOf(Object one);

    /** The fields that a check of this one looks at as well. */
    default List<String> checkedWith(String field) {
        return List.of();
    }

    /** A field without a check of its own has that of all: {@link #doCheckField}. A switch cannot be wrong. */
    default FormValidation.CheckMethod checkOf(String field, FormValidation.CheckMethod own) {
        return own.toStemUrl() != null || StepFields.of(type()).isSwitch(field) ? own : new FieldCheck(this, field);
    }

    /**
     * Says what the whole would be refused for because of one field. Its name is the rest of the path; the browser sends its
     * text and those of {@link #checkedWith}.
     */
    @POST
    default FormValidation doCheckField(
            StaplerRequest2 request, @AncestorInPath Item item, @QueryParameter String value) {
        String field = request.getRestOfPath().replace("/", "");
        return check(item, field, name -> name.equals(field) ? value : request.getParameter(name));
    }

    /** @param texts what is in a field of the form */
    default FormValidation check(Item item, String field, UnaryOperator<String> texts) {
        return FieldChecks.problem(item, () -> problem(field, texts));
    }

    /**
     * Null where nothing is wrong, or where a variable of the run is named, whose value nobody knows yet. A sentence that
     * names a field that nobody has looked at may not be true.
     */
    default String problem(String field, UnaryOperator<String> texts) {
        if (FieldChecks.namesVariable(texts.apply(field))) {
            return null;
        }
        List<String> looked = new ArrayList<>(checkedWith(field));
        looked.add(field);
        StepFields fields = StepFields.of(type());
        Set<String> unseen = fields.names().stream()
                .filter(name -> fields.isTelling(name) && !looked.contains(name))
                .collect(Collectors.toSet());
        try {
            return problemsOf(fields.sketch(texts, looked)).stream()
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

    final class FieldCheck extends FormValidation.CheckMethod {
        private final CheckedForm form;
        private final String field;

        private FieldCheck(CheckedForm form, String field) {
            super((Descriptor<?>) form, field);
            this.form = form;
            this.field = field;
        }

        @Override
        public String toStemUrl() {
            return Descriptor.getCurrentDescriptorByNameUrl() + "/" + ((Descriptor<?>) form).getDescriptorUrl()
                    + "/checkField/" + field;
        }

        @Override
        public String getDependsOn() {
            return String.join(" ", form.checkedWith(field));
        }
    }
}

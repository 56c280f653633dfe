package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a filter, whose lists of patterns are all checked alike. */
public interface PatternsForm extends FieldsForm {

    static NamePatterns patterns(List<String> includes, List<String> excludes) {
        return new NamePatterns(EmptyFields.keptLines(includes), EmptyFields.keptLines(excludes));
    }

    @POST
    default FormValidation doCheckPatterns(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.problem(
                item,
                () -> String.join(" ", new NamePatterns(EmptyFields.lines(value), List.of()).problems("patterns", "")));
    }
}

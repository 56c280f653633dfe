package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Util;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.LinkedHashSet;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The fields {@code environment} and {@code region} of {@code place.jelly} of {@link AwsStep}; the descriptor implements this. */
public interface EnvironmentForm {

    /** A name can be typed as well: in a freestyle job it may be a variable of the run. */
    @POST
    default ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
        return new ComboBoxModel(FolderEnvironments.names(item));
    }

    @POST
    default FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.guarded(item, () -> {
            String name = Util.fixEmptyAndTrim(value);
            return name == null
                            || FieldChecks.namesVariable(name)
                            || FolderEnvironments.names(item).contains(name)
                    ? FormValidation.ok()
                    : FormValidation.warning("The job sees no environment '" + name + "'.");
        });
    }

    @POST
    default FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.problemUnlessVariable(
                item, value, () -> AwsNames.regionProblem(Util.fixEmptyAndTrim(value)));
    }

    /** The field {@code environment} alone, where there are no variables. */
    interface Choice {

        /** With the one that was chosen. */
        @POST
        default ListBoxModel doFillEnvironmentItems(@AncestorInPath Item item, @QueryParameter String environment) {
            ListBoxModel items = new ListBoxModel();
            items.add("- none -", "");
            Set<String> names = new LinkedHashSet<>(FolderEnvironments.names(item));
            if (Util.fixEmptyAndTrim(environment) != null) {
                names.add(environment);
            }
            names.forEach(items::add);
            return items;
        }
    }
}

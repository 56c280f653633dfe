package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.Comparison;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The fields {@code operator} and {@code value} of a rule that compares; its descriptor implements this. */
public interface ComparisonForm {

    /** Those that may be chosen. */
    default Set<Comparison> comparisons() {
        return Comparison.ALL;
    }

    @POST
    default FormValidation doCheckValue(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String operator) {
        return FieldChecks.problem(item, () -> Comparison.problem(operator, value));
    }

    @POST
    default ListBoxModel doFillOperatorItems(@AncestorInPath Item item) {
        ListBoxModel items = new ListBoxModel();
        if (FieldChecks.mayConfigure(item)) {
            comparisons().forEach(one -> items.add(one.words(), one.name()));
        }
        return items;
    }
}

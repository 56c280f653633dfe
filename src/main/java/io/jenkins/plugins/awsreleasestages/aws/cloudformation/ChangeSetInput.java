package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.template.ParameterFile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What files say of a change set. Read when the change set is created, and not saved: parameters may be secret.
 *
 * @param parameters values by name; those of the {@link ChangeSetRequest} win
 * @param previous parameters that keep the values they have
 * @param tags those of the request win
 * @param stackPolicy JSON; null for none
 */
public record ChangeSetInput(
        ChangeSetInput.TemplateSource template,
        Map<String, String> parameters,
        Set<String> previous,
        Map<String, String> tags,
        String stackPolicy) {

    public static ChangeSetInput of(TemplateSource template) {
        return new ChangeSetInput(template, Map.of(), Set.of(), Map.of(), null);
    }

    /** The same with a file of parameters, which may hold tags and a stack policy as well. */
    public ChangeSetInput with(ParameterFile file) {
        Set<String> kept = new LinkedHashSet<>(previous);
        kept.addAll(file.previous());
        Map<String, String> moreTags = new LinkedHashMap<>(tags);
        moreTags.putAll(file.tags());
        return new ChangeSetInput(
                template,
                merged(parameters, file.values()),
                kept,
                moreTags,
                file.stackPolicy() != null ? file.stackPolicy() : stackPolicy);
    }

    /** The same with values that win over those there are. */
    public ChangeSetInput with(Map<String, String> values) {
        return new ChangeSetInput(template, merged(parameters, values), previous, tags, stackPolicy);
    }

    static Map<String, String> merged(Map<String, String> first, Map<String, String> winning) {
        Map<String, String> merged = new LinkedHashMap<>(first);
        merged.putAll(winning);
        return merged;
    }

    /** Where CloudFormation gets a template from. */
    public sealed interface TemplateSource {

        /**
         * From us; what is too large for a request goes through the artifact store.
         *
         * @param file how messages name it
         */
        record Text(String file, String text) implements TemplateSource {}

        /** From S3, by {@code https://} address. */
        record Url(String url) implements TemplateSource {}

        /** The stack has it already. */
        record Previous() implements TemplateSource {}
    }
}

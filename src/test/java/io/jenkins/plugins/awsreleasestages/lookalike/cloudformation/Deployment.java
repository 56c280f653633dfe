package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.List;
import java.util.Map;

/**
 * What a stack is to be.
 *
 * @param template as it is carried out, after its transforms
 * @param original as it was given
 * @param parameters the value of every parameter, given or default
 * @param resolved for parameters that name a value elsewhere, that value
 */
record Deployment(
        Template template,
        Template original,
        Map<String, String> parameters,
        Map<String, String> resolved,
        Map<String, String> tags,
        List<String> capabilities,
        List<String> notifications,
        String role,
        Map<String, Object> rollback) {

    static final Deployment NONE = new Deployment(
            Template.NONE, Template.NONE, Map.of(), Map.of(), Map.of(), List.of(), List.of(), null, Map.of());

    /** What a reference to a parameter gives. */
    Map<String, String> values() {
        if (resolved.isEmpty()) {
            return parameters;
        }
        Map<String, String> values = new java.util.LinkedHashMap<>(parameters);
        values.putAll(resolved);
        return values;
    }

    Deployment with(Map<String, String> otherTags) {
        return new Deployment(
                template, original, parameters, resolved, otherTags, capabilities, notifications, role, rollback);
    }
}

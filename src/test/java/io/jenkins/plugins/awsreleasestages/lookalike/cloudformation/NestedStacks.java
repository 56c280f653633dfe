package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a nested stack is to be, by the properties of the resource that it is. */
final class NestedStacks {

    private NestedStacks() {}

    static Deployment deployment(Account account, Deployment parent, Map<String, Object> properties) {
        Template original = account.templateAt(String.valueOf(properties.get("TemplateURL")));
        Template template = Transforms.applied(original);
        Map<String, String> given = new LinkedHashMap<>();
        Template.map(properties.get("Parameters")).forEach((name, value) -> given.put(name, String.valueOf(value)));
        Map<String, String> tags = new LinkedHashMap<>(parent.tags());
        return ParameterValues.deployment(
                account,
                template,
                original,
                given,
                tags,
                parent.capabilities(),
                parent.notifications(),
                parent.role(),
                Map.of());
    }
}

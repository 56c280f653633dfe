package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked for, as it is saved: a parameter may be a password, so the program on disk only holds what the
 * controller's own key can read.
 */
public record SealedChangeSetRequest(
        String stack,
        Map<String, SealedText> parameters,
        List<String> capabilities,
        Map<String, String> tags,
        String role,
        ChangeSetOptions options)
        implements Serializable {

    static SealedChangeSetRequest of(ChangeSetRequest request) {
        Map<String, SealedText> sealed = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> sealed.put(name, SealedText.of(value)));
        return new SealedChangeSetRequest(
                request.stack(),
                sealed,
                new ArrayList<>(request.capabilities()),
                new LinkedHashMap<>(request.tags()),
                request.role(),
                request.options());
    }

    ChangeSetRequest request() {
        Map<String, String> opened = new LinkedHashMap<>();
        parameters.forEach((name, value) -> opened.put(name, value.open()));
        return new ChangeSetRequest(stack, opened, capabilities, tags, role, null, options);
    }
}

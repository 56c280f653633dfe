package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A resource that exists and is to belong to the stack.
 *
 * @param type such as {@code AWS::S3::Bucket}
 * @param logicalId its name in the template
 * @param identifier what AWS knows it by, such as {@code BucketName: logs}
 */
public record ImportedResource(String type, String logicalId, Map<String, String> identifier) implements Serializable {

    public ImportedResource {
        identifier = new LinkedHashMap<>(identifier);
    }

    /** @return what is wrong, or null */
    String problem() {
        if (type == null || !type.contains("::")) {
            return "resourcesToImport: '" + type + "' is not the type of a resource.";
        }
        if (logicalId == null || logicalId.isEmpty()) {
            return "resourcesToImport: a " + type + " has no logicalId.";
        }
        return identifier.isEmpty()
                ? "resourcesToImport: " + logicalId + " has no identifier, such as [BucketName: 'logs']."
                : null;
    }
}

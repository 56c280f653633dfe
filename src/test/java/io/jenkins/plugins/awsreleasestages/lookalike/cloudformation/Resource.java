package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** One resource of a stack. */
final class Resource {

    static final String NESTED = "AWS::CloudFormation::Stack";

    final String logicalId;
    final String type;
    String physicalId;
    String status = "CREATE_COMPLETE";
    String reason;
    Instant at;

    /** As deployed last. */
    Map<String, Object> properties = Map.of();

    Map<String, Object> definition = Map.of();

    /** IN_SYNC, MODIFIED, DELETED; what drift detection is going to find. */
    String drift = "IN_SYNC";

    /** By property path, what somebody changed it to. */
    final Map<String, String> drifted = new LinkedHashMap<>();

    /** NOT_CHECKED before the first detection. */
    String driftSeen = "NOT_CHECKED";

    Instant driftSeenAt;

    Resource(String logicalId, String type) {
        this.logicalId = logicalId;
        this.type = type;
    }

    boolean isNested() {
        return NESTED.equals(type);
    }

    boolean exists() {
        return !"DELETE_COMPLETE".equals(status) && physicalId != null;
    }

    Resource copy() {
        Resource copy = new Resource(logicalId, type);
        copy.physicalId = physicalId;
        copy.status = status;
        copy.reason = reason;
        copy.at = at;
        copy.properties = properties;
        copy.definition = definition;
        copy.drift = drift;
        copy.drifted.putAll(drifted);
        copy.driftSeen = driftSeen;
        copy.driftSeenAt = driftSeenAt;
        return copy;
    }
}

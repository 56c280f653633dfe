package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.Map;

/** One event of a stack. */
record Event(
        String id,
        Instant at,
        String logicalId,
        String physicalId,
        String type,
        String status,
        String reason,
        String token,
        String operation,
        Map<String, Object> properties) {

    Map<String, Object> answer(Stack stack) {
        return Xml.fields(
                "StackId", stack.id,
                "EventId", id,
                "StackName", stack.name,
                "OperationId", operation,
                "LogicalResourceId", logicalId,
                "PhysicalResourceId", physicalId == null ? "" : physicalId,
                "ResourceType", type,
                "Timestamp", at,
                "ResourceStatus", status,
                "ResourceStatusReason", reason,
                "ResourceProperties", properties == null ? null : Template.json(properties, false),
                "ClientRequestToken", token);
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.Stacks.orEmpty;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * All that is worth knowing about a stack, in AWS's order. Times are by AWS's clock.
 *
 * @param reason AWS's reason for the status; empty where it gives none
 * @param changedAt when the last operation on it began, its creation included
 * @param protectedFromDeletion whether termination protection is on
 * @param rootId of a nested stack the stack that it is part of; else null
 * @param driftCheckedAt when somebody last looked for drift; null for never
 * @param exports the values that other stacks can import, by the name of the export
 * @param parameters as AWS shows them: values of NoEcho parameters are masked
 */
public record StackReport(
        String id,
        String name,
        String status,
        String reason,
        Instant changedAt,
        boolean protectedFromDeletion,
        String rootId,
        String driftStatus,
        Instant driftCheckedAt,
        Map<String, String> outputs,
        Map<String, String> exports,
        Map<String, String> parameters,
        Map<String, String> tags) {

    public StackReport {
        outputs = new LinkedHashMap<>(outputs);
        exports = new LinkedHashMap<>(exports);
        parameters = new LinkedHashMap<>(parameters);
        tags = new LinkedHashMap<>(tags);
    }

    static StackReport of(Stack stack) {
        Map<String, String> outputs = new LinkedHashMap<>();
        Map<String, String> exports = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, String> tags = new LinkedHashMap<>();
        stack.outputs().forEach(output -> {
            outputs.put(output.outputKey(), output.outputValue());
            if (output.exportName() != null) {
                exports.put(output.exportName(), output.outputValue());
            }
        });
        stack.parameters().forEach(given -> parameters.put(given.parameterKey(), orEmpty(given.parameterValue())));
        stack.tags().forEach(tag -> tags.put(tag.key(), orEmpty(tag.value())));
        var drift = stack.driftInformation();
        return new StackReport(
                stack.stackId(),
                stack.stackName(),
                stack.stackStatusAsString(),
                orEmpty(stack.stackStatusReason()),
                stack.lastUpdatedTime() != null ? stack.lastUpdatedTime() : stack.creationTime(),
                Boolean.TRUE.equals(stack.enableTerminationProtection()),
                stack.parentId() == null ? null : stack.rootId() != null ? stack.rootId() : stack.parentId(),
                drift == null ? "NOT_CHECKED" : drift.stackDriftStatusAsString(),
                drift == null ? null : drift.lastCheckTimestamp(),
                outputs,
                exports,
                parameters,
                tags);
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.Stacks.orEmpty;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;
import software.amazon.awssdk.services.cloudformation.model.ResourceTargetDefinition;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Asks CloudFormation about change sets. */
final class ChangeSets {

    private ChangeSets() {}

    /**
     * All pages of a change set, and of those of its nested stacks.
     *
     * @param nameOrId its ARN, or its name
     * @param stack the stack's name; null when the change set is named by its ARN
     * @return empty when there is no such change set
     */
    static Optional<ChangeSetContent> describe(AwsSession session, String nameOrId, String stack) {
        return describe(session, nameOrId, stack, 0);
    }

    /** The execution status alone; {@code NONE} when there is no such change set. */
    static String executionStatus(AwsSession session, String id) {
        return page(session, id, null, null)
                .map(page -> orEmpty(page.executionStatusAsString()))
                .orElse("NONE");
    }

    /** The ARN of the stack that a change set is of; empty when there is no such change set. */
    static Optional<String> stackOf(AwsSession session, String id) {
        return page(session, id, null, null).map(DescribeChangeSetResponse::stackId);
    }

    /** Deletes a change set; one that is not there is as good as deleted. */
    static void delete(AwsSession session, String nameOrId, String stack) {
        try {
            AwsFailures.call(
                    session,
                    "Deleting change set " + nameOrId,
                    () -> session.cloudFormation()
                            .deleteChangeSet(r -> r.changeSetName(nameOrId).stackName(stack)));
        } catch (RemoteFailure e) {
            if (saysMissing(e)) {
                return;
            }
            if (Stacks.says(e, "InvalidChangeSetStatus")) {
                // While it is being created it cannot be deleted yet.
                throw new RemoteFailure(RemoteFailure.Kind.BUSY, e.getMessage(), e);
            }
            throw e;
        }
    }

    /** Whether a stack has any change set that is not being deleted. */
    static boolean anyOf(AwsSession session, String stackId) {
        return AwsFailures.call(
                session,
                "Listing the change sets of " + stackId,
                () -> session.cloudFormation().listChangeSets(r -> r.stackName(stackId)).summaries().stream()
                        .anyMatch(summary -> stackId.equals(summary.stackId())
                                && !orEmpty(summary.statusAsString()).startsWith("DELETE_")));
    }

    private static Optional<ChangeSetContent> describe(AwsSession session, String nameOrId, String stack, int depth) {
        List<ResourceChange> changes = new ArrayList<>();
        DescribeChangeSetResponse last;
        String next = null;
        do {
            Optional<DescribeChangeSetResponse> page = page(session, nameOrId, stack, next);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            last = page.get();
            for (Change change : last.changes()) {
                if (change.resourceChange() != null) {
                    changes.add(change(session, change.resourceChange(), depth));
                }
            }
            next = last.nextToken();
        } while (next != null);
        return Optional.of(content(last, changes));
    }

    private static Optional<DescribeChangeSetResponse> page(
            AwsSession session, String nameOrId, String stack, String token) {
        try {
            return Optional.of(AwsFailures.call(
                    session,
                    "Reading change set " + nameOrId,
                    () -> session.cloudFormation()
                            .describeChangeSet(r -> r.changeSetName(nameOrId)
                                    .stackName(stack)
                                    .includePropertyValues(true)
                                    .nextToken(token))));
        } catch (RemoteFailure e) {
            if (saysMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean saysMissing(RemoteFailure e) {
        return Stacks.says(e, "ChangeSetNotFound") || Stacks.saysMissing(e);
    }

    private static ChangeSetContent content(DescribeChangeSetResponse response, List<ResourceChange> changes) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Parameter parameter : response.parameters()) {
            parameters.put(parameter.parameterKey(), orEmpty(parameter.parameterValue()));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : response.tags()) {
            tags.put(tag.key(), orEmpty(tag.value()));
        }
        return new ChangeSetContent(
                response.changeSetId(),
                response.changeSetName(),
                response.stackName(),
                response.stackId(),
                orEmpty(response.statusAsString()),
                orEmpty(response.executionStatusAsString()),
                orEmpty(response.statusReason()),
                response.creationTime(),
                response.onStackFailureAsString(),
                changes,
                parameters,
                response.capabilitiesAsStrings(),
                tags);
    }

    private static ResourceChange change(
            AwsSession session, software.amazon.awssdk.services.cloudformation.model.ResourceChange change, int depth) {
        List<ResourceChange> nested = change.changeSetId() == null || depth == Stacks.DEEPEST
                ? List.of()
                : describe(session, change.changeSetId(), null, depth + 1)
                        .map(ChangeSetContent::changes)
                        .orElse(List.of());
        return new ResourceChange(
                orEmpty(change.actionAsString()),
                orEmpty(change.logicalResourceId()),
                change.physicalResourceId(),
                orEmpty(change.resourceType()),
                change.replacementAsString(),
                change.policyActionAsString(),
                change.scopeAsStrings(),
                change.details().stream()
                        .filter(detail -> detail.target() != null)
                        .map(ChangeSets::property)
                        .toList(),
                nested);
    }

    private static ResourceChange.Property property(ResourceChangeDetail detail) {
        ResourceTargetDefinition target = detail.target();
        return new ResourceChange.Property(
                name(target),
                orEmpty(target.requiresRecreationAsString()),
                target.beforeValue(),
                target.afterValue(),
                detail.causingEntity());
    }

    /** {@code /Properties/Environment/Variables/STAGE} reads {@code Environment.Variables.STAGE}. */
    private static String name(ResourceTargetDefinition target) {
        if (target.path() != null && target.path().length() > 1) {
            String path = target.path().substring(1).replace('/', '.');
            return path.startsWith("Properties.") ? path.substring("Properties.".length()) : path;
        }
        return target.name() != null ? target.name() : orEmpty(target.attributeAsString());
    }
}

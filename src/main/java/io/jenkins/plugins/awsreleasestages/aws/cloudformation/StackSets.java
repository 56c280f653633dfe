package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.Stacks.orEmpty;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackSet;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperation;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Asks CloudFormation about stack sets. */
final class StackSets {

    private static final Set<String> UNDER_WAY = Set.of("RUNNING", "STOPPING", "QUEUED");

    private StackSets() {}

    static Optional<StackSet> find(AwsSession session, StackSetRequest request) {
        return unlessMissing(
                "StackSetNotFound",
                () -> AwsFailures.call(
                        session,
                        "Looking at stack set " + request.name(),
                        () -> session.cloudFormation()
                                .describeStackSet(
                                        r -> r.stackSetName(request.name()).callAs(request.callAs()))
                                .stackSet()));
    }

    static Optional<StackSetOperation> operation(AwsSession session, StackSetRequest request, String operationId) {
        return unlessMissing(
                "OperationNotFound",
                () -> AwsFailures.call(
                        session,
                        "Looking at operation " + operationId + " of stack set " + request.name(),
                        () -> session.cloudFormation()
                                .describeStackSetOperation(r -> r.stackSetName(request.name())
                                        .operationId(operationId)
                                        .callAs(request.callAs()))
                                .stackSetOperation()));
    }

    private static <T> Optional<T> unlessMissing(String code, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (RemoteFailure e) {
            if (Stacks.says(e, code)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static List<StackSetAction.Instance> instances(AwsSession session, StackSetRequest request) {
        return AwsFailures.call(
                session,
                "Listing the stacks of stack set " + request.name(),
                () -> session
                        .cloudFormation()
                        .listStackInstancesPaginator(
                                r -> r.stackSetName(request.name()).callAs(request.callAs()))
                        .summaries()
                        .stream()
                        .map(instance -> new StackSetAction.Instance(
                                instance.account(),
                                instance.region(),
                                orEmpty(instance.organizationalUnitId()),
                                orEmpty(instance.statusAsString()),
                                orEmpty(instance.statusReason())))
                        .toList());
    }

    static List<StackSetAction.Instance> results(AwsSession session, StackSetRequest request, String operationId) {
        return AwsFailures.call(
                session,
                "Reading the results of operation " + operationId + " of stack set " + request.name(),
                () -> session
                        .cloudFormation()
                        .listStackSetOperationResultsPaginator(r -> r.stackSetName(request.name())
                                .operationId(operationId)
                                .callAs(request.callAs()))
                        .summaries()
                        .stream()
                        .map(result -> new StackSetAction.Instance(
                                result.account(),
                                result.region(),
                                orEmpty(result.organizationalUnitId()),
                                orEmpty(result.statusAsString()),
                                orEmpty(result.statusReason())))
                        .toList());
    }

    /** The operation that keeps the set busy, in words; empty where it may not be asked for. */
    static String underWay(AwsSession session, StackSetRequest request) {
        try {
            return AwsFailures.call(
                            session,
                            "Listing the operations of stack set " + request.name(),
                            () -> session.cloudFormation()
                                    .listStackSetOperations(
                                            r -> r.stackSetName(request.name()).callAs(request.callAs()))
                                    .summaries())
                    .stream()
                    .filter(operation -> UNDER_WAY.contains(operation.statusAsString()))
                    .findFirst()
                    .map(StackSets::describe)
                    .orElse("");
        } catch (RemoteFailure e) {
            return "";
        }
    }

    private static String describe(StackSetOperationSummary operation) {
        return " Operation " + operation.operationId() + " (" + operation.actionAsString() + ") is "
                + operation.statusAsString() + ", since " + operation.creationTimestamp() + ".";
    }

    /**
     * What a template from the workspace, or at an address, declares.
     *
     * @param body null where there is an address
     */
    static Set<String> declaredParameters(AwsSession session, String body, String url) {
        return AwsFailures.call(
                session,
                "Reading the template's parameters",
                () ->
                        session
                                .cloudFormation()
                                .getTemplateSummary(r -> r.templateBody(body).templateURL(url))
                                .parameters()
                                .stream()
                                .map(parameter -> parameter.parameterKey())
                                .collect(Collectors.toSet()));
    }

    /**
     * Whether the set is to become something else.
     *
     * @param body the template of the workspace; null where there is none
     */
    static boolean differs(StackSet set, StackSetRequest request, String body) {
        Map<String, String> parameters = new HashMap<>();
        set.parameters().forEach(given -> parameters.put(given.parameterKey(), given.parameterValue()));
        Map<String, String> tags = new HashMap<>();
        set.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        boolean sameParameters =
                parameters.entrySet().containsAll(request.parameters().entrySet());
        boolean sameTags = request.tags().isEmpty() || tags.equals(request.tags());
        boolean sameTemplate = request.templateUrl() == null && (body == null || body.equals(set.templateBody()));
        boolean sameCapabilities = new HashSet<>(set.capabilitiesAsStrings()).containsAll(request.capabilities());
        return !sameParameters
                || !sameTags
                || !sameTemplate
                || !sameCapabilities
                || differs(request.description(), set.description())
                || differs(request.administrationRole(), set.administrationRoleARN())
                || differs(request.executionRole(), set.executionRoleName())
                || request.autoDeployment() != null && !request.autoDeployment().equals(automatic(set));
    }

    private static boolean differs(String wanted, String is) {
        return wanted != null && !wanted.equals(is);
    }

    static String automatic(StackSet set) {
        if (set.autoDeployment() == null
                || !Boolean.TRUE.equals(set.autoDeployment().enabled())) {
            return "DISABLED";
        }
        return Boolean.TRUE.equals(set.autoDeployment().retainStacksOnAccountRemoval())
                ? "ENABLED_WITH_STACK_RETENTION"
                : "ENABLED";
    }

    static String checked(String body) {
        int size = body == null ? 1 : body.getBytes(StandardCharsets.UTF_8).length;
        if (size > Template.LARGEST_BODY) {
            throw RemoteFailure.refused("template: has " + size + " bytes; CloudFormation takes at most "
                    + Template.LARGEST_BODY
                    + " in a request. Put it into a bucket and name its https address"
                    + " as templateUrl.");
        }
        return body;
    }

    static List<Parameter> parameters(Map<String, String> given) {
        return given.entrySet().stream()
                .map(parameter -> Parameter.builder()
                        .parameterKey(parameter.getKey())
                        .parameterValue(parameter.getValue())
                        .build())
                .toList();
    }

    /** @return null where none are given: the set keeps those that it has */
    static List<Tag> tags(StackSetRequest request) {
        return request.tags().isEmpty()
                ? null
                : request.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }
}

package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is going to happen to one resource.
 *
 * @param action Add, Modify, Remove, Import
 * @param replacement True, False, Conditional; null where it is not a modification
 * @param before the resource as it is shown, as JSON; null for a new one
 * @param nested the change set of the nested stack that this resource is
 */
record PlannedChange(
        String action,
        String logicalId,
        String physicalId,
        String type,
        String replacement,
        String policyAction,
        List<String> scope,
        List<Detail> details,
        String before,
        String after,
        String driftStatus,
        ChangeSet nested) {

    /** One property of the resource, or one of its attributes. */
    record Detail(
            String attribute,
            String name,
            String path,
            String before,
            String after,
            String recreation,
            String changeType,
            String evaluation,
            String source,
            String cause,
            String beforeFrom) {

        Map<String, Object> answer(boolean withValues) {
            Map<String, Object> target = Xml.fields(
                    "Attribute", attribute,
                    "Name", name,
                    "RequiresRecreation", recreation,
                    "Path", withValues ? path : null,
                    "BeforeValue", withValues ? before : null,
                    "AfterValue", withValues ? after : null,
                    "BeforeValueFrom", withValues ? beforeFrom : null,
                    "AfterValueFrom", withValues && beforeFrom != null ? "TEMPLATE" : null,
                    "AttributeChangeType", withValues ? changeType : null);
            return Xml.fields(
                    "Target", target, "Evaluation", evaluation, "ChangeSource", source, "CausingEntity", cause);
        }
    }

    boolean replaces() {
        return "True".equals(replacement);
    }

    Map<String, Object> answer(boolean withValues) {
        List<Map<String, Object>> described = new ArrayList<>();
        details.forEach(detail -> described.add(detail.answer(withValues)));
        return Xml.fields(
                "Type",
                "Resource",
                "ResourceChange",
                Xml.fields(
                        "PolicyAction", policyAction,
                        "Action", action,
                        "LogicalResourceId", logicalId,
                        "PhysicalResourceId", physicalId,
                        "ResourceType", type,
                        "Replacement", replacement,
                        "Scope", scope,
                        "ResourceDriftStatus", driftStatus,
                        "Details", described,
                        "ChangeSetId", nested == null ? null : nested.id,
                        "BeforeContext", withValues ? before : null,
                        "AfterContext", withValues ? after : null));
    }
}

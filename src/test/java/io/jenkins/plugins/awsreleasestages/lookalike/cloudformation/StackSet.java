package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One stack set with its instances and all operations there ever were. */
final class StackSet {

    /** One stack of the set. */
    static final class Instance {
        final String account;
        final String region;
        final String stackId;
        String unit;
        String status = "OUTDATED";
        String detailed = "PENDING";
        String reason;
        String lastOperation;
        String drift = "NOT_CHECKED";
        Map<String, String> overrides = Map.of();

        Instance(StackSet set, String account, String region) {
            this.account = account;
            this.region = region;
            this.stackId = "arn:aws:cloudformation:" + region + ":" + account + ":stack/StackSet-" + set.name + "-"
                    + UUID.randomUUID() + "/" + UUID.randomUUID();
        }

        Map<String, Object> answer(StackSet set, boolean whole) {
            List<Map<String, Object>> parameters = new ArrayList<>();
            overrides.forEach((key, value) -> parameters.add(Xml.fields("ParameterKey", key, "ParameterValue", value)));
            return Xml.fields(
                    "StackSetId", set.id,
                    "Region", region,
                    "Account", account,
                    "StackId", stackId,
                    "ParameterOverrides", whole ? parameters : null,
                    "Status", status,
                    "StackInstanceStatus", Xml.fields("DetailedStatus", detailed),
                    "StatusReason", reason,
                    "OrganizationalUnitId", unit,
                    "DriftStatus", drift,
                    "LastOperationId", lastOperation);
        }
    }

    final String name;
    final String id;
    final String arn;
    final String token;
    String description;
    Deployment deployment;
    String administrationRole;
    String executionRole;
    String permissionModel;
    boolean autoDeployment;
    boolean retainOnRemoval;
    boolean managedExecution;
    boolean deleted;

    /** By account and region, as {@code account/region}. */
    final Map<String, Instance> instances = new LinkedHashMap<>();

    final Map<String, StackSetOperation> operations = new LinkedHashMap<>();

    /** By {@code account/region}, why every operation there fails. */
    final Map<String, String> failures = new LinkedHashMap<>();

    StackSet(Account account, String name, String token) {
        this.name = name;
        this.token = token;
        this.id = name + ":" + account.uuid("stackset/" + name);
        this.arn = account.arn("cloudformation", "stackset/" + id);
    }

    /** The one that is under way; null when nothing is. */
    StackSetOperation running() {
        return operations.values().stream()
                .filter(StackSetOperation::isRunning)
                .findFirst()
                .orElse(null);
    }

    Map<String, Object> answer() {
        List<Map<String, Object>> parameters = new ArrayList<>();
        deployment.parameters().forEach((key, value) -> parameters.add(Stack.parameter(deployment, key, value)));
        return Xml.fields(
                "StackSetName",
                name,
                "StackSetId",
                id,
                "Description",
                description,
                "Status",
                deleted ? "DELETED" : "ACTIVE",
                "TemplateBody",
                deployment.original().text,
                "Parameters",
                parameters,
                "Capabilities",
                deployment.capabilities(),
                "Tags",
                Stack.tags(deployment),
                "StackSetARN",
                arn,
                "AdministrationRoleARN",
                administrationRole,
                "ExecutionRoleName",
                executionRole,
                "AutoDeployment",
                permissionModel.equals("SERVICE_MANAGED")
                        ? Xml.fields("Enabled", autoDeployment, "RetainStacksOnAccountRemoval", retainOnRemoval)
                        : null,
                "PermissionModel",
                permissionModel,
                "OrganizationalUnitIds",
                instances.values().stream()
                        .map(instance -> instance.unit)
                        .filter(unit -> unit != null)
                        .distinct()
                        .toList(),
                "ManagedExecution",
                Xml.fields("Active", managedExecution),
                "Regions",
                instances.values().stream()
                        .map(instance -> instance.region)
                        .distinct()
                        .toList());
    }
}

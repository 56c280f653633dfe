package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import static io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookedAlike.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;

/** Drift, import, transforms, policies. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DriftImportTransformsLookAlikeTest {

    private final LookedAlike it = new LookedAlike();

    @AfterEach
    void close() {
        it.close();
    }

    private String drift(String id) {
        return it.client
                .describeStackDriftDetectionStatus(r -> r.stackDriftDetectionId(id))
                .detectionStatusAsString();
    }

    @Test
    void driftIsFound() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Queue").drifted("VisibilityTimeout", "99");
        String id = it.client.detectStackDrift(r -> r.stackName("shop")).stackDriftDetectionId();
        assertThat(drift(id)).isEqualTo("DETECTION_IN_PROGRESS");
        it.pass(2);
        var status = it.client.describeStackDriftDetectionStatus(r -> r.stackDriftDetectionId(id));
        assertThat(status.stackDriftStatusAsString()).isEqualTo("DRIFTED");
        assertThat(status.driftedStackResourceCount()).isEqualTo(1);
        assertThat(it.client
                        .describeStackResourceDrifts(r ->
                                r.stackName("shop").stackResourceDriftStatusFiltersWithStrings("MODIFIED", "DELETED"))
                        .stackResourceDrifts())
                .singleElement()
                .satisfies(drift -> {
                    assertThat(drift.logicalResourceId()).isEqualTo("Queue");
                    assertThat(drift.propertyDifferences().get(0).propertyPath())
                            .isEqualTo("/VisibilityTimeout");
                    assertThat(drift.propertyDifferences().get(0).expectedValue())
                            .isEqualTo("1");
                    assertThat(drift.propertyDifferences().get(0).actualValue()).isEqualTo("99");
                });
    }

    @Test
    void driftDetectionCanFail() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").driftDetectionFails("Failed to detect drift on resource [Queue]");
        String id = it.client.detectStackDrift(r -> r.stackName("shop")).stackDriftDetectionId();
        it.pass(2);
        assertThat(drift(id)).isEqualTo("DETECTION_FAILED");
    }

    @Test
    void aChangeSetCanRevertDrift() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Queue").drifted("VisibilityTimeout", "99");
        String id = it.created("shop", "second", r -> r.deploymentMode("REVERT_DRIFT"))
                .id();
        var change = it.client
                .describeChangeSet(r -> r.changeSetName(id).includePropertyValues(true))
                .changes()
                .get(0)
                .resourceChange();
        assertThat(change.resourceDriftStatusAsString()).isEqualTo("MODIFIED");
        assertThat(change.details().get(0).target().beforeValue()).isEqualTo("99");
        assertThat(change.details().get(0).target().beforeValueFromAsString()).isEqualTo("ACTUAL_STATE");
        it.client.executeChangeSet(r -> r.changeSetName(id));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_COMPLETE");
        it.client.detectStackDrift(r -> r.stackName("shop"));
        it.pass(2);
        assertThat(it.client
                        .describeStacks(r -> r.stackName("shop"))
                        .stacks()
                        .get(0)
                        .driftInformation()
                        .stackDriftStatusAsString())
                .isEqualTo("IN_SYNC");
    }

    @Test
    void resourcesCanBeImported() {
        it.deploy("shop", "Resources: {Topic: {Type: AWS::SNS::Topic}}");
        it.deploy(
                "shop",
                "second",
                r -> r.changeSetType(ChangeSetType.IMPORT)
                        .parameters(List.of())
                        .templateBody("""
                    Resources:
                      Topic: {Type: AWS::SNS::Topic}
                      Table: {Type: AWS::DynamoDB::Table, DeletionPolicy: Retain}
                    """)
                        .resourcesToImport(i -> i.resourceType("AWS::DynamoDB::Table")
                                .logicalResourceId("Table")
                                .resourceIdentifier(Map.of("TableName", "orders"))));
        assertThat(it.status("shop")).isEqualTo("IMPORT_COMPLETE");
        assertThat(it.aws.stack("shop").resource("Table").physicalId()).isEqualTo("orders");
    }

    @Test
    void theServerlessTransformWantsItsCodeUploaded() {
        String template = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties: {CodeUri: %s, Handler: a.b}
            """;
        var local = it.created(
                "shop", "first", r -> r.templateBody(template.formatted("src/")).parameters(List.of()));
        assertThat(it.client.describeChangeSet(r -> r.changeSetName(local.id())).statusReason())
                .contains("'CodeUri' is not a valid S3 Uri");
        String packaged = template.formatted("s3://artifacts/hello.zip");
        var incapable = it.created(
                "shop",
                "second",
                r -> r.templateBody(packaged).parameters(List.of()).changeSetType("CREATE"));
        assertThat(it.client
                        .describeChangeSet(r -> r.changeSetName(incapable.id()))
                        .statusReason())
                .contains("Requires capabilities : [CAPABILITY_IAM]");
        it.deploy(
                "shop",
                "third",
                r -> r.templateBody(packaged)
                        .parameters(List.of())
                        .changeSetType("CREATE")
                        .capabilitiesWithStrings("CAPABILITY_IAM"));
        assertThat(it.status("shop")).isEqualTo("CREATE_COMPLETE");
        assertThat(it.aws.stack("shop").resources()).containsExactlyInAnyOrder("Hello", "HelloRole");
        assertThat(it.client
                        .getTemplate(r -> r.stackName("shop").templateStage("Processed"))
                        .templateBody())
                .contains("AWS::Lambda::Function");
        assertThat(it.client.getTemplate(r -> r.stackName("shop")).templateBody())
                .isEqualTo(packaged);
    }

    @Test
    void aTemplateIsSummarized() {
        var summary = it.client.getTemplateSummary(r -> r.templateBody(LookedAlike.QUEUE));
        assertThat(summary.parameters())
                .extracting(parameter ->
                        parameter.parameterKey() + " " + parameter.defaultValue() + " " + parameter.noEcho())
                .containsExactly("Wait 1 false", "Name null false", "Password swordfish true");
        assertThat(summary.resourceTypes()).containsExactly("AWS::SNS::Topic", "AWS::SQS::Queue");
    }

    @Test
    void aPolicyIsKept() {
        it.deploy("shop", "first", r -> {});
        it.client.setStackPolicy(r -> r.stackName("shop").stackPolicyBody("{\"Statement\": []}"));
        assertThat(it.client.getStackPolicy(r -> r.stackName("shop")).stackPolicyBody())
                .isEqualTo("{\"Statement\": []}");
    }

    @Test
    void aFirstCreationCanBeDeletedWhenItFails() {
        String id = it.created(
                        "shop",
                        "first",
                        r -> r.onStackFailure("DELETE")
                                .parameters(List.of())
                                .templateBody(
                                        "Resources: {A: {Type: AWS::SNS::Topic, Metadata: {LookAlike: {Fails: no}}}}"))
                .id();
        String stack = it.aws.stack("shop").id();
        it.client.executeChangeSet(r -> r.changeSetName(id));
        it.pass(60);
        assertThat(it.status(stack)).isEqualTo("DELETE_COMPLETE");
    }

    @Test
    void aParameterCanNameOneOfTheParameterStore() {
        it.aws.parameter("/shop/image", "ami-1");
        String template = """
            Parameters: {Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/image}}
            Resources: {Server: {Type: AWS::EC2::Instance, Properties: {ImageId: !Ref Image}}}
            """;
        it.deploy("shop", template);
        var parameter = it.client
                .describeStacks(r -> r.stackName("shop"))
                .stacks()
                .get(0)
                .parameters()
                .get(0);
        assertThat(parameter.resolvedValue()).isEqualTo("ami-1");
        it.aws.parameter("/shop/image", "ami-2");
        String id = it.created("shop", "second", r -> r.templateBody(template).parameters(List.of()))
                .id();
        assertThat(it.client
                        .describeChangeSet(r -> r.changeSetName(id))
                        .changes()
                        .get(0)
                        .resourceChange()
                        .replacementAsString())
                .isEqualTo("True");
        assertThatThrownBy(() -> it.create(
                        "shop", "third", r -> r.templateBody(template).parameters(parameter("Image", "/none"))))
                .hasMessageContaining("Unable to fetch parameters [/none] from parameter store");
    }

    @Test
    void anAlarmRollsBack() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Queue").seconds(100);
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2")))
                .id();
        it.client.executeChangeSet(r -> r.changeSetName(id));
        it.pass(5);
        it.aws.stack("shop").failNow("Rollback triggered by alarm");
        it.pass(200);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(it.aws.stack("shop").events())
                .contains("shop UPDATE_ROLLBACK_IN_PROGRESS Rollback triggered by alarm");
    }
}

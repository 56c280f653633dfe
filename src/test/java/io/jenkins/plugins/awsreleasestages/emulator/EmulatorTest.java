package io.jenkins.plugins.awsreleasestages.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** That the emulator answers as AWS does, wherever the steps depend on it. */
class EmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String QUEUE = """
            Parameters:
              Wait: {Type: Number, Default: 1}
              Name: {Type: String, Default: emulator-orders}
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties: {QueueName: !Ref Name, VisibilityTimeout: !Ref Wait}
              Url:
                Type: AWS::SSM::Parameter
                Properties: {Type: String, Value: !Ref Queue}
            Outputs:
              QueueUrl: {Value: !Ref Queue}
            """;

    @AfterEach
    void settingsAsTheyWere() {
        if (AWS.endpoint() != null) {
            AWS.settings("{\"accountLimit\": null, \"sessionSeconds\": null}");
        }
    }

    @Test
    void aBuildGoesThroughItsPhasesAndItsLastLinesComeLate() {
        CodeBuildClient codeBuild = project("emulator-phases");
        CloudWatchLogsClient logs = AWS.at(CloudWatchLogsClient.builder()).build();
        String id = start(codeBuild, "emulator-phases", "EMULATOR_SECONDS", "1", "EMULATOR_EXPORT_IMAGE", "shop:7");
        Build build = finished(codeBuild, id);
        List<String> early = lines(logs, build);
        await(() -> lines(logs, build).size() > early.size());

        assertThat(build.buildStatusAsString()).isEqualTo("SUCCEEDED");
        assertThat(build.endTime()).isAfter(build.startTime());
        assertThat(build.phases())
                .extracting(BuildPhase::phaseTypeAsString)
                .startsWith("SUBMITTED", "QUEUED")
                .endsWith("COMPLETED");
        assertThat(build.exportedEnvironmentVariables()).extracting("value").containsExactly("shop:7");
        assertThat(lines(logs, build)).anyMatch(line -> line.endsWith("line 12 of 12\n"));
    }

    @Test
    void aFailedBuildSaysWhy() {
        CodeBuildClient codeBuild = project("emulator-failed");
        Build build = finished(
                codeBuild, start(codeBuild, "emulator-failed", "EMULATOR_SECONDS", "0.5", "EMULATOR_RESULT", "FAILED"));
        assertThat(build.buildStatusAsString()).isEqualTo("FAILED");
        assertThat(build.phases())
                .filteredOn(phase -> "FAILED".equals(phase.phaseStatusAsString()))
                .flatExtracting(BuildPhase::contexts)
                .extracting("message")
                .containsExactly("Error while executing command: npm test. Reason: exit status 1");
    }

    @Test
    void aBuildCanBeStopped() {
        CodeBuildClient codeBuild = project("emulator-stopped");
        String id = start(codeBuild, "emulator-stopped", "EMULATOR_SECONDS", "60");
        codeBuild.stopBuild(b -> b.id(id));
        assertThat(finished(codeBuild, id).buildStatusAsString()).isEqualTo("STOPPED");
    }

    @Test
    void theSameTokenIsTheSameBuild() {
        CodeBuildClient codeBuild = project("emulator-token");
        String token = UUID.randomUUID().toString();
        String first = codeBuild
                .startBuild(b -> b.projectName("emulator-token").idempotencyToken(token))
                .build()
                .id();
        String again = codeBuild
                .startBuild(b -> b.projectName("emulator-token").idempotencyToken(token))
                .build()
                .id();
        assertThat(again).isEqualTo(first);
        assertThatThrownBy(() -> codeBuild.startBuild(b ->
                        b.projectName("emulator-token").idempotencyToken(token).sourceVersion("v2")))
                .isInstanceOf(InvalidInputException.class);
        assertThat(codeBuild
                        .listBuildsForProject(b -> b.projectName("emulator-token"))
                        .ids())
                .containsExactly(first);
    }

    @Test
    void refusesWhatCodeBuildRefuses() {
        CodeBuildClient codeBuild = project("emulator-limit");
        assertThatThrownBy(() -> codeBuild.startBuild(b -> b.projectName("emulator-none")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(codeBuild.batchGetBuilds(b -> b.ids("emulator-limit:none")).buildsNotFound())
                .containsExactly("emulator-limit:none");
        AWS.settings("{\"accountLimit\": 0}");
        assertThatThrownBy(() -> codeBuild.startBuild(b -> b.projectName("emulator-limit")))
                .isInstanceOf(AccountLimitExceededException.class);
    }

    @Test
    void aChangeSetSaysWhatItReplacesAndIsExecutedOnce() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        String stack = "emulator-replace";
        String first =
                planned(cloudFormation, stack, ChangeSetType.CREATE, QUEUE).changeSetId();
        execute(cloudFormation, first);
        assertThat(settled(cloudFormation, stack).stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThatThrownBy(() -> execute(cloudFormation, first)).isInstanceOf(InvalidChangeSetStatusException.class);

        String changed = QUEUE.replace("Default: 1", "Default: 5").replace("emulator-orders", "emulator-orders-2");
        DescribeChangeSetResponse plan = planned(cloudFormation, stack, ChangeSetType.UPDATE, changed);
        assertThat(plan.changes())
                .extracting(c -> summary(c.resourceChange()))
                .containsExactly("Modify Queue True", "Modify Url False");
        execute(cloudFormation, plan.changeSetId());
        Stack updated = settled(cloudFormation, stack);
        assertThat(updated.stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(updated.outputs().get(0).outputValue()).endsWith("/emulator-orders-2");
    }

    @Test
    void noChangesIsAFailedChangeSet() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        String template = QUEUE.replace("emulator-orders", "emulator-same");
        execute(
                cloudFormation,
                planned(cloudFormation, "emulator-same", ChangeSetType.CREATE, template)
                        .changeSetId());
        settled(cloudFormation, "emulator-same");
        DescribeChangeSetResponse plan = planned(cloudFormation, "emulator-same", ChangeSetType.UPDATE, template);
        assertThat(plan.statusAsString()).isEqualTo("FAILED");
        assertThat(plan.statusReason()).startsWith("The submitted information didn't contain changes.");
    }

    @Test
    void aFailedResourceRollsTheStackBack() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        String template = """
                Resources:
                  Topic: {Type: AWS::SNS::Topic, Metadata: {Emulator: {Fail: no more topics}}}
                  Other: {Type: AWS::SNS::Topic}
                """;
        execute(
                cloudFormation,
                planned(cloudFormation, "emulator-fails", ChangeSetType.CREATE, template)
                        .changeSetId());
        assertThat(settled(cloudFormation, "emulator-fails").stackStatusAsString())
                .isEqualTo("ROLLBACK_COMPLETE");
        List<StackEvent> events = cloudFormation
                .describeStackEvents(b -> b.stackName("emulator-fails"))
                .stackEvents();
        assertThat(events)
                .filteredOn(e -> e.resourceStatusAsString().equals("CREATE_FAILED"))
                .extracting(StackEvent::resourceStatusReason)
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).contains("no more topics"),
                        reason -> assertThat(reason).isEqualTo("Resource creation cancelled"));
        assertThat(events).filteredOn(e -> e.clientRequestToken() != null).hasSize(events.size() - 1);
    }

    @Test
    void refusesWhatCloudFormationRefuses() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        assertThatThrownBy(() -> cloudFormation.describeStacks(b -> b.stackName("emulator-none")))
                .isInstanceOf(CloudFormationException.class)
                .hasMessageContaining("Stack with id emulator-none does not exist");
        assertThatThrownBy(() -> create(cloudFormation, "emulator-none", ChangeSetType.UPDATE, QUEUE))
                .hasMessageContaining("Stack [emulator-none] does not exist");
        assertThatThrownBy(() -> create(cloudFormation, "bad_name", ChangeSetType.CREATE, QUEUE))
                .hasMessageContaining("at 'stackName' failed to satisfy constraint");
        String role = "{\"Resources\": {\"R\": {\"Type\": \"AWS::IAM::Role\", \"Properties\": {}}}}";
        assertThatThrownBy(() -> create(cloudFormation, "emulator-iam", ChangeSetType.CREATE, role))
                .isInstanceOf(InsufficientCapabilitiesException.class)
                .hasMessageContaining(Capability.CAPABILITY_IAM.toString());
        create(
                cloudFormation,
                "emulator-plans",
                ChangeSetType.CREATE,
                QUEUE.replace("emulator-orders", "emulator-plans"));
        assertThatThrownBy(() -> cloudFormation.describeChangeSet(
                        b -> b.changeSetName("nix").stackName("emulator-plans")))
                .isInstanceOf(ChangeSetNotFoundException.class);
    }

    /** The AWS CLI sends no token. */
    @Test
    void aChangeSetIsExecutedWithoutATokenToo() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        String queue = QUEUE.replace("emulator-orders", "emulator-tokenless");
        String id = planned(cloudFormation, "emulator-tokenless", ChangeSetType.CREATE, queue)
                .changeSetId();
        cloudFormation.executeChangeSet(b -> b.changeSetName(id));
        assertThat(settled(cloudFormation, "emulator-tokenless").stackStatusAsString())
                .isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void afterARollbackOfAReplacementTheNextReleaseChangesWhatIsThere() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        String stack = "emulator-replaced";
        released(cloudFormation, stack, ChangeSetType.CREATE, table("id", "", ""));
        String table = tableOf(cloudFormation, stack);
        String failing = "  F: {Type: AWS::SNS::Topic, DependsOn: Table, Metadata: {Emulator: {Fail: full}}}\n";
        Stack rolledBack = released(cloudFormation, stack, ChangeSetType.UPDATE, table("key", "", failing));
        assertThat(rolledBack.stackStatusAsString()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(cloudFormation
                        .describeStackResources(b -> b.stackName(stack))
                        .stackResources())
                .allMatch(resource -> resource.resourceStatusAsString().endsWith("_COMPLETE"));
        Stack next = released(
                cloudFormation,
                stack,
                ChangeSetType.UPDATE,
                table("id", ", StreamSpecification: {StreamViewType: KEYS_ONLY}", ""));
        assertThat(next.stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(tableOf(cloudFormation, stack)).isEqualTo(table);
    }

    private static String table(String key, String more, String resources) {
        return """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      {AttributeDefinitions: [{AttributeName: %1$s, AttributeType: S}], BillingMode: PAY_PER_REQUEST,
                       KeySchema: [{AttributeName: %1$s, KeyType: HASH}]%2$s}
                %3$s""".formatted(key, more, resources);
    }

    private static String tableOf(CloudFormationClient cloudFormation, String stack) {
        return cloudFormation
                .describeStackResource(b -> b.stackName(stack).logicalResourceId("Table"))
                .stackResourceDetail()
                .physicalResourceId();
    }

    private static Stack released(
            CloudFormationClient cloudFormation, String stack, ChangeSetType type, String template) {
        execute(cloudFormation, planned(cloudFormation, stack, type, template).changeSetId());
        return settled(cloudFormation, stack);
    }

    @Test
    void onlyRolesThatExistCanBeAssumedAndSessionsEnd() {
        StsClient sts = AWS.at(StsClient.builder()).build();
        String arn = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/emulator-none";
        assertThatThrownBy(() -> sts.assumeRole(b -> b.roleArn(arn).roleSessionName("test")))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("is not authorized to perform: sts:AssumeRole on resource: " + arn)
                .hasMessageContaining("Status Code: 403");
    }

    @Test
    void s3KeepsVersions() {
        S3Client s3 = AWS.at(S3Client.builder()).build();
        s3.createBucket(b -> b.bucket("emulator-versions"));
        s3.putBucketVersioning(b -> b.bucket("emulator-versions").versioningConfiguration(v -> v.status("Enabled")));
        String first = s3.putObject(b -> b.bucket("emulator-versions").key("k"), RequestBody.fromString("one"))
                .versionId();
        s3.putObject(b -> b.bucket("emulator-versions").key("k"), RequestBody.fromString("two"));
        assertThat(s3.getObjectAsBytes(
                                b -> b.bucket("emulator-versions").key("k").versionId(first))
                        .asUtf8String())
                .isEqualTo("one");
    }

    private static CodeBuildClient project(String name) {
        CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, name);
        return codeBuild;
    }

    private static String start(CodeBuildClient codeBuild, String project, String... namesAndValues) {
        List<EnvironmentVariable> variables = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.add(EnvironmentVariable.builder()
                    .name(namesAndValues[i])
                    .value(namesAndValues[i + 1])
                    .build());
        }
        return codeBuild
                .startBuild(b -> b.projectName(project).environmentVariablesOverride(variables))
                .build()
                .id();
    }

    private static Build finished(CodeBuildClient codeBuild, String id) {
        await(() -> codeBuild.batchGetBuilds(b -> b.ids(id)).builds().get(0).buildComplete());
        return codeBuild.batchGetBuilds(b -> b.ids(id)).builds().get(0);
    }

    private static List<String> lines(CloudWatchLogsClient logs, Build build) {
        GetLogEventsResponse page =
                logs.getLogEvents(b -> b.logGroupName(build.logs().groupName())
                        .logStreamName(build.logs().streamName())
                        .startFromHead(true));
        return page.events().stream().map(OutputLogEvent::message).toList();
    }

    private static String create(
            CloudFormationClient cloudFormation, String stack, ChangeSetType type, String template) {
        String name = "c" + UUID.randomUUID();
        return cloudFormation
                .createChangeSet(b -> b.stackName(stack)
                        .changeSetName(name)
                        .changeSetType(type)
                        .templateBody(template))
                .id();
    }

    private static DescribeChangeSetResponse planned(
            CloudFormationClient cloudFormation, String stack, ChangeSetType type, String template) {
        String id = create(cloudFormation, stack, type, template);
        await(() -> !cloudFormation
                .describeChangeSet(b -> b.changeSetName(id))
                .statusAsString()
                .matches("CREATE_(PENDING|IN_PROGRESS)"));
        return cloudFormation.describeChangeSet(b -> b.changeSetName(id));
    }

    private static void execute(CloudFormationClient cloudFormation, String changeSet) {
        cloudFormation.executeChangeSet(b ->
                b.changeSetName(changeSet).clientRequestToken(UUID.randomUUID().toString()));
    }

    private static Stack settled(CloudFormationClient cloudFormation, String name) {
        await(() -> !cloudFormation
                .describeStacks(b -> b.stackName(name))
                .stacks()
                .get(0)
                .stackStatusAsString()
                .endsWith("_IN_PROGRESS"));
        return cloudFormation.describeStacks(b -> b.stackName(name)).stacks().get(0);
    }

    private static String summary(ResourceChange change) {
        return change.actionAsString() + " " + change.logicalResourceId() + " " + change.replacementAsString();
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 seconds").isLessThan(giveUp);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

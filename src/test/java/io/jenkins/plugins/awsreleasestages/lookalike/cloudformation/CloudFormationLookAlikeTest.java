package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import static io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookedAlike.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.TokenAlreadyExistsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CloudFormationLookAlikeTest {

    private final LookedAlike it = new LookedAlike();

    @AfterEach
    void close() {
        it.close();
    }

    private DescribeChangeSetResponse described(String id) {
        return it.client.describeChangeSet(r -> r.changeSetName(id).includePropertyValues(true));
    }

    private ResourceChange change(String id, String logicalId) {
        return described(id).changes().stream()
                .map(change -> change.resourceChange())
                .filter(change -> change.logicalResourceId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }

    // ---- change sets

    @Test
    void aChangeSetOfANewStackTakesItsTime() {
        String id = it.create("shop", "first", r -> {}).id();
        assertThat(described(id).statusAsString()).isEqualTo("CREATE_PENDING");
        assertThat(it.status("shop")).isEqualTo("REVIEW_IN_PROGRESS");
        it.pass(0.5);
        assertThat(described(id).statusAsString()).isEqualTo("CREATE_IN_PROGRESS");
        it.pass(0.5);
        assertThat(described(id).statusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(described(id).executionStatusAsString()).isEqualTo("AVAILABLE");
        assertThat(described(id).changes())
                .extracting(change -> change.resourceChange().actionAsString() + " "
                        + change.resourceChange().logicalResourceId())
                .containsExactly("Add Queue", "Add Topic");
    }

    @Test
    void theSameTokenMakesNoSecondChangeSet() {
        String first = it.create("shop", "first", r -> r.clientToken("one")).id();
        assertThat(it.create("shop", "first", r -> r.clientToken("one").changeSetType("CREATE"))
                        .id())
                .isEqualTo(first);
        assertThatThrownBy(() ->
                        it.create("shop", "first", r -> r.clientToken("two").changeSetType("CREATE")))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("ChangeSet first already exists");
        assertThat(it.aws.stack("shop").changeSets()).containsExactly("first");
    }

    @Test
    void aModificationIsTold() {
        it.deploy("shop", "first", r -> {});
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "30")))
                .id();
        ResourceChange queue = change(id, "Queue");
        assertThat(queue.replacementAsString()).isEqualTo("False");
        assertThat(queue.physicalResourceId()).isEqualTo("shop");
        assertThat(queue.details()).singleElement().satisfies(detail -> {
            assertThat(detail.target().path()).isEqualTo("/Properties/VisibilityTimeout");
            assertThat(detail.target().beforeValue()).isEqualTo("1");
            assertThat(detail.target().afterValue()).isEqualTo("30");
            assertThat(detail.changeSourceAsString()).isEqualTo("ParameterReference");
            assertThat(detail.causingEntity()).isEqualTo("Wait");
        });
        assertThat(described(id).changes()).hasSize(1);
        ResourceChange plain = it.client
                .describeChangeSet(r -> r.changeSetName(id))
                .changes()
                .get(0)
                .resourceChange();
        assertThat(plain.afterContext()).isNull();
        assertThat(plain.details().get(0).target().afterValue()).isNull();
    }

    @Test
    void aReplacementChangesWhatRefersToIt() {
        it.deploy("shop", "first", r -> {});
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "other")))
                .id();
        assertThat(change(id, "Queue").replacementAsString()).isEqualTo("True");
        assertThat(change(id, "Queue").policyActionAsString()).isEqualTo("ReplaceAndDelete");
        assertThat(change(id, "Topic").details().get(0).evaluationAsString()).isEqualTo("Dynamic");
        assertThat(change(id, "Topic").details().get(0).causingEntity()).isEqualTo("Queue");
        assertThat(change(id, "Topic").afterContext()).contains("{{changeSet:KNOWN_AFTER_APPLY}}");
    }

    @Test
    void whatIsNotToBeEchoedIsMasked() {
        it.deploy("shop", "first", r -> {});
        String id = it.created(
                        "shop",
                        "second",
                        r -> r.parameters(parameter("Name", "shop"), parameter("Password", "hunter2")))
                .id();
        String said = described(id).toString()
                + it.client.describeStacks()
                + it.client.describeStackEvents(r -> r.stackName("shop"));
        assertThat(change(id, "Topic").details().get(0).target().afterValue()).isEqualTo("****");
        assertThat(described(id).toString()).doesNotContain("hunter2").doesNotContain("swordfish");
        assertThat(said).contains("****");
    }

    @Test
    void templatesCanSayWhatAChangeMeans() {
        String template = """
            Resources:
              Table:
                Type: AWS::Custom::Table
                DeletionPolicy: Retain
                Metadata: {LookAlike: {Replacement: Conditional}}
                Properties: {Size: %s}
            """;
        it.deploy("shop", template.formatted("1"));
        String id = it.created(
                        "shop",
                        "second",
                        r -> r.templateBody(template.formatted("2")).parameters(List.of()))
                .id();
        assertThat(change(id, "Table").replacementAsString()).isEqualTo("Conditional");
        String gone = it.created(
                        "shop",
                        "third",
                        r -> r.templateBody("{\"Resources\": {\"X\": {\"Type\": \"AWS::SNS::Topic\"}}}")
                                .parameters(List.of()))
                .id();
        assertThat(change(gone, "Table").actionAsString()).isEqualTo("Remove");
        assertThat(change(gone, "Table").policyActionAsString()).isEqualTo("Retain");
    }

    @Test
    void aChangeSetWithoutChangesFails() {
        it.deploy("shop", "first", r -> {});
        String id = it.created("shop", "second", r -> {}).id();
        assertThat(described(id).statusAsString()).isEqualTo("FAILED");
        assertThat(described(id).executionStatusAsString()).isEqualTo("UNAVAILABLE");
        assertThat(described(id).statusReason()).startsWith("The submitted information didn't contain changes.");
    }

    @Test
    void otherOutputsAreAChangeWithoutChanges() {
        it.deploy("shop", "first", r -> {});
        it.deploy(
                "shop",
                "second",
                r -> r.templateBody(
                        LookedAlike.QUEUE.replace("Url: {Value: !Ref Queue}", "Url: {Value: !Sub '${Queue}!'}")));
        assertThat(it.status("shop")).isEqualTo("UPDATE_COMPLETE");
        assertThat(it.client
                        .describeStacks(r -> r.stackName("shop"))
                        .stacks()
                        .get(0)
                        .outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.outputValue()).isEqualTo("shop!"));
    }

    @Test
    void changesComeInPages() {
        StringBuilder template = new StringBuilder("Resources:\n");
        for (int i = 0; i < 25; i++) {
            template.append("  Topic").append(i).append(": {Type: AWS::SNS::Topic}\n");
        }
        it.aws.changesAPage(10);
        String id = it.created(
                        "shop",
                        "first",
                        r -> r.templateBody(template.toString()).parameters(List.of()))
                .id();
        List<Integer> pages = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            DescribeChangeSetResponse page =
                    it.client.describeChangeSet(r -> r.changeSetName(id).nextToken(token));
            pages.add(page.changes().size());
            next = page.nextToken();
        } while (next != null);
        assertThat(pages).containsExactly(10, 10, 5);
    }

    @Test
    void whatIsMissingIsNamedAsAwsNamesIt() {
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.parameters(List.of())))
                .isInstanceOf(CloudFormationException.class)
                .hasMessageContaining("Parameters: [Name] must have values");
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.parameters(parameter("Nam", "x"))))
                .hasMessageContaining("Parameters: [Nam] do not exist in the template");
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.changeSetType("UPDATE")))
                .hasMessageContaining("Stack [shop] does not exist");
        assertThatThrownBy(() -> it.create(
                        "shop",
                        "first",
                        r -> r.templateBody("Resources: {Role: {Type: AWS::IAM::Role}}")
                                .parameters(List.of())))
                .isInstanceOf(InsufficientCapabilitiesException.class)
                .hasMessageContaining("Requires capabilities : [CAPABILITY_IAM]");
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.templateBody("#".repeat(51_201))))
                .hasMessageContaining("Member must have length less than or equal to 51200");
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.templateBody("Resources: [")))
                .hasMessageContaining("Template format error: YAML not well-formed.");
        assertThatThrownBy(() -> described(it.aws.stack("other").id())).isInstanceOf(ChangeSetNotFoundException.class);
        assertThatThrownBy(() -> it.status("shop")).hasMessageContaining("Stack with id shop does not exist");
    }

    @Test
    void theValueBeforeIsKeptOnlyWhereAskedFor() {
        it.deploy("shop", "first", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "7")));
        it.deploy(
                "shop",
                "second",
                r -> r.parameters(
                        parameter("Password", "new"),
                        software.amazon.awssdk.services.cloudformation.model.Parameter.builder()
                                .parameterKey("Name")
                                .usePreviousValue(true)
                                .build()));
        assertThat(it.aws.stack("shop").parameters())
                .containsEntry("Name", "shop")
                .containsEntry("Wait", "1")
                .containsEntry("Password", "new");
    }

    // ---- execution

    @Test
    void anExecutionTellsItsEvents() {
        it.deploy("shop", "first", r -> {});
        assertThat(it.events("shop", "token-first"))
                .containsExactly(
                        "shop CREATE_IN_PROGRESS User Initiated",
                        "Queue CREATE_IN_PROGRESS",
                        "Queue CREATE_IN_PROGRESS Resource creation Initiated",
                        "Queue CREATE_COMPLETE",
                        "Topic CREATE_IN_PROGRESS",
                        "Topic CREATE_IN_PROGRESS Resource creation Initiated",
                        "Topic CREATE_COMPLETE",
                        "shop CREATE_COMPLETE");
        assertThat(it.client
                        .describeStacks(r -> r.stackName("shop"))
                        .stacks()
                        .get(0)
                        .outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.outputValue()).isEqualTo("shop"));
    }

    @Test
    void executedTwiceWithOneTokenItIsExecutedOnce() {
        String id = it.created("shop", "first", r -> {}).id();
        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("one"));
        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("one"));
        assertThatThrownBy(() ->
                        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("two")))
                .isInstanceOf(InvalidChangeSetStatusException.class)
                .hasMessageContaining("cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]");
        it.pass(60);
        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("one"));
        it.pass(60);
        assertThat(it.aws.stack("shop").begun("CREATE_IN_PROGRESS")).isEqualTo(1);
        assertThat(described(id).executionStatusAsString()).isEqualTo("EXECUTE_COMPLETE");
    }

    @Test
    void aTokenOfAnotherRequestIsRefused() {
        it.deploy("shop", "first", r -> {});
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2")))
                .id();
        assertThatThrownBy(() ->
                        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("token-first")))
                .isInstanceOf(TokenAlreadyExistsException.class);
    }

    @Test
    void executingOneDeletesTheOthers() {
        it.deploy("shop", "first", r -> {});
        String second = it.created(
                        "shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2")))
                .id();
        String third = it.created("shop", "third", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "3")))
                .id();
        it.client.executeChangeSet(r -> r.changeSetName(third));
        assertThatThrownBy(() -> described(second)).isInstanceOf(ChangeSetNotFoundException.class);
    }

    @Test
    void anOutdatedChangeSetIsRefused() {
        it.deploy("shop", "first", r -> {});
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2")))
                .id();
        it.client.updateStack(r -> r.stackName("shop")
                .usePreviousTemplate(true)
                .parameters(parameter("Name", "shop"), parameter("Wait", "3")));
        it.pass(60);
        assertThat(described(id).executionStatusAsString()).isEqualTo("OBSOLETE");
        assertThatThrownBy(() -> it.client.executeChangeSet(r -> r.changeSetName(id)))
                .isInstanceOf(InvalidChangeSetStatusException.class)
                .hasMessageContaining("[OBSOLETE]");
    }

    @Test
    void aFirstCreationThatFailsIsRolledBack() {
        String template = """
            Resources:
              Bad: {Type: AWS::S3::Bucket, Metadata: {LookAlike: {Fails: taken already}}}
              Slow: {Type: AWS::SNS::Topic, Metadata: {LookAlike: {Seconds: 9}}}
              Good: {Type: AWS::SQS::Queue, Metadata: {LookAlike: {Seconds: 0.2}}}
              After: {Type: AWS::SQS::Queue, DependsOn: Slow}
            """;
        it.deploy("shop", "first", r -> r.templateBody(template).parameters(List.of()));
        assertThat(it.events("shop", "token-first"))
                .contains(
                        "Bad CREATE_FAILED taken already",
                        "Slow CREATE_FAILED Resource creation cancelled",
                        "shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad, Slow]. Rollback"
                                + " requested by user.",
                        "Good DELETE_IN_PROGRESS",
                        "Good DELETE_COMPLETE",
                        "shop ROLLBACK_COMPLETE")
                .doesNotContain("After CREATE_IN_PROGRESS");
        assertThatThrownBy(() -> it.create("shop", "again", r -> {}))
                .hasMessageContaining("is in ROLLBACK_COMPLETE state and can not be updated.");
        assertThat(it.aws.stack("shop").resources()).isEmpty();
    }

    @Test
    void anUpdateThatFailsIsRolledBack() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Topic").fails("no such key");
        it.deploy(
                "shop",
                "second",
                r -> r.templateBody(LookedAlike.QUEUE.replace("Outputs:", "  New: {Type: AWS::SNS::Topic}\nOutputs:"))
                        .parameters(parameter("Name", "other")));
        assertThat(it.events("shop", "token-second"))
                .contains(
                        "Queue UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource;"
                                + " hence creating one.",
                        "Topic UPDATE_FAILED no such key",
                        "shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Topic]. ",
                        "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                        "New DELETE_COMPLETE",
                        "Queue DELETE_COMPLETE")
                .endsWith("shop UPDATE_ROLLBACK_COMPLETE");
        assertThat(it.aws.stack("shop").resource("Queue").physicalId()).isEqualTo("shop");
        assertThat(it.aws.stack("shop").parameters()).containsEntry("Name", "shop");
        assertThat(it.aws.stack("shop").resources()).containsExactly("Queue", "Topic");
    }

    @Test
    void withoutRollbackItStaysAsItFailed() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Topic").fails("no such key");
        String id = it.created(
                        "shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Password", "x")))
                .id();
        it.client.executeChangeSet(r -> r.changeSetName(id).disableRollback(true));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_FAILED");
        it.client.rollbackStack(r -> r.stackName("shop"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(it.aws.stack("shop").parameters()).containsEntry("Password", "swordfish");
    }

    @Test
    void anUpdateCanBeCancelled() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Queue").seconds(100);
        String id = it.created("shop", "second", r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2")))
                .id();
        it.client.executeChangeSet(r -> r.changeSetName(id).clientRequestToken("two"));
        it.pass(10);
        it.client.cancelUpdateStack(r -> r.stackName("shop").clientRequestToken("two-cancel"));
        it.client.cancelUpdateStack(r -> r.stackName("shop").clientRequestToken("two-cancel"));
        assertThatThrownBy(() -> it.client.cancelUpdateStack(r -> r.stackName("shop")))
                .hasMessageContaining("CancelUpdateStack cannot be called from current stack status");
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_IN_PROGRESS");
        it.pass(200);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(it.aws.stack("shop").events()).contains("Queue UPDATE_FAILED Resource update cancelled");
    }

    // ---- any state

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_IN_PROGRESS",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "IMPORT_IN_PROGRESS"
            })
    void inSuchAStateAStackCannotBeUpdated(String status) {
        it.aws.stack("shop").template("Resources: {A: {Type: AWS::SNS::Topic}}").status(status);
        assertThat(it.status("shop")).isEqualTo(status);
        assertThatThrownBy(() -> it.create("shop", "first", r -> {}))
                .isInstanceOf(CloudFormationException.class)
                .hasMessageContaining("is in " + status + " state and can not be updated.");
    }

    @Test
    void somebodyElsesOperationEnds() {
        it.aws.stack("shop").busy("UPDATE_IN_PROGRESS", 30, "UPDATE_COMPLETE");
        assertThat(it.status("shop")).isEqualTo("UPDATE_IN_PROGRESS");
        it.pass(30);
        assertThat(it.status("shop")).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void aStackThatIsStuckGoesOnWithoutWhatIsSkipped() {
        it.aws.stack("shop").template(LookedAlike.QUEUE, java.util.Map.of("Name", "shop"));
        it.aws.stack("shop").stuckInRollback("bucket is gone", "Queue");
        it.client.continueUpdateRollback(r -> r.stackName("shop"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_FAILED");
        it.client.continueUpdateRollback(r -> r.stackName("shop").resourcesToSkip("Queue"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(it.aws.stack("shop").resource("Queue").status()).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void aRollbackThatFailsCanBeHealed() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Topic").fails("no such key");
        it.aws.stack("shop").resource("Queue").failsRollback("queue is gone");
        it.deploy(
                "shop",
                "second",
                r -> r.parameters(parameter("Name", "shop"), parameter("Wait", "2"), parameter("Password", "x")));
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_FAILED");
        it.aws.stack("shop").resource("Queue").failsRollback(null);
        it.client.continueUpdateRollback(r -> r.stackName("shop"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
    }

    @Test
    void aDeletedStackIsKnownByItsIdOnly() {
        it.deploy("shop", "first", r -> {});
        String id = it.aws.stack("shop").id();
        it.aws.stack("shop").deletedByStranger();
        assertThat(it.status(id)).isEqualTo("DELETE_COMPLETE");
        assertThatThrownBy(() -> it.status("shop")).hasMessageContaining("Stack with id shop does not exist");
        assertThat(it.client.describeStacks().stacks()).isEmpty();
        assertThat(it.client.describeStackEvents(r -> r.stackName(id)).stackEvents())
                .isNotEmpty();
        it.create("shop", "first", r -> {});
        assertThat(it.aws.stack("shop").id()).isNotEqualTo(id);
    }

    @Test
    void aStackCanBeDeletedUnderOnesHands() {
        String change = it.created("shop", "first", r -> {}).id();
        String id = it.aws.stack("shop").id();
        it.client.executeChangeSet(r -> r.changeSetName(change));
        it.pass(1.5);
        it.aws.stack("shop").deletionBegunByStranger();
        assertThat(it.status("shop")).isEqualTo("DELETE_IN_PROGRESS");
        it.pass(60);
        assertThat(it.status(id)).isEqualTo("DELETE_COMPLETE");
        assertThat(it.aws.stack(id).events()).contains("Queue DELETE_COMPLETE");
    }

    @Test
    void aChangeSetCanBeGone() {
        String id = it.created("shop", "first", r -> {}).id();
        it.aws.stack("shop").changeSetsDeletedByStranger();
        assertThatThrownBy(() -> described(id)).isInstanceOf(ChangeSetNotFoundException.class);
    }

    @Test
    void eventsByTheThousandComeInPages() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").pastEvents(2500);
        List<String> ids = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            var page = it.client.describeStackEvents(r -> r.stackName("shop").nextToken(token));
            page.stackEvents().forEach(event -> ids.add(event.eventId()));
            pages.add(page.stackEvents().size());
            it.aws.stack("shop").event("Late", "AWS::SNS::Topic", "UPDATE_COMPLETE", null, null);
            next = page.nextToken();
        } while (next != null);
        assertThat(ids).hasSize(2509);
        assertThat(new HashSet<>(ids)).hasSize(2509);
        assertThat(pages).hasSize(26);
    }

    @Test
    void aProtectedStackIsNotDeleted() {
        it.deploy("shop", "first", r -> {});
        it.client.updateTerminationProtection(r -> r.stackName("shop").enableTerminationProtection(true));
        assertThatThrownBy(() -> it.client.deleteStack(r -> r.stackName("shop")))
                .hasMessageContaining("Stack [shop] cannot be deleted while TerminationProtection is enabled");
    }

    @Test
    void whatCannotBeDeletedCanBeRetained() {
        it.deploy("shop", "first", r -> {});
        it.aws.stack("shop").resource("Queue").failsDelete("queue is in use");
        String id = it.aws.stack("shop").id();
        it.client.deleteStack(r -> r.stackName("shop"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("DELETE_FAILED");
        assertThat(it.client
                        .describeStacks(r -> r.stackName("shop"))
                        .stacks()
                        .get(0)
                        .stackStatusReason())
                .contains("The following resource(s) failed to delete: [Queue].");
        it.client.deleteStack(r -> r.stackName("shop").retainResources("Queue"));
        it.pass(60);
        assertThat(it.status(id)).isEqualTo("DELETE_COMPLETE");
        it.client.deleteStack(r -> r.stackName("shop"));
    }

    @Test
    void onARealClockItCanBeHurried() throws InterruptedException {
        try (CloudFormationLookAlike aws = CloudFormationLookAlike.start().speed(1000)) {
            aws.stack("shop").busy("UPDATE_IN_PROGRESS", 60, "UPDATE_COMPLETE");
            while (!aws.stack("shop").status().equals("UPDATE_COMPLETE")) {
                Thread.sleep(10);
            }
        }
    }

    // ---- limits and faults

    @Test
    void aboveTheLimitItThrottles() {
        AtomicInteger nanos = new AtomicInteger();
        it.aws.limit(new RequestLimit(10, 10, nanos::get));
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 15; i++) {
            try {
                it.client.describeStacks();
            } catch (AwsServiceException e) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("Throttling");
                assertThat(e.isThrottlingException()).isTrue();
                refused.incrementAndGet();
            }
        }
        assertThat(refused).hasValue(5);
        assertThat(it.aws.throttled()).isEqualTo(5);
        assertThat(it.aws.count("DescribeStacks")).isEqualTo(15);
    }

    @Test
    void anAnswerThatIsLostLeavesItsWorkDone() {
        it.aws.fault("CreateChangeSet").resetAfter();
        assertThatThrownBy(() -> it.create("shop", "first", r -> r.clientToken("one")))
                .isInstanceOf(SdkClientException.class);
        assertThat(it.aws.stack("shop").changeSets()).containsExactly("first");
        it.create("shop", "first", r -> r.clientToken("one").changeSetType("CREATE"));
        assertThat(it.aws.calls("CreateChangeSet"))
                .extracting(call -> call.parameter("ClientToken"))
                .containsExactly("one", "one");
    }

    @Test
    void aCallThatNeverArrivedLeavesNothing() {
        it.aws.fault("CreateChangeSet").resetBefore();
        assertThatThrownBy(() -> it.create("shop", "first", r -> {})).isInstanceOf(SdkClientException.class);
        assertThat(it.aws.exists("shop")).isFalse();
    }

    @Test
    void faultsStrikeWhenTheyAreMeantTo() {
        it.aws.stack("shop");
        it.aws.fault("DescribeStacks").skipping(1).times(2).denyAccess();
        it.status("shop");
        assertThatThrownBy(() -> it.status("shop")).hasMessageContaining("is not authorized to perform");
        assertThatThrownBy(() -> it.status("shop")).hasMessageContaining("is not authorized to perform");
        it.status("shop");
        it.aws.fault("*").failInternally();
        assertThatThrownBy(() -> it.status("shop"))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(500));
        it.aws.fault("DescribeStacks").expireToken();
        assertThatThrownBy(() -> it.status("shop")).hasMessageContaining("expired");
        it.aws.fault("DescribeStacks").hang();
        assertThatThrownBy(() -> it.client.describeStacks(
                        r -> r.overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(300)))))
                .isInstanceOf(SdkClientException.class);
    }

    // ---- the services beside it

    @Test
    void templatesComeFromItsBuckets() {
        try (S3Client s3 = it.at(S3Client.builder()).forcePathStyle(true).build()) {
            String large = LookedAlike.QUEUE + "#" + "-".repeat(60_000);
            s3.putObject(r -> r.bucket("artifacts").key("shop/template.yaml"), RequestBody.fromString(large));
            assertThat(s3.getObjectAsBytes(r -> r.bucket("artifacts").key("shop/template.yaml"))
                            .asUtf8String())
                    .isEqualTo(large);
            assertThat(s3.headObject(r -> r.bucket("artifacts").key("shop/template.yaml"))
                            .contentLength())
                    .isEqualTo(large.length());
            assertThat(s3.getBucketLocation(r -> r.bucket("artifacts")).locationConstraintAsString())
                    .isEqualTo("eu-central-1");
        }
        it.deploy(
                "shop",
                "first",
                r -> r.templateBody(null)
                        .templateURL("https://artifacts.s3.eu-central-1.amazonaws.com/shop/template.yaml"));
        assertThat(it.status("shop")).isEqualTo("CREATE_COMPLETE");
        assertThatThrownBy(() -> it.create(
                        "shop",
                        "second",
                        r -> r.templateBody(null).templateURL("https://s3.amazonaws.com/artifacts/other.yaml")))
                .hasMessageContaining("S3 error");
    }

    @Test
    void rolesCanBeTaken() {
        try (StsClient sts = it.at(StsClient.builder()).build()) {
            var taken = sts.assumeRole(
                    r -> r.roleArn("arn:aws:iam::123456789012:role/deploy").roleSessionName("jenkins"));
            assertThat(taken.assumedRoleUser().arn()).endsWith("assumed-role/deploy/jenkins");
            assertThat(taken.credentials().expiration()).isNotNull();
            assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
        }
    }
}

package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import static io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookedAlike.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NestedStacksLookAlikeTest {

    private static final String URL = "https://templates.s3.eu-central-1.amazonaws.com/inner.yaml";

    private static final String PARENT = """
        Parameters:
          Size: {Type: Number, Default: 1}
        Resources:
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: '%s', Parameters: {Size: !Ref Size}}
          Topic:
            Type: AWS::SNS::Topic
            Properties: {DisplayName: !GetAtt Inner.Outputs.Url}
        """.formatted(URL);

    private static final String INNER = """
        Parameters:
          Size: {Type: Number}
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties: {VisibilityTimeout: !Ref Size}
        Outputs:
          Url: {Value: !Ref Queue}
        """;

    private final LookedAlike it = new LookedAlike();

    @BeforeEach
    void template() {
        it.aws.template(URL, INNER);
    }

    @AfterEach
    void close() {
        it.close();
    }

    private StackInAnyState inner() {
        return it.aws.stack("shop").resource("Inner").nested();
    }

    private void update(String size, String template) {
        it.deploy("shop", "second", r -> r.templateBody(template).parameters(parameter("Size", size)));
    }

    @Test
    void aNestedStackIsAStackOfItsOwn() {
        it.deploy("shop", PARENT);
        assertThat(it.status("shop")).isEqualTo("CREATE_COMPLETE");
        var child = it.client
                .describeStacks(r -> r.stackName(inner().id()))
                .stacks()
                .get(0);
        assertThat(child.parentId()).isEqualTo(it.aws.stack("shop").id());
        assertThat(child.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(inner().events()).contains("Queue CREATE_COMPLETE");
        assertThat(it.aws.stack("shop").events())
                .contains("Inner CREATE_COMPLETE")
                .noneMatch(event -> event.startsWith("Queue"));
    }

    @Test
    void aNestedStackThatFailsIsNamedByItsArn() {
        it.aws.template(URL, INNER.replace("Properties:", "Metadata: {LookAlike: {Fails: too big}}\n    Properties:"));
        it.deploy("shop", "first", r -> r.templateBody(PARENT).parameters(List.of()));
        assertThat(it.status("shop")).isEqualTo("ROLLBACK_COMPLETE");
        String nested = it.aws.stackIds().get(1);
        assertThat(it.events("shop", "token-first"))
                .contains("Inner CREATE_FAILED Embedded stack " + nested
                        + " was not successfully created: The following resource(s) failed to create: [Queue]. ")
                .contains("Inner DELETE_COMPLETE");
        assertThat(it.client.describeStackEvents(r -> r.stackName(nested)).stackEvents())
                .extracting(LookedAlike::line)
                .contains("Queue CREATE_FAILED too big");
    }

    @Test
    void anUpdateThatFailsWithinIsRolledBackWithin() {
        it.deploy("shop", PARENT);
        inner().resource("Queue").fails("too big");
        update("2", PARENT);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(inner().status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(inner().parameters()).containsEntry("Size", "1");
        assertThat(it.aws.stack("shop").events())
                .anyMatch(event -> event.startsWith("Inner UPDATE_FAILED Embedded stack " + inner().id()
                        + " was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The"
                        + " following resource(s) failed to update: [Queue]."));
    }

    @Test
    void whatWentWellWithinIsRolledBackToo() {
        it.deploy("shop", PARENT);
        update(
                "2",
                PARENT.replace(
                        "Properties: {DisplayName",
                        "Metadata: {LookAlike: {Fails: no}}\n    Properties: {X: 1, DisplayName"));
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(inner().status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(inner().parameters()).containsEntry("Size", "1");
    }

    @Test
    void aNestedResourceCanBeSkipped() {
        it.deploy("shop", PARENT);
        inner().resource("Queue").fails("too big");
        inner().resource("Queue").failsRollback("and gone");
        update("2", PARENT);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_FAILED");
        assertThat(inner().status()).isEqualTo("UPDATE_ROLLBACK_FAILED");
        it.client.continueUpdateRollback(r -> r.stackName("shop").resourcesToSkip("Inner.Queue"));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
    }

    @Test
    void changesWithinAreChangeSetsWithin() {
        it.deploy("shop", PARENT);
        String root = it.created(
                        "shop",
                        "second",
                        r -> r.templateBody(PARENT)
                                .parameters(parameter("Size", "2"))
                                .includeNestedStacks(true))
                .id();
        ResourceChange inner = it.client.describeChangeSet(r -> r.changeSetName(root)).changes().stream()
                .map(change -> change.resourceChange())
                .filter(change -> change.logicalResourceId().equals("Inner"))
                .findFirst()
                .orElseThrow();
        var nested = it.client.describeChangeSet(r -> r.changeSetName(inner.changeSetId()));
        assertThat(nested.rootChangeSetId()).isEqualTo(root);
        assertThat(nested.changes())
                .singleElement()
                .satisfies(change ->
                        assertThat(change.resourceChange().logicalResourceId()).isEqualTo("Queue"));
        assertThatThrownBy(() -> it.client.executeChangeSet(r -> r.changeSetName(inner.changeSetId())))
                .isInstanceOf(InvalidChangeSetStatusException.class);
        it.client.executeChangeSet(r -> r.changeSetName(root));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("UPDATE_COMPLETE");
        assertThat(inner().parameters()).containsEntry("Size", "2");
    }

    @Test
    void withoutALookWithinANestedStackCountsAsChanged() {
        it.deploy("shop", PARENT);
        String blind = it.created("shop", "second", r -> r.templateBody(PARENT).parameters(List.of()))
                .id();
        assertThat(it.client.describeChangeSet(r -> r.changeSetName(blind)).changes())
                .extracting(change -> change.resourceChange().logicalResourceId())
                .contains("Inner");
        String looking = it.created(
                        "shop",
                        "third",
                        r -> r.templateBody(PARENT).parameters(List.of()).includeNestedStacks(true))
                .id();
        var described = it.client.describeChangeSet(r -> r.changeSetName(looking));
        assertThat(described.statusAsString()).isEqualTo("FAILED");
        assertThat(described.statusReason()).isEqualTo("No updates are to be performed.");
    }

    @Test
    void aNewNestedStackIsReviewedFirst() {
        String root = it.created(
                        "shop",
                        "first",
                        r -> r.templateBody(PARENT).parameters(List.of()).includeNestedStacks(true))
                .id();
        assertThat(it.aws.stack(it.aws.stackIds().get(1)).status()).isEqualTo("REVIEW_IN_PROGRESS");
        it.client.executeChangeSet(r -> r.changeSetName(root));
        it.pass(60);
        assertThat(it.status("shop")).isEqualTo("CREATE_COMPLETE");
        assertThat(inner().status()).isEqualTo("CREATE_COMPLETE");
        assertThat(it.aws.stackIds()).hasSize(2);
    }

    @Test
    void deletingTheParentDeletesTheChild() {
        it.deploy("shop", PARENT);
        String child = inner().id();
        it.client.deleteStack(r -> r.stackName("shop"));
        it.pass(60);
        assertThat(it.aws.exists("shop")).isFalse();
        assertThat(it.aws.stack(child).isDeleted()).isTrue();
    }

    @Test
    void aCancelledUpdateIsCancelledWithin() {
        it.deploy("shop", PARENT);
        inner().resource("Queue").seconds(500);
        String id = it.created("shop", "second", r -> r.templateBody(PARENT).parameters(parameter("Size", "2")))
                .id();
        it.client.executeChangeSet(r -> r.changeSetName(id));
        it.pass(10);
        it.client.cancelUpdateStack(r -> r.stackName("shop"));
        it.pass(1200);
        assertThat(it.status("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(inner().status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
    }
}

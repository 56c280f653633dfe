package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cloudformation.model.NameAlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.OperationIdAlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.OperationInProgressException;
import software.amazon.awssdk.services.cloudformation.model.StackInstanceNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.StackSetNotEmptyException;
import software.amazon.awssdk.services.cloudformation.model.StackSetNotFoundException;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StackSetsLookAlikeTest {

    private static final String TEMPLATE = "Resources: {Topic: {Type: AWS::SNS::Topic}}";
    private static final List<String> ACCOUNTS = List.of("111111111111", "222222222222", "333333333333");
    private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1");

    private final LookedAlike it = new LookedAlike();

    @BeforeEach
    void create() {
        it.client.createStackSet(
                r -> r.stackSetName("guard").templateBody(TEMPLATE).clientRequestToken("once"));
    }

    @AfterEach
    void close() {
        it.close();
    }

    private String instances(String operation) {
        return it.client
                .createStackInstances(r -> r.stackSetName("guard")
                        .accounts(ACCOUNTS)
                        .regions(REGIONS)
                        .operationId(operation))
                .operationId();
    }

    private String status(String operation) {
        return it.client
                .describeStackSetOperation(r -> r.stackSetName("guard").operationId(operation))
                .stackSetOperation()
                .statusAsString();
    }

    private Map<String, String> results(String operation) {
        Map<String, String> results = new TreeMap<>();
        it.client
                .listStackSetOperationResults(r -> r.stackSetName("guard").operationId(operation))
                .summaries()
                .forEach(result -> results.put(result.account() + " " + result.region(), result.statusAsString()));
        return results;
    }

    @Test
    void theSameTokenMakesNoSecondSet() {
        it.client.createStackSet(
                r -> r.stackSetName("guard").templateBody(TEMPLATE).clientRequestToken("once"));
        assertThatThrownBy(() -> it.client.createStackSet(
                        r -> r.stackSetName("guard").templateBody(TEMPLATE).clientRequestToken("twice")))
                .isInstanceOf(NameAlreadyExistsException.class);
        assertThatThrownBy(() -> it.client.describeStackSet(r -> r.stackSetName("other")))
                .isInstanceOf(StackSetNotFoundException.class);
        assertThat(it.client.listStackSets().summaries()).hasSize(1);
    }

    @Test
    void instancesComeRegionByRegion() {
        instances("one");
        it.pass(3);
        assertThat(status("one")).isEqualTo("RUNNING");
        assertThat(results("one"))
                .containsEntry("111111111111 eu-central-1", "SUCCEEDED")
                .containsEntry("222222222222 eu-central-1", "RUNNING")
                .containsEntry("111111111111 eu-west-1", "PENDING");
        it.pass(20);
        assertThat(status("one")).isEqualTo("SUCCEEDED");
        assertThat(it.client.listStackInstances(r -> r.stackSetName("guard")).summaries())
                .hasSize(6)
                .allMatch(instance -> instance.statusAsString().equals("CURRENT"));
    }

    @Test
    void theSameOperationIsDoneOnce() {
        instances("one");
        assertThat(instances("one")).isEqualTo("one");
        assertThatThrownBy(() -> instances("two")).isInstanceOf(OperationInProgressException.class);
        assertThatThrownBy(() -> it.client.createStackInstances(r -> r.stackSetName("guard")
                        .accounts("444444444444")
                        .regions(REGIONS)
                        .operationId("one")))
                .isInstanceOf(OperationIdAlreadyExistsException.class);
        it.pass(20);
        assertThat(it.client
                        .listStackSetOperations(r -> r.stackSetName("guard"))
                        .summaries())
                .hasSize(1);
    }

    @Test
    void oneFailureEndsItWithoutTolerance() {
        it.aws.stackSetFails("guard", "222222222222", "eu-central-1", "no such role");
        instances("one");
        it.pass(30);
        assertThat(status("one")).isEqualTo("FAILED");
        assertThat(results("one"))
                .containsEntry("111111111111 eu-central-1", "SUCCEEDED")
                .containsEntry("222222222222 eu-central-1", "FAILED")
                .containsEntry("333333333333 eu-central-1", "CANCELLED")
                .containsEntry("111111111111 eu-west-1", "CANCELLED");
    }

    @Test
    void aFailureCanBeTolerated() {
        it.aws.stackSetFails("guard", "222222222222", "eu-central-1", "no such role");
        it.client.createStackInstances(r -> r.stackSetName("guard")
                .accounts(ACCOUNTS)
                .regions(REGIONS)
                .operationId("one")
                .operationPreferences(
                        p -> p.failureToleranceCount(1).maxConcurrentCount(3).regionConcurrencyType("PARALLEL")));
        it.pass(5);
        assertThat(status("one")).isEqualTo("SUCCEEDED");
        assertThat(it.client
                        .describeStackSetOperation(r -> r.stackSetName("guard").operationId("one"))
                        .stackSetOperation()
                        .statusDetails()
                        .failedStackInstancesCount())
                .isEqualTo(1);
    }

    @Test
    void itCanBeStopped() {
        instances("one");
        it.pass(3);
        it.client.stopStackSetOperation(r -> r.stackSetName("guard").operationId("one"));
        assertThat(status("one")).isEqualTo("STOPPING");
        it.pass(2);
        assertThat(status("one")).isEqualTo("STOPPED");
        assertThat(results("one").values()).contains("SUCCEEDED", "CANCELLED").doesNotContain("PENDING", "RUNNING");
    }

    @Test
    void updatingSomeLeavesTheOthersOutdated() {
        instances("one");
        it.pass(30);
        it.client.updateStackSet(r -> r.stackSetName("guard")
                .templateBody(TEMPLATE)
                .accounts("111111111111")
                .regions("eu-west-1")
                .operationId("two"));
        it.pass(30);
        assertThat(status("two")).isEqualTo("SUCCEEDED");
        assertThat(it.client.listStackInstances(r -> r.stackSetName("guard")).summaries())
                .filteredOn(instance -> instance.statusAsString().equals("CURRENT"))
                .hasSize(1);
        assertThatThrownBy(() -> it.client.updateStackInstances(
                        r -> r.stackSetName("guard").accounts("444444444444").regions("eu-west-1")))
                .isInstanceOf(StackInstanceNotFoundException.class);
    }

    @Test
    void onlyAnEmptySetCanBeDeleted() {
        instances("one");
        it.pass(30);
        assertThatThrownBy(() -> it.client.deleteStackSet(r -> r.stackSetName("guard")))
                .isInstanceOf(StackSetNotEmptyException.class);
        it.client.deleteStackInstances(
                r -> r.stackSetName("guard").accounts(ACCOUNTS).regions(REGIONS).retainStacks(false));
        it.pass(30);
        it.client.deleteStackSet(r -> r.stackSetName("guard"));
        assertThatThrownBy(() -> it.client.describeStackSet(r -> r.stackSetName("guard")))
                .isInstanceOf(StackSetNotFoundException.class);
    }

    @Test
    void unitsStandForTheirAccounts() {
        it.aws.organizationalUnit("ou-1234-abcdefgh", "111111111111", "222222222222");
        it.client.createStackInstances(r -> r.stackSetName("guard")
                .deploymentTargets(t -> t.organizationalUnitIds("ou-1234-abcdefgh"))
                .regions("eu-west-1"));
        it.pass(10);
        assertThat(it.client.listStackInstances(r -> r.stackSetName("guard")).summaries())
                .hasSize(2)
                .allMatch(instance -> instance.organizationalUnitId().equals("ou-1234-abcdefgh"));
    }
}

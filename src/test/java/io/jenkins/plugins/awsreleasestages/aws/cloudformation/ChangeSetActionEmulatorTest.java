package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Change sets against the emulator, through a network that fails: what a user would see. */
class ChangeSetActionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private static final String CREATE = "CloudFormation.CreateChangeSet";
    private static final String LOOK = "CloudFormation.DescribeChangeSet";

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(AWS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aNewStackIsPlannedAndNothingIsMade() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(shop.parameters());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().type()).isEqualTo("CREATE");
        assertThat(driven.log)
                .contains(
                        "Creating change set " + driven.data().name() + " to create stack " + shop.stack
                                + ": it does not exist yet.",
                        "  +  Queue   AWS::SQS::Queue",
                        "  3 to add.");
        assertThat(shop.status()).isEqualTo("REVIEW_IN_PROGRESS");
        assertThat(shop.proxy.count(CREATE)).isEqualTo(1);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Shop.fault("throttled", CREATE, f -> f.nth(1).throttle(), "Rate exceeded"),
                Shop.fault("500", CREATE, f -> f.nth(1).failInternally(), "internal error"),
                Shop.fault("lost on the way", CREATE, f -> f.nth(1).resetBeforeForwarding(), "got no answer from AWS"),
                Shop.fault("answer lost", CREATE, f -> f.nth(1).resetAfterForwarding(), "got no answer from AWS"),
                Shop.fault("expired token", CREATE, f -> f.nth(1).expireToken(), "expired"),
                Shop.fault("hang", CREATE, f -> f.nth(1).hang(), "got no answer from AWS"),
                Shop.fault("looks throttled", LOOK, f -> f.first(4).throttle(), "Rate exceeded"),
                Shop.fault("look 500", LOOK, f -> f.nth(1).failInternally(), "internal error"),
                Shop.fault("look reset", LOOK, f -> f.nth(1).resetAfterForwarding(), "got no answer from AWS"),
                Shop.fault("look with an expired token", LOOK, f -> f.nth(1).expireToken(), "expired"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOutAndThereIsOneChangeSet(
            String name, String operation, Consumer<Fault> fault, String words) {
        shop.fault(operation, fault, name);
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(shop.parameters());
        assertThat(driven.outcome).as(String.join("\n", driven.log)).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.contains(words) && line.contains("Trying again"));
        assertThat(shop.changeSets()).isEqualTo(1);
        assertThat(shop.proxy.calls(CREATE))
                .extracting("status")
                .containsOnlyOnce(name.equals("answer lost") ? 0 : 200);
    }

    @Test
    void whereTheAnswerIsLostTheRequestIsNotSentAgain() {
        shop.proxy.on(CREATE).nth(1).resetAfterForwarding();
        assertThat(shop.plan(shop.parameters()).outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.proxy.count(CREATE)).isEqualTo(1);
    }

    @Test
    void accessDeniedIsOneClearFailure() {
        shop.proxy.on(CREATE).denyAccess();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(shop.parameters());
        assertThat(driven.failure())
                .startsWith("Creating a change set for stack " + shop.stack + " failed: AWS says: ")
                .contains("AccessDenied");
        assertThat(shop.proxy.count(CREATE)).isEqualTo(1);
        assertThat(shop.exists()).isFalse();
    }

    @Test
    void aRestartAfterTheRequestFindsIt() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> first = shop.plan(shop.parameters());
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> again =
                shop.time.resume(shop.planning(shop.parameters(), Map.of(), Shop.TEMPLATE), first.saved.get(0));
        assertThat(again.data().id()).isEqualTo(first.data().id());
        assertThat(again.data().madeStack()).isTrue();
        assertThat(shop.proxy.count(CREATE)).isEqualTo(1);
    }

    @Test
    void noChangesIsAResultAndLeavesNothing() {
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(shop.parameters());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().noChanges()).isTrue();
        assertThat(driven.log).contains("Stack " + shop.stack + " has no changes.");
        assertThat(shop.direct.listChangeSets(r -> r.stackName(shop.stack)).summaries())
                .noneMatch(summary -> summary.changeSetId().equals(driven.data().id()));
        assertThat(shop.status()).isEqualTo("CREATE_COMPLETE");
        Driven<ExecuteAction.State, Call.Made> unchanged = shop.time.run(
                shop.unchanged(),
                ExecuteAction.State.create(
                        null, null, null, shop.stack, driven.data().stackId()));
        assertThat(unchanged.data().result()).isEqualTo("NO_CHANGES");
        assertThat(unchanged.data().outputs()).containsKey("QueueUrl");
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isZero();
    }

    @Test
    void aRestartWhileTheEmptyChangeSetIsDeletedStillSaysNoChanges() {
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> first = shop.plan(shop.parameters());
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> again = shop.time.resume(
                shop.planning(shop.parameters(), Map.of(), Shop.TEMPLATE), first.saved.get(first.saved.size() - 1));
        assertThat(again.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(again.data().noChanges()).isTrue();
    }

    @Test
    void parametersNotGivenKeepTheirValueAndAReplacementIsShown() {
        Map<String, String> all = new HashMap<>(shop.parameters());
        all.put("Wait", "7");
        shop.execute(shop.plan(all).data());
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(Map.of("Name", shop.stack + "-2"));
        assertThat(driven.log)
                .contains("Parameters that are not given keep their previous value: Password, Wait.")
                .contains("  ±  Queue  AWS::SQS::Queue  replaced because of QueueName")
                .contains("        QueueName: " + shop.stack + " → " + shop.stack + "-2  (from Name)");
        assertThat(driven.log.toString()).doesNotContain("VisibilityTimeout");
        assertThat(driven.data().content().parameters()).containsEntry("Wait", "7");
    }

    @Test
    void aSecretParameterIsNeverShown() {
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven =
                shop.plan(Map.of("Name", shop.stack, "Password", "new-secret"));
        assertThat(driven.log).anyMatch(line -> line.contains("Value: **** → ****"));
        assertThat(driven.log.toString() + driven.data()).doesNotContain("new-secret", "swordfish");
    }

    @Test
    void aStackRolledBackAtItsCreationIsRefusedWithTheChoice() {
        Driven<ExecuteAction.State, ExecuteAction.Answer> failed = shop.execute(
                shop.plan(shop.parameters(), Map.of(), shop.failingTemplate()).data());
        assertThat(failed.outcome).isInstanceOf(Outcome.Failed.class);
        shop.proxy.reset();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.plan(shop.parameters());
        assertThat(driven.failure())
                .startsWith("Stack " + shop.stack + " is in ROLLBACK_COMPLETE and takes no change set: its creation")
                .contains("It can only be deleted");
        assertThat(shop.proxy.count(CREATE)).isZero();
    }

    @Test
    void aBusyStackIsWaitedFor() {
        ChangeSetAction.State first = shop.plan(shop.parameters(), Map.of("emulator:seconds", "20"), Shop.TEMPLATE)
                .data();
        shop.direct.executeChangeSet(r -> r.changeSetName(first.id()).clientRequestToken("somebody-else"));
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven =
                shop.plan(Map.of("Name", shop.stack, "Wait", "3"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().type()).isEqualTo("UPDATE");
        assertThat(driven.log)
                .anyMatch(line -> line.startsWith("Stack " + shop.stack
                                + " is in CREATE_IN_PROGRESS: another operation is under way. It began at 20")
                        && line.endsWith(", as somebody-else. Trying again."));
    }

    @Test
    void anAbortDeletesTheChangeSetAndTheEmptyStackItMade() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.time.stopped(
                shop.planning(shop.parameters(), Map.of(), Shop.TEMPLATE), shop.fresh(), (state, log) -> true);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.log)
                .contains("The change set is gone, and so is the empty stack " + shop.stack
                        + " that had come into being with it.");
        assertThat(shop.exists()).isFalse();
    }

    @Test
    void anAbortLeavesAStackThatWasThereBefore() {
        shop.deployed();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = shop.time.stopped(
                shop.planning(Map.of("Name", shop.stack, "Wait", "3"), Map.of(), Shop.TEMPLATE),
                shop.fresh(),
                (state, log) -> true);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(shop.status()).isEqualTo("CREATE_COMPLETE");
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isZero();
    }

    @Test
    void aTemplateThatIsTooLargeIsRefusedBeforeAnythingIsAsked() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven =
                shop.plan(shop.parameters(), Map.of(), Shop.TEMPLATE + "#" + "x".repeat(51_200));
        assertThat(driven.failure())
                .startsWith("template: template.yaml has ")
                .contains(" bytes; more than 51200 go through a bucket. Name one with store: 's3://bucket/prefix'.");
        assertThat(shop.proxy.count("CloudFormation.CreateChangeSet")).isZero();
    }

    @Test
    void aMissingCapabilityIsNamed() {
        String role = """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties: {AssumeRolePolicyDocument: {Statement: []}}
            """;
        assertThat(shop.plan(Map.of(), Map.of(), role).failure())
                .contains("If the template may do that, say so: capabilities: ['CAPABILITY_IAM'].");
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change set found again, taken back and cleared away, over HTTP. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ChangeSetActionOnLookAlikeTest {

    private static final String POLICY = "{\"Statement\": []}";

    private final Deployed shop = new Deployed();
    private final ChangeSetAction.State fresh = ChangeSetAction.State.create("shop", Deployed.token());

    @AfterEach
    void close() {
        shop.close();
    }

    private ChangeSetAction planning(Supplier<ChangeSetInput> inputs) {
        ChangeSetRequest request = new ChangeSetRequest("shop", Map.of("Wait", "2"), List.of(), Map.of(), null, null);
        return new ChangeSetAction(() -> shop.session, request, inputs, shop.turns);
    }

    private ChangeSetAction planning() {
        return planning(() -> Deployed.text(Deployed.TEMPLATE));
    }

    private static ChangeSetInput withPolicy() {
        return new ChangeSetInput(
                new ChangeSetInput.TemplateSource.Text("template.yaml", Deployed.TEMPLATE),
                Map.of(),
                Set.of(),
                Map.of(),
                POLICY);
    }

    private static ChangeSetAction.Answer answer(ChangeSetAction action, ChangeSetAction.State state) {
        return action.ask(state).toCompletableFuture().join();
    }

    private Driven<ChangeSetAction.State, ChangeSetAction.Answer> run(ChangeSetAction action) {
        return shop.clock.run(action, fresh);
    }

    @Test
    void oneThatWasCreatedIsFoundAgainWithTheStackThatItMade() {
        ChangeSetAction action = planning();
        assertThat(action.title()).isEqualTo("The change set for stack shop");
        assertThat(action.find(fresh)).isEmpty();
        ChangeSetAction.State begun = action.start(fresh);
        ChangeSetAction.State found = action.find(fresh).orElseThrow();
        assertThat(List.of(begun, found))
                .allMatch(state -> state.type().equals("CREATE") && state.madeStack())
                .extracting(ChangeSetAction.State::id)
                .containsOnly(begun.id());
        assertThat(found.stackId()).isEqualTo(begun.stackId());
    }

    @Test
    void aStackThatWasThereBeforeIsNotItsOwn() {
        shop.stack("shop");
        ChangeSetAction action = planning();
        action.start(fresh);
        ChangeSetAction.State found = action.find(fresh).orElseThrow();
        assertThat(found.type()).isEqualTo("UPDATE");
        assertThat(found.madeStack()).isFalse();
    }

    @Test
    void anEmptyStackOfAnEarlierChangeSetIsNotItsOwn() {
        ChangeSetAction action = planning();
        action.start(ChangeSetAction.State.create("shop", Deployed.token()));
        shop.clock.pass(Duration.ofSeconds(11));
        assertThat(action.start(fresh).madeStack()).isFalse();
        ChangeSetAction.State found = action.find(fresh).orElseThrow();
        assertThat(found.type()).isEqualTo("CREATE");
        assertThat(found.madeStack()).isFalse();
    }

    @Test
    void thePolicyOfTheFileIsReadAgainForWhatIsFound() {
        planning().start(fresh);
        assertThat(planning(ChangeSetActionOnLookAlikeTest::withPolicy).find(fresh))
                .map(ChangeSetAction.State::stackPolicy)
                .contains(POLICY);
        ChangeSetAction unreadable = planning(() -> {
            throw RemoteFailure.refused("the file is gone");
        });
        assertThat(unreadable.find(fresh.withPolicy(POLICY)))
                .map(ChangeSetAction.State::stackPolicy)
                .contains(POLICY);
        ChangeSetAction.State found = unreadable.find(fresh).orElseThrow();
        assertThat(found.stackPolicy()).isNull();
        assertThat(found.notes())
                .containsExactly(
                        "If the parameters file has a stack policy, it is not going to be set, because the file"
                                + " cannot be read any more: the file is gone");
    }

    @Test
    void oneThatAwsHasAlreadyIsTaken() {
        ChangeSetAction action = planning();
        shop.aws
                .fault("CreateChangeSet")
                .meanwhile(() -> action.start(fresh))
                .error(400, "AlreadyExistsException", "it exists");
        assertThat(action.start(fresh).id()).endsWith("/" + fresh.name() + "/" + lastPart(action));
        ChangeSetAction.State another = ChangeSetAction.State.create("shop", Deployed.token());
        shop.aws.fault("CreateChangeSet").error(400, "AlreadyExistsException", "it exists");
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> action.start(another)))
                .hasMessageContaining("it exists");
    }

    private String lastPart(ChangeSetAction action) {
        String id = action.find(fresh).orElseThrow().id();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    @Test
    void aCapabilityThatAwsAsksForIsSaidAsItIsWritten() {
        String words = "Requires capabilities : [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND]";
        shop.aws.fault("CreateChangeSet").error(400, "InsufficientCapabilitiesException", words);
        assertThat(run(planning()).failure())
                .contains(words)
                .contains("say so: capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'].");
        shop.aws.fault("CreateChangeSet").error(400, "InsufficientCapabilitiesException", "Something is missing");
        assertThat(run(planning()).failure()).contains("Something is missing").doesNotContain("say so");
    }

    @Test
    void whereAwsSeesAtOnceThatNothingChangesThatIsTheResult() {
        String words = "No updates are to be performed.";
        shop.aws.fault("CreateChangeSet").error(400, "ValidationError", words);
        assertThat(run(planning()).failure()).as("there is no stack yet").contains(words);
        StackInAnyState stack = shop.stack("shop");
        shop.aws.fault("CreateChangeSet").error(400, "ValidationError", words);
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = run(planning());
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).contains("Stack shop has no changes.");
        assertThat(driven.data().stackId()).isEqualTo(stack.id());
        assertThat(shop.aws.count("DeleteChangeSet")).isZero();
    }

    private ChangeSetAction unchanging() {
        shop.aws.stack("shop").template(Deployed.TEMPLATE, Map.of("Wait", "2"));
        return planning();
    }

    @Test
    void anEmptyOneIsClearedAway() {
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = run(unchanging());
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).contains("Stack shop has no changes.").noneMatch(line -> line.contains("stays"));
        assertThat(shop.aws.count("DeleteChangeSet")).isEqualTo(1);
    }

    @Test
    void anEmptyOneThatMayNotBeDeletedStays() {
        ChangeSetAction action = unchanging();
        shop.aws.fault("DeleteChangeSet").always().denyAccess();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = run(action);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.startsWith("The empty change set stays: "));
    }

    @Test
    void anEmptyOneIsDeletedOnceAwsHasTimeForIt() {
        ChangeSetAction action = unchanging();
        shop.aws.fault("DeleteChangeSet").times(4).throttle();
        Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = run(action);
        assertThat(driven.log)
                .anyMatch(line -> line.contains("Rate exceeded"))
                .noneMatch(line -> line.contains("stays"));
        assertThat(shop.aws.stack("shop").changeSets()).isEmpty();
    }

    @Test
    void oneThatIsGoneMayHaveGoneWithItsStack() {
        ChangeSetAction action = planning();
        ChangeSetAction.State begun = action.start(fresh);
        assertThat(answer(action, begun)).isInstanceOf(ChangeSetAction.Answer.Described.class);
        shop.aws.stack("shop").changeSetsDeletedByStranger();
        assertThat(answer(action, begun)).isEqualTo(new ChangeSetAction.Answer.Missing(false));
        shop.aws.stack("shop").deletedByStranger();
        assertThat(answer(action, begun)).isEqualTo(new ChangeSetAction.Answer.Missing(true));
    }

    @Test
    void oneOfAStackThatWasThereIsGoneAlone() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction action = planning();
        ChangeSetAction.State begun = action.start(fresh);
        stack.deletedByStranger();
        assertThat(answer(action, begun)).isEqualTo(new ChangeSetAction.Answer.Missing(false));
    }

    /** AWS is done with it: before that it lets nobody delete it. */
    private ChangeSetAction.State begun(ChangeSetAction action) {
        ChangeSetAction.State begun = action.start(fresh);
        shop.clock.pass(Duration.ofMinutes(1));
        return begun;
    }

    @Test
    void aStopTakesBackWhatWasMade() {
        ChangeSetAction action = planning();
        action.stop(fresh);
        assertThat(shop.aws.count("DeleteChangeSet")).isZero();
        action.stop(begun(action));
        assertThat(shop.aws.count("DeleteChangeSet")).isEqualTo(1);
        assertThat(shop.aws.exists("shop")).isFalse();
    }

    @Test
    void aStopLeavesTheStackThatWasThere() {
        StackInAnyState stack = shop.stack("shop");
        ChangeSetAction action = planning();
        action.stop(begun(action));
        assertThat(stack.changeSets()).isEmpty();
        assertThat(shop.aws.count("DeleteStack")).isZero();
    }

    @Test
    void whatMayStayBehindIsNamedWithItsLinkOnceThereIsOne() {
        ChangeSetAction action = planning();
        String words = "Change set " + fresh.name()
                + " of stack shop may stay behind; it changes nothing unless somebody" + " executes it.";
        assertThat(action.leftBehind(fresh)).isEqualTo(words);
        assertThat(action.leftBehind(action.start(fresh))).startsWith(words + " Look at: https://");
    }
}

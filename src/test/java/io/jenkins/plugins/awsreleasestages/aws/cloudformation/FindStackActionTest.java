package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeFault;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FindStackActionTest {

    private final AnyState it = new AnyState();

    @AfterEach
    void close() {
        it.close();
    }

    private Driven<FoundStack, Call.Made> find(String stack, boolean mustExist) {
        return it.time.run(
                new FindStackAction(
                        () -> it.session, stack, mustExist, found -> List.of(found.exists() ? "there" : "not there")),
                FoundStack.create(stack));
    }

    @Test
    void allAboutAStackIsFoundByNameAndByArn() {
        String id = it.aws.stack("shop").template(AnyState.SHOP).id();
        StackReport byName = find("shop", true).data().report();
        assertThat(byName.outputs()).containsOnlyKeys("Url", "Arn");
        assertThat(byName.exports()).containsOnlyKeys("shop-url");
        assertThat(byName.parameters()).as("masked by AWS").containsEntry("Password", "****");
        assertThat(byName.status()).isEqualTo("CREATE_COMPLETE");
        assertThat(byName.rootId()).isNull();
        assertThat(find(id, true).data().report()).isEqualTo(byName);
        assertThat(it.aws.count("DescribeStacks")).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsAFailureThatSaysWhereItWasLookedFor() {
        assertThat(find("shop", true).failure())
                .isEqualTo("There is no stack shop in " + Emulator.REGION + ". A stack is looked for in one region of"
                        + " one account: check its name, the region, and the role of the step.");
        String elsewhere = "arn:aws:cloudformation:us-east-1:111122223333:stack/shop/1234-5678";
        assertThat(find(elsewhere, true).failure()).contains("its ARN says us-east-1.");
    }

    @Test
    void whatNeedNotBeThereIsNoFailure() {
        Driven<FoundStack, Call.Made> driven = find("shop", false);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().exists()).isFalse();
        assertThat(driven.log).containsExactly("not there");
    }

    @Test
    void aDeletedStackIsKnownByItsArnAndDoesNotExist() {
        String id = it.aws.stack("shop").deletedByStranger().id();
        assertThat(find(id, false).data().exists()).isFalse();
        assertThat(find(id, true).failure()).startsWith("Stack " + id + " was deleted.");
    }

    @Test
    void withoutTheRightToLookAwsSaysSo() {
        it.aws.fault("DescribeStacks").denyAccess();
        assertThat(find("shop", false).failure())
                .startsWith("Looking at stack shop failed: AWS says: ")
                .contains("not authorized to perform: cloudformation:DescribeStacks");
    }

    static Stream<Arguments> faults() {
        return AnyState.faults("DescribeStacks");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatPassesIsWaitedOut(String name, String operation, Consumer<LookAlikeFault> fault, String words) {
        it.aws.stack("shop").template(AnyState.SHOP);
        it.fault(operation, fault, name);
        Driven<FoundStack, Call.Made> driven = find("shop", true);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log)
                .anyMatch(line -> line.contains(words) && line.contains("Trying again"))
                .endsWith("there");
    }

    @Test
    void aStackIsNamedByNameOrArn() {
        assertThat(FoundStack.stackProblem("shop-1")).isNull();
        assertThat(FoundStack.stackProblem("arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/shop/5a1b-77"))
                .isNull();
        assertThat(FoundStack.stackProblem(null)).contains("missing");
        assertThat(List.of("1shop", "shop_1", "a".repeat(129), "arn:aws:s3:::bucket"))
                .allSatisfy(name -> assertThat(FoundStack.stackProblem(name)).contains("neither the name of a stack"));
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading and deleting a stack whose resources exist in the emulated account. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StacksEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private Shop shop;
    private AwsSession session;

    @BeforeEach
    void open() {
        AWS.settings("{\"changeSetSeconds\": 0.3, \"executeSeconds\": 0.8}");
        shop = new Shop(AWS).deployed();
        session = Driven.session(shop.proxy.endpoint());
    }

    @AfterEach
    void close() {
        AWS.settings("{\"changeSetSeconds\": 1, \"executeSeconds\": 2}");
        shop.close();
    }

    private FoundStack found() {
        return Driven.run(
                        new FindStackAction(() -> session, shop.stack, true, found -> List.of()),
                        FoundStack.create(shop.stack))
                .data();
    }

    @Test
    void theOutputsAreThoseOfTheResources() {
        assertThat(found().report().outputs().get("QueueUrl")).endsWith("/" + shop.stack);
    }

    @Test
    void theStackIsDeletedOnceWhenTheAnswerIsLost() {
        DeleteState state = DeleteState.create(found(), "jenkins-" + shop.stack);
        shop.proxy.on("CloudFormation.DeleteStack").nth(1).resetAfterForwarding();
        Driven<DeleteState, DeleteAnswer> driven = Driven.run(
                new DeleteAction(() -> session, shop.stack, new DeleteRequest(List.of(), false, null)), state);
        assertThat(driven.outcome).as(String.join("\n", driven.log)).isEqualTo(new Outcome.Succeeded());
        assertThat(shop.exists()).isFalse();
        assertThat(shop.proxy.count("CloudFormation.DeleteStack")).isEqualTo(1);
    }
}

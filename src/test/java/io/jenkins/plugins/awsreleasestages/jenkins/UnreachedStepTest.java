package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step that never finds a way to AWS says so within seconds, and its abort tells of nothing that never began. */
@Timeout(60)
class UnreachedStepTest {

    private static ByteArrayOutputStream log;
    private static CompletableFuture<Throwable> end;

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public <T> T get(Class<T> key) {
            PrintStream to = new PrintStream(log, true);
            return key == TaskListener.class ? key.cast((TaskListener) () -> to) : null;
        }

        @Override
        public void onSuccess(Object result) {
            end.complete(null);
        }

        @Override
        public void onFailure(Throwable problem) {
            end.complete(problem);
        }
    }

    private record Plan(URI endpoint) implements ActionPlan {

        @Override
        public Sequence sequence(ActionContext context) {
            BuildAction build = new BuildAction(
                    "checkout-it",
                    () -> Driven.session(endpoint, Duration.ofSeconds(20)),
                    () -> BuildRequest.of("checkout-it"),
                    new BuildLooks(ActionThreads.get(), new Paces(ActionThreads.get())),
                    begun -> {});
            return Sequence.of(Stage.of(
                    "build",
                    BuildAction.State.class,
                    state -> BuildAction.State.create("token", Instant.now()),
                    state -> build));
        }

        @Override
        public Duration limit() {
            return Duration.ofHours(12);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return "";
        }
    }

    private static String free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "localhost:" + socket.getLocalPort();
        }
    }

    private static void waitFor(String words) throws InterruptedException {
        Instant giveUp = Instant.now().plusSeconds(10);
        while (!log.toString().contains(words) && Instant.now().isBefore(giveUp)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(log.toString()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing listens", "nobody knows the name"})
    void saysWithinSecondsThatAwsIsNotReachedAndWhatIsTried(String how) throws Exception {
        String host = how.equals("nothing listens") ? free() : "codebuild.eu-west-9.invalid";
        log = new ByteArrayOutputStream();
        end = new CompletableFuture<>();
        SequenceExecution step = new SequenceExecution(new Context(), new Plan(URI.create("http://" + host)));
        step.start();
        waitFor("Trying again");
        assertThat(log.toString())
                .startsWith("Starting a build of CodeBuild project checkout-it did not reach AWS: ")
                .contains(host);

        step.stop(new IOException("Enough"));
        assertThat(end.get(10, TimeUnit.SECONDS)).hasMessage("Enough");
        assertThat(log.toString()).doesNotContain("goes on", "null");
    }
}

package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SentOnceTest {

    private final SentOnce<String> requests = new SentOnce<>();
    private final List<CompletableFuture<String>> sent = new ArrayList<>();

    private CompletableFuture<String> send() {
        return requests.send(
                        "token",
                        () -> {
                            sent.add(new CompletableFuture<>());
                            return sent.get(sent.size() - 1);
                        },
                        failure -> failure.kind() == Kind.THROTTLED)
                .toCompletableFuture();
    }

    private static RemoteFailure failureOf(CompletableFuture<String> call) {
        Throwable problem = call.handle((answer, thrown) -> thrown).join();
        return (RemoteFailure) (problem instanceof CompletionException ? problem.getCause() : problem);
    }

    @Test
    void whatNobodyHasAnnouncedIsNotSent() {
        assertThat(failureOf(send()).kind()).isEqualTo(Kind.REFUSED);
        assertThat(sent).isEmpty();
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.OVER);
    }

    @Test
    void whatWasAnnouncedIsSentOnceHoweverOftenOneAsks() {
        requests.announce("token");
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.NOTHING_DONE);
        CompletableFuture<String> first = send();
        CompletableFuture<String> second = send();
        assertThat(sent).hasSize(1);
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.OPEN);
        sent.get(0).complete("done");
        assertThat(first.join() + second.join()).isEqualTo("donedone");
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.OVER);
    }

    @Test
    void whatDidNothingMayBeSentAgain() {
        requests.announce("token");
        CompletableFuture<String> first = send();
        sent.get(0).completeExceptionally(new RemoteFailure(Kind.THROTTLED, "Too fast."));
        assertThat(failureOf(first).kind()).isEqualTo(Kind.THROTTLED);
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.NOTHING_DONE);
        send();
        assertThat(sent).hasSize(2);
    }

    @Test
    void aLostAnswerIsFinal() {
        requests.announce("token");
        CompletableFuture<String> first = send();
        sent.get(0).completeExceptionally(new CompletionException(new RemoteFailure(Kind.UNREACHABLE, "Gone.")));
        assertThat(failureOf(first).kind()).isEqualTo(Kind.REFUSED);
        assertThat(failureOf(send())).hasMessage("Gone.");
        assertThat(sent).hasSize(1);
        assertThat(requests.known("token")).isEqualTo(SentOnce.Known.OVER);
    }

    @Test
    void whatIsForgottenIsBrokenOffAndNotSentAgain() {
        requests.announce("token");
        send();
        requests.forget("token");
        assertThat(sent.get(0)).isCancelled();
        requests.announce("other");
        requests.forget("other");
        requests.forget("other");
        assertThat(failureOf(send()).kind()).isEqualTo(Kind.REFUSED);
    }
}

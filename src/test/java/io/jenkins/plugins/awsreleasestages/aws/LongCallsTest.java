package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Calls that AWS answers when it has done the work. */
@Timeout(60)
class LongCallsTest {

    private static CompletableFuture<InvokeResponse> invoke(AwsSession session) {
        return AwsFailures.later(session, "Invoking it", () -> session.lambda().invoke(r -> r.functionName("it")));
    }

    private static RemoteFailure failureOf(CompletableFuture<?> call) {
        return (RemoteFailure)
                catchThrowableOfType(CompletionException.class, call::join).getCause();
    }

    /** With the shortest of time limits for all other calls. */
    private static AwsSession session(int port) {
        return Driven.session(URI.create("http://127.0.0.1:" + port), Duration.ofMillis(300));
    }

    @Test
    void manyOpenCallsHoldOneThreadAndNoTimeLimitOfSecondsCutsThemOff() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            List<CompletableFuture<InvokeResponse>> open = new ArrayList<>();
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                open.add(invoke(session(server.getLocalPort())));
                sockets.add(server.accept());
                sockets.get(i).getInputStream().read();
            }
            // Another call to the same server, which does not answer, has come to its time limit meanwhile.
            AwsSession impatient = session(server.getLocalPort());
            assertThatThrownBy(() -> AwsFailures.call(
                            impatient, "Looking", () -> impatient.codeBuild().batchGetBuilds(r -> r.ids("a:1"))))
                    .hasMessageContaining("300 millis");
            assertThat(open).noneMatch(CompletableFuture::isDone);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.matches("(aws-release-stages-long-calls|sdk-async-response).*")))
                    .hasSizeLessThanOrEqualTo(1);
            // Who cancels a call closes its connection.
            open.get(0).cancel(true);
            assertThat(sockets.get(0).getInputStream().readAllBytes()).isNotEmpty();
            for (Socket socket : sockets) {
                socket.close();
            }
            RemoteFailure lost = failureOf(open.get(1));
            assertThat(lost.kind()).isEqualTo(RemoteFailure.Kind.UNREACHABLE);
            assertThat(lost).hasMessageStartingWith("Invoking it got no answer from AWS: ");
            assertThat(AwsFailures.didNothing(lost)).isFalse();
        }
    }

    @Test
    void whatWasRefusedOrNeverSentHasDoneNothing() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", "ExpiredTokenException");
            // So that no connection is left that would only be found closed when the next call is on it.
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().contains("none") ? 500 : 403, -1);
            exchange.close();
        });
        server.start();
        AwsSession session = session(server.getAddress().getPort());
        RemoteFailure expired = failureOf(invoke(session));
        assertThat(expired.kind()).isEqualTo(RemoteFailure.Kind.UNREACHABLE);
        assertThat(AwsFailures.didNothing(expired)).isTrue();
        RemoteFailure internal = failureOf(AwsFailures.later(
                session, "Invoking none", () -> session.lambda().invoke(r -> r.functionName("none"))));
        assertThat(AwsFailures.didNothing(internal)).isFalse();
        server.stop(0);
        // It was answered before, so that this is an outage; but nothing was sent.
        RemoteFailure gone = failureOf(invoke(session));
        assertThat(gone.kind()).isEqualTo(RemoteFailure.Kind.UNREACHABLE);
        assertThat(AwsFailures.didNothing(gone)).isTrue();
        assertThat(failureOf(invoke(session(server.getAddress().getPort()))).kind())
                .isEqualTo(RemoteFailure.Kind.UNCONNECTED);
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.OutgoingHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that does what it should not. */
@Timeout(60)
@OnStandIns
class WebhookCallsTest {

    private static final String PATH = "/services/" + SecretSearch.MARK;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final WebhookCalls calls = new WebhookCalls(Duration.ofSeconds(10), new OutgoingHttp(() -> null));
    private HttpServer server;

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private String serve(Answer answer) {
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer.to(exchange);
        });
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
    }

    private static Throwable problem(WebhookCalls calls, String address) {
        try {
            calls.post(address, "{}").join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void aNoticeArrives() {
        String address = serve(exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .isEqualTo("application/json; charset=utf-8");
            status(exchange, 204);
        });

        calls.post(address, "{\"text\":\"Ship it? ✓\"}").join();

        assertThat(received).containsExactly(PATH + " {\"text\":\"Ship it? ✓\"}");
    }

    @Test
    void aRedirectIsNotFollowed() {
        String address = serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/" + SecretSearch.MARK);
            status(exchange, 307);
        });

        assertThat(problem(calls, address))
                .isInstanceOf(RemoteFailure.class)
                .hasMessage("The receiver answers HTTP 307. Redirects are not followed: put the final address into the"
                        + " credentials.");
        assertThat(received).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410, 429, 500, 503})
    void whatMayBecomeGoodIsTriedAgain(int status) {
        assertThat(problem(calls, serve(exchange -> status(exchange, status))))
                .isInstanceOf(RemoteFailure.class)
                .hasMessage("The receiver answers HTTP " + status + ".");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void whatIsNotWantedIsNotSentAgain(int status) {
        assertThat(problem(calls, serve(exchange -> status(exchange, status))))
                .isInstanceOf(NoticeReceiver.NotWanted.class);
    }

    @Test
    void aServerThatHangsIsLeft() {
        WebhookCalls impatient = new WebhookCalls(Duration.ofSeconds(1), new OutgoingHttp(() -> null));
        String address = serve(exchange -> {
            try {
                end.await(50, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(problem(impatient, address)).hasMessage("The receiver does not answer within 1 seconds.");
    }

    /** Its status is all that is wanted, so the rest is not waited for: this one never ends. */
    @Test
    void anAnswerWithoutEndIsNotRead() {
        CountDownLatch left = new CountDownLatch(1);
        String address = serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] megabyte = new byte[1_000_000];
            try {
                while (true) {
                    exchange.getResponseBody().write(megabyte);
                }
            } catch (IOException e) {
                left.countDown();
            }
        });

        assertThat(problem(calls, address)).isNull();
        assertThat(awaited(left)).as("the connection is closed").isTrue();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatLiesAboutTheLengthHasTakenIt() {
        String address = serve(exchange -> {
            exchange.sendResponseHeaders(200, 10_000_000);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });

        assertThat(problem(calls, address)).isNull();
    }

    @Test
    void whatSpeaksNoHttpHasNotTakenIt() throws IOException {
        try (ServerSocket noServer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket socket = noServer.accept()) {
                    socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // The test says what is missing.
                }
            });
            thread.setDaemon(true);
            thread.start();

            assertThat(problem(calls, "http://127.0.0.1:" + noServer.getLocalPort() + PATH))
                    .isInstanceOf(RemoteFailure.class)
                    .hasMessageStartingWith("The receiver cannot be reached (");
        }
    }

    @Test
    void nobodyThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(problem(calls, "http://127.0.0.1:" + port + PATH))
                .hasMessage("The receiver cannot be reached (ConnectException).");
    }

    /** The address is a secret: no message has it, nor has a cause. */
    @ParameterizedTest
    @CsvSource({
        "no address " + SecretSearch.MARK,
        "ftp://example.org/" + SecretSearch.MARK,
        "file:///etc/" + SecretSearch.MARK,
        "https:///" + SecretSearch.MARK,
        "http://[" + SecretSearch.MARK
    })
    void whatIsNoAddressIsNotShown(String address) {
        Throwable problem = problem(calls, address);

        assertThat(problem)
                .isInstanceOf(RemoteFailure.class)
                .hasMessageStartingWith("The secret text is no address")
                .hasNoCause();
    }
}

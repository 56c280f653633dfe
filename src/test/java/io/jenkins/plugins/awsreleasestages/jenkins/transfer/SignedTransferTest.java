package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large object that comes in ranges, from servers that are not all like S3. */
@Timeout(60)
class SignedTransferTest {

    private static final int RANGE = 100_000;
    private static final String ETAG = "\"one\"";

    @TempDir
    private Path temp;

    private final long rangeSize = SignedTransfer.rangeSize;
    private final byte[] object = new byte[250_000];
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        SignedTransfer.rangeSize = RANGE;
        new Random(3).nextBytes(object);
        file = Files.createFile(temp.resolve("part"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void end() {
        SignedTransfer.rangeSize = rangeSize;
        server.stop(0);
        threads.shutdownNow();
    }

    private Answer get(HttpHandler answers) throws Exception {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Range"));
            try (exchange) {
                answers.handle(exchange);
            }
        });
        URL url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/object?Signature=s")
                .toURL();
        return SignedTransfer.get(url, ETAG, object.length, file);
    }

    /** As S3 does. */
    private void range(HttpExchange exchange) throws IOException {
        assertThat(exchange.getRequestHeaders().getFirst("If-Match")).isEqualTo(ETAG);
        int from = from(exchange);
        int to = Integer.parseInt(range(exchange, 1));
        answer(exchange, from, to, "bytes " + from + "-" + to + "/" + object.length);
    }

    private void answer(HttpExchange exchange, int from, int to, String said) throws IOException {
        exchange.getResponseHeaders().set("Content-Range", said);
        exchange.sendResponseHeaders(206, to + 1 - from);
        exchange.getResponseBody().write(object, from, to + 1 - from);
    }

    private static int from(HttpExchange exchange) {
        return Integer.parseInt(range(exchange, 0));
    }

    private static String range(HttpExchange exchange, int end) {
        return exchange.getRequestHeaders()
                .getFirst("Range")
                .substring("bytes=".length())
                .split("-")[end];
    }

    private void assertWhole(Answer answer) throws IOException {
        assertThat(answer.accepted()).isTrue();
        assertThat(answer.bytes()).isEqualTo(object.length);
        assertThat(answer.sha256()).isEqualTo(FileDigest.of(object));
        assertThat(Files.readAllBytes(file)).isEqualTo(object);
    }

    @Test
    void eachRangeIsAskedForOnceAndTheWholeHasTheChecksum() throws Exception {
        assertWhole(get(this::range));
        assertThat(asked).containsExactlyInAnyOrder("bytes=0-99999", "bytes=100000-199999", "bytes=200000-249999");
    }

    @Test
    void aRangeThatIsCutGoesOnWhereItWas() throws Exception {
        Answer answer = get(exchange -> {
            if (from(exchange) != RANGE) {
                range(exchange);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes 100000-199999/250000");
            exchange.sendResponseHeaders(206, RANGE);
            exchange.getResponseBody().write(object, RANGE, 40_000);
            exchange.getResponseBody().flush();
            // Closed before all that was promised.
        });
        assertWhole(answer);
        assertThat(asked).hasSize(4).contains("bytes=140000-199999");
    }

    @Test
    void whoDoesNotKnowRangesIsAskedForAllOfIt() throws Exception {
        Answer answer = get(exchange -> {
            exchange.sendResponseHeaders(200, object.length);
            exchange.getResponseBody().write(object);
        });
        assertWhole(answer);
        assertThat(asked).endsWith((String) null);
    }

    @Test
    void otherBytesThanWereAskedForAreNotTaken() {
        assertThatThrownBy(() -> get(exchange -> answer(exchange, 0, 99_999, "bytes 0-99999/250000")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other bytes came than were asked for")
                .hasMessageNotContaining("Signature");
    }

    @Test
    void anotherLengthThanThatOfTheRangeIsNotTaken() {
        assertThatThrownBy(() -> get(exchange -> {
                    int from = from(exchange);
                    int to = Integer.parseInt(range(exchange, 1));
                    answer(exchange, from, to - 1, "bytes " + from + "-" + to + "/250000");
                }))
                .hasMessageContaining(" bytes came of ");
    }

    @Test
    void anotherObjectIsNotPutTogetherWithTheFirst() throws Exception {
        Answer answer = get(exchange -> exchange.sendResponseHeaders(412, -1));
        assertThat(answer.replaced()).isTrue();
        assertThat(Arrays.equals(Files.readAllBytes(file), object)).isFalse();
    }
}

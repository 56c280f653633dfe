package io.jenkins.plugins.awsreleasestages.lookalike;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A service of AWS that the emulator lacks: answers its requests, one after the other, as a test has said. All other
 * services are not there. As an extension it is where the AWS clients of this JVM go.
 */
public final class ScriptedService implements BeforeEachCallback, AfterEachCallback {

    /** Each as {@code PATH?QUERY BODY}. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final Queue<HttpHandler> answers = new ConcurrentLinkedQueue<>();
    private final Semaphore requested = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** @param path with which the paths of its requests begin */
    public ScriptedService(String path) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> respond(exchange, 404, ""));
        server.createContext(path, exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.UTF_8));
            HttpHandler next = answers.poll();
            requested.release();
            if (next == null) {
                respond(exchange, 400, "{\"message\": \"The script has no answer.\"}");
            } else {
                next.handle(exchange);
            }
        });
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        AwsSessions.closeAll();
        System.setProperty("aws.endpointUrl", endpoint().toString());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.clearProperty("aws.endpointUrl");
        AwsSessions.closeAll();
        server.stop(0);
        threads.shutdownNow();
    }

    /** @param headers names and values by turns */
    public ScriptedService answers(int status, String body, String... headers) {
        answers.add(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            respond(exchange, status, body);
        });
        return this;
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The connection breaks before there is an answer. */
    public ScriptedService loses() {
        answers.add(HttpExchange::close);
        return this;
    }

    /** The connection stays open, and nothing is answered. */
    public ScriptedService hangs() {
        answers.add(exchange -> {});
        return this;
    }

    /** Until there has been one more request. */
    public void awaitRequest() throws InterruptedException {
        requested.acquire();
    }
}

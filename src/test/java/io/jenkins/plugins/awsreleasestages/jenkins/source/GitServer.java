package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Repositories over HTTP, by git's own server. Keeps who has asked for what. */
public final class GitServer implements AutoCloseable {

    /** {@code GET /a.git/info/refs Basic …} */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** How many bytes each answer had. */
    final List<Integer> sizes = new CopyOnWriteArrayList<>();

    /** Set: nothing is answered until this is counted down. */
    volatile CountDownLatch silent;

    final CountDownLatch asked = new CountDownLatch(1);

    /** Set: each answer to a fetch stops halfway until this is counted down. */
    volatile CountDownLatch stopsHalfway;

    final CountDownLatch halfway = new CountDownLatch(1);

    private final Path repositories;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public GitServer(Path repositories) throws IOException {
        this.repositories = repositories;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url(String repository) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath() + (authorization == null ? "" : " " + authorization));
            asked.countDown();
            if (silent != null) {
                silent.await();
                return;
            }
            Process git = backend(exchange).start();
            try (var in = exchange.getRequestBody();
                    var out = git.getOutputStream()) {
                in.transferTo(out);
            }
            respond(exchange, git.getInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder backend(HttpExchange exchange) {
        ProcessBuilder git = new ProcessBuilder("git", "-c", "safe.directory=*", "http-backend");
        Map<String, String> env = git.environment();
        env.put("GIT_PROJECT_ROOT", repositories.toString());
        env.put("GIT_HTTP_EXPORT_ALL", "1");
        env.put("PATH_INFO", exchange.getRequestURI().getPath());
        env.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getRawQuery()));
        env.put("REQUEST_METHOD", exchange.getRequestMethod());
        put(env, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
        put(env, "HTTP_CONTENT_ENCODING", exchange.getRequestHeaders().getFirst("Content-Encoding"));
        put(env, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
        return git;
    }

    private static void put(Map<String, String> env, String name, String value) {
        if (value != null) {
            env.put(name, value);
        }
    }

    private void respond(HttpExchange exchange, InputStream answer) throws IOException, InterruptedException {
        int status = 200;
        for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(header[0], header[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        byte[] body = answer.readAllBytes();
        sizes.add(body.length);
        CountDownLatch stop = stopsHalfway;
        boolean stops =
                stop != null && exchange.getRequestURI().getPath().endsWith("git-upload-pack") && body.length > 5_000;
        if (stops) {
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            halfway.countDown();
            stop.await();
            return;
        }
        exchange.getResponseBody().write(body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() {
        if (stopsHalfway != null) {
            stopsHalfway.countDown();
        }
        if (silent != null) {
            silent.countDown();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}

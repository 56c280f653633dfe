package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of S3 as a look needs: every bucket exists, and all objects in it have the same newest version. */
final class ObjectServer implements AutoCloseable {

    /** How long S3 takes to answer, about. */
    private static final long LATENCY_MILLIS = 20;

    private final HttpServer server;
    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(16);
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    private static final class Bucket {
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicInteger version = new AtomicInteger(1);
    }

    ObjectServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        // All from the beginning, so that threads that are counted later are not the server's.
        threads.prestartAllCoreThreads();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(501, -1);
                return;
            }
            Bucket bucket = bucket(exchange.getRequestURI().getPath().split("/")[1]);
            bucket.looks.incrementAndGet();
            int version = bucket.version.get();
            TimeUnit.MILLISECONDS.sleep(LATENCY_MILLIS);
            exchange.getResponseHeaders().set("x-amz-version-id", "version-" + version);
            exchange.getResponseHeaders().set("ETag", "\"etag-" + version + "\"");
            exchange.getResponseHeaders().set("Last-Modified", "Mon, 30 Nov 2026 12:00:00 GMT");
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Bucket bucket(String name) {
        return buckets.computeIfAbsent(name, absent -> new Bucket());
    }

    int looks() {
        return buckets.values().stream().mapToInt(bucket -> bucket.looks.get()).sum();
    }

    /** Of each source. */
    Map<String, Integer> looksOfEach() {
        Map<String, Integer> looks = new HashMap<>();
        buckets.forEach((name, bucket) -> looks.put(name, bucket.looks.get()));
        return looks;
    }

    /** A newer version of every object. */
    void change() {
        buckets.keySet().forEach(this::change);
    }

    /** Of those in one bucket. */
    void change(String bucket) {
        bucket(bucket).version.incrementAndGet();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

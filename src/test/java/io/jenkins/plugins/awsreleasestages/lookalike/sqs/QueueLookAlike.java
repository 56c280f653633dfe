package io.jenkins.plugins.awsreleasestages.lookalike.sqs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One queue of SQS, over HTTP: messages are received, with long polling, and deleted. What is received and not deleted does not
 * come again. The emulator goes through all messages for each call, and would take hours for ten thousand.
 */
public final class QueueLookAlike implements AutoCloseable {

    /** SQS API reference, ReceiveMessage. */
    private static final int MOST_MESSAGES = 10;

    private record Message(String body, long sent) {}

    static {
        // The JDK's server waits 40 ms for each answer otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>();
    private final Map<String, Message> received = new HashMap<>();
    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(4);
    private final HttpServer server;
    private int receipts;
    private int deleted;

    public QueueLookAlike() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // All from the beginning, so that threads that are counted later are not the server's.
        threads.prestartAllCoreThreads();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** As SQS says it. */
    public String url() {
        return endpoint() + "/123456789012/events";
    }

    public void send(String body) {
        waiting.add(new Message(body, System.currentTimeMillis()));
    }

    public synchronized int deleted() {
        return deleted;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<?, ?> request = (Map<?, ?>)
                    PlainJson.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            boolean receive =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith("ReceiveMessage");
            byte[] answer = PlainJson.of(
                            receive
                                    ? received(((Number) request.get("WaitTimeSeconds")).longValue())
                                    : deleted((List<?>) request.get("Entries")))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, ?> received(long waitSeconds) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        Message first = waiting.poll(waitSeconds, TimeUnit.SECONDS);
        if (first != null) {
            messages.add(first);
            waiting.drainTo(messages, MOST_MESSAGES - 1);
        }
        return Map.of("Messages", messages.stream().map(this::handed).toList());
    }

    private synchronized Map<String, ?> handed(Message message) {
        String receipt = "receipt-" + receipts++;
        received.put(receipt, message);
        return Map.of(
                "MessageId",
                receipt,
                "ReceiptHandle",
                receipt,
                "MD5OfBody",
                md5(message.body()),
                "Attributes",
                Map.of("SentTimestamp", String.valueOf(message.sent())),
                "Body",
                message.body());
    }

    private synchronized Map<String, ?> deleted(List<?> entries) {
        List<Map<String, ?>> done = new ArrayList<>();
        for (Object entry : entries) {
            if (received.remove(((Map<?, ?>) entry).get("ReceiptHandle")) != null) {
                deleted++;
            }
            done.add(Map.of("Id", String.valueOf(((Map<?, ?>) entry).get("Id"))));
        }
        return Map.of("Successful", done, "Failed", List.of());
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return String.format("%032x", new BigInteger(1, digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

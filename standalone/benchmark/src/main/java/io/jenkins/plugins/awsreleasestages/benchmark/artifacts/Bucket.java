package io.jenkins.plugins.awsreleasestages.benchmark.artifacts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of S3 as whole objects and objects in parts need, in a process of its own. Objects are files of this machine; what
 * S3 refuses of parts is refused here.
 */
final class Bucket {

    private static final Pattern PART = Pattern.compile("<Part>.*?</Part>", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("<PartNumber>(\\d+)</PartNumber>");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    /** S3 User Guide, "Amazon S3 multipart upload limits". */
    private static final int MOST_PARTS = 10_000;

    private static final long LEAST = 5L << 20;
    private static final long LARGEST = 5L << 30;

    private final Path folder;
    private final Map<String, List<Path>> objects = new ConcurrentHashMap<>();
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger parts = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();

    private Bucket(Path folder) {
        this.folder = folder;
    }

    /** Argument: where the objects are kept. */
    public static void main(String... arguments) throws IOException {
        Bucket bucket = new Bucket(Path.of(arguments[0]));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", bucket::answer);
        server.start();
        ChildProcess.serve(words -> switch (words.get(0)) {
            case "endpoint" -> "http://127.0.0.1:" + server.getAddress().getPort();
            case "refused" -> String.valueOf(bucket.refused);
            case "parts" -> String.valueOf(bucket.parts.getAndSet(0));
            case "received" -> String.valueOf(bucket.received.getAndSet(0));
            case "forget" -> bucket.forget();
            default -> throw new IllegalArgumentException(words.toString());
        });
    }

    private String forget() throws IOException {
        for (List<Path> object : objects.values()) {
            for (Path part : object) {
                Files.deleteIfExists(part);
            }
        }
        objects.clear();
        return "forgotten";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            String key = exchange.getRequestURI().getPath();
            switch (exchange.getRequestMethod()) {
                case "PUT" -> put(exchange, key, query);
                case "POST" -> post(exchange, key, query);
                case "GET", "HEAD" -> get(exchange, key);
                default -> exchange.sendResponseHeaders(204, -1);
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            throw e;
        }
    }

    private void put(HttpExchange exchange, String key, String query) throws IOException {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding != null && encoding.contains("aws-chunked")) {
            refuse(exchange, 501, "NotImplemented");
            return;
        }
        String id = parameter(query, "uploadId");
        Path file = folder.resolve(String.valueOf(files.incrementAndGet()));
        if (id != null) {
            file = part(id, Integer.parseInt(parameter(query, "partNumber")));
        }
        try (InputStream in = exchange.getRequestBody();
                OutputStream out = Files.newOutputStream(file)) {
            received.addAndGet(in.transferTo(out));
        }
        if (Files.size(file) > LARGEST) {
            refuse(exchange, 400, "EntityTooLarge");
            return;
        }
        if (id != null) {
            parts.incrementAndGet();
        } else if ("*".equals(exchange.getRequestHeaders().getFirst("If-None-Match")) && objects.containsKey(key)) {
            refuse(exchange, 412, "PreconditionFailed");
            return;
        } else {
            objects.put(key, List.of(file));
        }
        exchange.getResponseHeaders().set("ETag", "\"" + file.getFileName() + "\"");
        exchange.sendResponseHeaders(200, -1);
    }

    private Path part(String upload, int number) {
        return folder.resolve(upload + "-" + number);
    }

    private void post(HttpExchange exchange, String key, String query) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = parameter(query, "uploadId");
        if (id == null) {
            say(
                    exchange,
                    200,
                    "<InitiateMultipartUploadResult><UploadId>upload" + uploads.incrementAndGet()
                            + "</UploadId></InitiateMultipartUploadResult>");
            return;
        }
        List<Path> object = new ArrayList<>();
        Matcher part = PART.matcher(body);
        while (part.find()) {
            Matcher number = NUMBER.matcher(part.group());
            Path file = part(id, number.find() ? Integer.parseInt(number.group(1)) : -1);
            // After the one before it in the file it was sent as, with the answer it was given.
            if (!Files.exists(file)
                    || !part.group().contains(String.valueOf(file.getFileName()))
                    || !file.equals(part(id, object.size() + 1))) {
                refuse(exchange, 400, "InvalidPart");
                return;
            }
            object.add(file);
        }
        for (Path file : object.subList(0, Math.max(0, object.size() - 1))) {
            if (Files.size(file) < LEAST) {
                refuse(exchange, 400, "EntityTooSmall");
                return;
            }
        }
        if (object.isEmpty() || object.size() > MOST_PARTS) {
            refuse(exchange, 400, "InvalidPart");
            return;
        }
        objects.put(key, List.copyOf(object));
        say(
                exchange,
                200,
                "<CompleteMultipartUploadResult><ETag>\"" + id + "\"</ETag></CompleteMultipartUploadResult>");
    }

    private void get(HttpExchange exchange, String key) throws IOException {
        if (key.indexOf('/', 1) < 0 || key.equals("/artifacts/")) {
            list(exchange, key.replaceAll("/$", "") + "/");
            return;
        }
        List<Path> object = objects.get(key);
        if (object == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        long size = 0;
        for (Path part : object) {
            size += Files.size(part);
        }
        String said = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(String.valueOf(said));
        boolean some = range.matches();
        long from = some ? Long.parseLong(range.group(1)) : 0;
        long to = some && !range.group(2).isEmpty() ? Math.min(size - 1, Long.parseLong(range.group(2))) : size - 1;
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", "\"" + object.get(0).getFileName() + "\"");
        headers.set("Last-Modified", "Mon, 30 Nov 2026 12:00:00 GMT");
        headers.set("Accept-Ranges", "bytes");
        if (some) {
            headers.set("Content-Range", "bytes " + from + "-" + to + "/" + size);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(size));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(some ? 206 : 200, to - from + 1);
        write(object, from, to - from + 1, exchange.getResponseBody());
    }

    /** All of them at once, whatever the prefix: there are no others when somebody asks. */
    private void list(HttpExchange exchange, String bucket) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        for (Map.Entry<String, List<Path>> object : objects.entrySet()) {
            xml.append("<Contents><Key>").append(object.getKey().substring(bucket.length()));
            xml.append("</Key><LastModified>2026-11-30T12:00:00.000Z</LastModified><ETag>e</ETag><Size>");
            xml.append(Files.size(object.getValue().get(0))).append("</Size></Contents>");
        }
        say(exchange, 200, xml.append("</ListBucketResult>").toString());
    }

    private static void write(List<Path> object, long from, long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        long skip = from;
        long left = length;
        for (Path part : object) {
            if (skip >= Files.size(part)) {
                skip -= Files.size(part);
                continue;
            }
            try (var channel = Files.newByteChannel(part).position(skip);
                    InputStream in = Channels.newInputStream(channel)) {
                skip = 0;
                for (int n = 0; n >= 0 && left > 0; left -= Math.max(0, n)) {
                    n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (n > 0) {
                        out.write(buffer, 0, n);
                    }
                }
            }
        }
    }

    private static String parameter(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(one -> one.startsWith(name + "="))
                .map(one -> one.substring(name.length() + 1))
                .findFirst()
                .orElse(null);
    }

    private void refuse(HttpExchange exchange, int status, String code) throws IOException {
        refused.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        say(exchange, status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private static void say(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

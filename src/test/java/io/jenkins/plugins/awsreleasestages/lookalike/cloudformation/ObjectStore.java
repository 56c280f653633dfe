package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/** As much of S3 as artifacts and templates need. Every bucket exists. */
final class ObjectStore {

    /** @param body null for none, which a HEAD has anyway */
    record Answer(int status, String type, byte[] body, Map<String, String> headers) {}

    /** When: it keeps no times. */
    private static final String STORED = "Thu, 01 Jan 2026 00:00:00 GMT";

    private final Account account;

    ObjectStore(Account account) {
        this.account = account;
    }

    static String operation(HttpExchange exchange) {
        String path = path(exchange);
        boolean object = path.contains("/") && !path.endsWith("/");
        String verb = Map.of("GET", "Get", "PUT", "Put", "HEAD", "Head", "DELETE", "Delete", "POST", "Post")
                .getOrDefault(exchange.getRequestMethod(), "Unknown");
        String query = exchange.getRequestURI().getQuery();
        if (object) {
            return verb + "Object";
        }
        if (query != null && query.startsWith("location")) {
            return "GetBucketLocation";
        }
        return query != null && query.startsWith("versioning") ? "GetBucketVersioning" : verb + "Bucket";
    }

    /** As {@code bucket/key}. */
    static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().substring(1);
    }

    Answer answer(HttpExchange exchange, byte[] sent) {
        String path = path(exchange);
        String bucket = path.split("/", 2)[0];
        return switch (operation(exchange)) {
            case "PutObject" -> {
                byte[] content = content(exchange, sent);
                account.objects.put(path, content);
                yield new Answer(200, null, new byte[0], Map.of("ETag", tag(content)));
            }
            case "GetObject", "HeadObject" -> {
                byte[] content = account.objects.get(path);
                if (content == null) {
                    throw new Refusal(404, "NoSuchKey", "The specified key does not exist.");
                }
                yield new Answer(
                        200, "binary/octet-stream", content, Map.of("ETag", tag(content), "Last-Modified", STORED));
            }
            case "DeleteObject" -> {
                account.objects.remove(path);
                yield new Answer(204, null, new byte[0], Map.of());
            }
            case "GetBucketLocation" -> xml("<LocationConstraint>" + account.region + "</LocationConstraint>");
            // As of a bucket whose objects are older than its versions.
            case "GetBucketVersioning" ->
                xml("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
            case "HeadBucket" -> new Answer(200, null, new byte[0], Map.of("x-amz-bucket-region", account.region));
            case "GetBucket" -> xml(listing(bucket, exchange.getRequestURI().getQuery()));
            case "PutBucket" -> new Answer(200, null, new byte[0], Map.of("Location", "/" + bucket));
            default -> throw new Refusal(501, "NotImplemented", "The look-alike does not know this request.");
        };
    }

    private String listing(String bucket, String query) {
        String prefix = "";
        for (String pair : (query == null ? "" : query).split("&")) {
            prefix = pair.startsWith("prefix=") ? pair.substring("prefix=".length()) : prefix;
        }
        String from = bucket + "/" + prefix;
        List<String> keys = account.objects.keySet().stream()
                .filter(key -> key.startsWith(from))
                .sorted()
                .toList();
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        Xml.element(xml, "Name", bucket);
        Xml.element(xml, "KeyCount", keys.size());
        Xml.element(xml, "IsTruncated", false);
        for (String key : keys) {
            Xml.element(
                    xml,
                    "Contents",
                    Xml.fields(
                            "Key", key.substring(bucket.length() + 1),
                            "Size", account.objects.get(key).length,
                            "ETag", tag(account.objects.get(key))));
        }
        return xml.append("</ListBucketResult>").toString();
    }

    private static Answer xml(String text) {
        return new Answer(200, "application/xml", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static byte[] content(HttpExchange exchange, byte[] sent) {
        String how = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        return how.startsWith("STREAMING-") ? unchunked(sent) : sent;
    }

    /** What the SDK sends in signed or checked pieces: a line with the hexadecimal length, then as many bytes. */
    private static byte[] unchunked(byte[] sent) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (at < sent.length) {
            int line = at;
            while (sent[line] != '\n') {
                line++;
            }
            String head = new String(sent, at, line - at, StandardCharsets.ISO_8859_1).trim();
            int length = Integer.parseInt(head.split(";")[0], 16);
            if (length == 0) {
                break;
            }
            content.write(sent, line + 1, length);
            at = line + 1 + length + 2;
        }
        return content.toByteArray();
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(content);
            return "\"" + String.format("%032x", new BigInteger(1, digest)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] error(Refusal refusal) throws IOException {
        StringBuilder xml = new StringBuilder();
        Xml.element(xml, "Error", Xml.fields("Code", refusal.code, "Message", refusal.getMessage()));
        return xml.toString().getBytes(StandardCharsets.UTF_8);
    }
}

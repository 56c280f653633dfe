package io.jenkins.plugins.awsreleasestages.runner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * CodeCommit in front of an emulated account: git's own server, for who has signed in with a session that the account has
 * handed out. It computes the signature itself.
 */
final class CodeCommitLookAlike implements AutoCloseable {

    private static final Pattern SESSION = Pattern.compile(
            "<AccessKeyId>(\\w+)</AccessKeyId>\\s*<SecretAccessKey>([^<]+)</SecretAccessKey>", Pattern.DOTALL);

    private static final Pattern LOGIN =
            Pattern.compile("(?<key>\\w+)%(?<token>[^:]+):(?<time>(?<day>\\d{8})T\\d{6})Z(?<signature>[0-9a-f]{64})");

    /** Of sessions that the account has given, by their ids. */
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    /** What became of each request for the repository: its path, and whether who asked had signed in. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final URI git;
    private final URI account;

    CodeCommitLookAlike(URI git, URI account) throws IOException {
        this.git = git;
        this.account = account;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!path.startsWith("/v1/repos/")) {
                forward(exchange, account);
                return;
            }
            boolean signedIn = isSignedIn(exchange);
            asked.add(path + (signedIn ? " signed in" : " refused"));
            if (signedIn) {
                forward(exchange, git);
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"CodeCommit\"");
                exchange.sendResponseHeaders(401, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isSignedIn(HttpExchange exchange) throws GeneralSecurityException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        Matcher login = LOGIN.matcher(new String(
                Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8));
        String secret = login.matches() ? secrets.get(login.group("key")) : null;
        if (secret == null) {
            return false;
        }
        String repository = exchange.getRequestURI().getPath().replaceFirst("^(/v1/repos/[^/]+).*", "$1");
        String host = exchange.getRequestHeaders().getFirst("Host");
        String canonical = "GIT\n" + repository + "\n\nhost:" + host + "\n\nhost\n";
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
        String scope = login.group("day") + "/eu-west-1/codecommit/aws4_request";
        byte[] key = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), login.group("day"));
        for (String part : List.of("eu-west-1", "codecommit", "aws4_request")) {
            key = hmac(key, part);
        }
        byte[] signature = hmac(key, "AWS4-HMAC-SHA256\n" + login.group("time") + "\n" + scope + "\n" + hash);
        return HexFormat.of().formatHex(signature).equals(login.group("signature"));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private void forward(HttpExchange exchange, URI target) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 && !exchange.getRequestMethod().startsWith("P")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!List.of("host", "connection", "content-length").contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        Matcher session = SESSION.matcher(new String(response.body(), StandardCharsets.ISO_8859_1));
        while (session.find()) {
            secrets.put(session.group(1), session.group(2));
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        response.headers().map().forEach((name, values) -> {
            if (head
                    || !List.of("content-length", "transfer-encoding", "connection")
                            .contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        boolean none = head || response.body().length == 0;
        exchange.sendResponseHeaders(response.statusCode(), none ? -1 : response.body().length);
        if (!none) {
            exchange.getResponseBody().write(response.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

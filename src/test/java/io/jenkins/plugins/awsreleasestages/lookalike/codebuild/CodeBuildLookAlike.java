package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * CodeBuild on this machine, in process, with CloudWatch Logs on the same port: one endpoint override serves both. Every
 * project exists; what becomes of a build its {@link BuildScript} says. Requests beyond a limit are throttled
 * ({@link #limit}, {@link #logLimit}), every request is counted ({@link #count}).
 */
public final class CodeBuildLookAlike implements AutoCloseable {

    static final String ACCOUNT = "123456789012";

    /** CodeBuild API reference, StartBuild: an idempotency token is valid for 5 minutes. */
    private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

    /** CodeBuild API reference, BatchGetBuilds: 1 to 100 ids; ListBuildsForProject: 100 a page. */
    private static final int MOST_IDS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Without it every small answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private record Started(JsonNode request, Instant at, ScriptedBuild build) {}

    private final String region;
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "codebuild-look-alike");
        thread.setDaemon(true);
        return thread;
    });

    // All that follows is looked at and changed with the lock of this held.
    private final Map<String, ScriptedBuild> builds = new LinkedHashMap<>();
    private final Map<String, ScriptedBuild> streams = new LinkedHashMap<>();
    private final Map<String, Started> tokens = new LinkedHashMap<>();
    private final List<CodeBuildCall> calls = new ArrayList<>();
    private final Map<String, Function<JsonNode, Map<String, Object>>> answers = new HashMap<>();
    private RequestLimit limit = RequestLimit.none();
    private RequestLimit logLimit = RequestLimit.none();
    private int concurrentBuilds = Integer.MAX_VALUE;
    private int emptyEvery;
    private Duration logDelay = Duration.ZERO;
    private volatile Duration latency = Duration.ZERO;

    private CodeBuildLookAlike(String region, Clock clock) throws IOException {
        this.region = region;
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public static CodeBuildLookAlike start(String region) {
        return start(region, Clock.systemUTC());
    }

    /** @param clock decides how far builds are, so a clock that only a test moves will do */
    public static CodeBuildLookAlike start(String region, Clock clock) {
        try {
            return new CodeBuildLookAlike(region, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    // ---- how it behaves

    /** Requests to CodeBuild beyond it are throttled. */
    public synchronized CodeBuildLookAlike limit(RequestLimit newLimit) {
        limit = newLimit;
        return this;
    }

    /** Requests to CloudWatch Logs beyond it are throttled. */
    public synchronized CodeBuildLookAlike logLimit(RequestLimit newLimit) {
        logLimit = newLimit;
        return this;
    }

    /** How many builds may run at the same time. */
    public synchronized CodeBuildLookAlike concurrentBuilds(int most) {
        concurrentBuilds = most;
        return this;
    }

    /** How long after it was written a line can be read. */
    public synchronized CodeBuildLookAlike logDelay(Duration delay) {
        logDelay = delay;
        return this;
    }

    /** Each so many-th page of a log is empty although there is more; 0 for none. */
    public synchronized CodeBuildLookAlike emptyLogPages(int every) {
        emptyEvery = every;
        return this;
    }

    /** What is answered to an operation from now on, instead of what would become of it. */
    public synchronized CodeBuildLookAlike answering(String operation, Function<JsonNode, Map<String, Object>> answer) {
        answers.put(operation, answer);
        return this;
    }

    /** An operation is answered with this error from now on. */
    public CodeBuildLookAlike refusing(String operation, String code, String message) {
        return answering(operation, request -> {
            throw new Refused(code, message);
        });
    }

    /** How long every answer takes. */
    public CodeBuildLookAlike latency(Duration time) {
        latency = time;
        return this;
    }

    // ---- what it was asked

    public synchronized List<CodeBuildCall> calls() {
        return List.copyOf(calls);
    }

    public List<CodeBuildCall> calls(String operation) {
        return calls().stream()
                .filter(call -> call.operation().equals(operation))
                .toList();
    }

    public int count(String operation) {
        return calls(operation).size();
    }

    public int throttled() {
        return (int) calls().stream().filter(CodeBuildCall::throttled).count();
    }

    /** How many builds there ever were. */
    public synchronized int builds() {
        return builds.size();
    }

    // ---- the wire

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation = target == null ? "" : target.substring(target.indexOf('.') + 1);
        String refusal = "";
        int status = 200;
        // Who asks another service is told so: STS speaks another protocol.
        JsonNode request = target == null ? JSON.createObjectNode() : JSON.readTree(body);
        String answer;
        try {
            pause();
            answer = answer(operation, request);
        } catch (Refused e) {
            refusal = e.code;
            status = 400;
            answer = JSON.writeValueAsString(Map.of("__type", e.code, "message", e.getMessage()));
        }
        synchronized (this) {
            calls.add(new CodeBuildCall(
                    clock.instant(), operation, request.path("ids").size(), refusal));
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void pause() {
        try {
            if (!latency.isZero()) {
                Thread.sleep(latency.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(String operation, JsonNode request) throws IOException {
        Function<JsonNode, Map<String, Object>> given = given(operation);
        if (given != null) {
            return JSON.writeValueAsString(given.apply(request));
        }
        if (operation.equals("GetLogEvents")) {
            // Not within the lock: a page is long.
            return logPages(request)
                    .page(
                            request.path("nextToken").textValue(),
                            request.path("startFromHead").asBoolean(),
                            request.has("limit") ? request.get("limit").intValue() : null);
        }
        return JSON.writeValueAsString(carriedOut(operation, request));
    }

    private synchronized Function<JsonNode, Map<String, Object>> given(String operation) {
        return answers.get(operation);
    }

    private synchronized Map<String, Object> carriedOut(String operation, JsonNode request) {
        if (!limit.admits()) {
            throw new Refused("ThrottlingException", "Rate exceeded");
        }
        Instant now = clock.instant();
        return switch (operation) {
            case "StartBuild" -> startBuild(request, now);
            case "BatchGetBuilds" -> batchGetBuilds(request, now);
            case "StopBuild" -> stopBuild(request, now);
            case "ListBuildsForProject" -> listBuildsForProject(request);
            default -> throw new Refused("UnknownOperationException", "There is no operation " + operation);
        };
    }

    private Map<String, Object> startBuild(JsonNode request, Instant now) {
        String project = request.path("projectName").asText();
        String token = request.path("idempotencyToken").textValue();
        Started earlier = tokens.get(token);
        if (token != null && earlier != null && now.isBefore(earlier.at.plus(TOKEN_VALIDITY))) {
            if (!earlier.request.equals(request)) {
                throw new Refused("InvalidInputException", "The idempotency token was used with other parameters");
            }
            return Map.of("build", earlier.build.shown(now));
        }
        long running =
                builds.values().stream().filter(build -> !build.hasEnded(now)).count();
        if (running >= concurrentBuilds) {
            throw new Refused(
                    "AccountLimitExceededException",
                    "Cannot have more than " + concurrentBuilds + " active builds for the account");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        request.path("environmentVariablesOverride")
                .forEach(variable -> variables.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        // The n-th build of a project has the same id each time: see Account.uuid of the other look-alike.
        String id = project + ":" + UUID.nameUUIDFromBytes((project + builds.size()).getBytes(StandardCharsets.UTF_8));
        String arn = "arn:aws:codebuild:" + region + ":" + ACCOUNT + ":build/" + id;
        ScriptedBuild build = new ScriptedBuild(id, arn, builds.size() + 1L, variables, now);
        builds.put(id, build);
        streams.put(build.group() + "/" + build.stream(), build);
        if (token != null) {
            tokens.put(token, new Started(request, now, build));
        }
        return Map.of("build", build.shown(now));
    }

    private Map<String, Object> batchGetBuilds(JsonNode request, Instant now) {
        List<String> ids = StreamSupport.stream(request.path("ids").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        if (ids.isEmpty() || ids.size() > MOST_IDS) {
            throw new Refused("InvalidInputException", "Invalid number of build ids: 1 to 100, not " + ids.size());
        }
        List<Object> found = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String id : ids) {
            ScriptedBuild build = builds.get(id);
            if (build == null) {
                unknown.add(id);
            } else {
                found.add(build.shown(now));
            }
        }
        return Map.of("builds", found, "buildsNotFound", unknown);
    }

    private Map<String, Object> stopBuild(JsonNode request, Instant now) {
        ScriptedBuild build = builds.get(request.path("id").asText());
        if (build == null) {
            throw new Refused("ResourceNotFoundException", "Build does not exist");
        }
        build.stop(now);
        return Map.of("build", build.shown(now));
    }

    private Map<String, Object> listBuildsForProject(JsonNode request) {
        String project = request.path("projectName").asText();
        List<String> ids = new ArrayList<>(builds.values().stream()
                .filter(build -> build.project.equals(project))
                .map(build -> build.id)
                .toList());
        if (!request.path("sortOrder").asText().equals("ASCENDING")) {
            Collections.reverse(ids);
        }
        int from = request.hasNonNull("nextToken")
                ? Integer.parseInt(request.get("nextToken").asText())
                : 0;
        int to = Math.min(from + MOST_IDS, ids.size());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("ids", ids.subList(from, to));
        if (to < ids.size()) {
            page.put("nextToken", String.valueOf(to));
        }
        return page;
    }

    private synchronized LogPages logPages(JsonNode request) {
        if (!logLimit.admits()) {
            throw new Refused("ThrottlingException", "Rate exceeded");
        }
        Instant now = clock.instant();
        ScriptedBuild build = streams.get(request.path("logGroupName").asText() + "/"
                + request.path("logStreamName").asText());
        if (build == null || !build.hasLog(now)) {
            throw new Refused("ResourceNotFoundException", "The specified log stream does not exist.");
        }
        return new LogPages(build, build.logged(now.minus(logDelay)), emptyEvery);
    }
}

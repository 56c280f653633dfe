package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * CloudFormation on this machine, in process, with S3 and STS on the same port: one endpoint override serves all. Every
 * stack can be put into any state ({@link #stack}), every call counted ({@link #count}), limited ({@link #limit}) and
 * broken ({@link #fault}).
 *
 * <p>What a resource does while it is created, updated, deleted, its template can say below {@code Metadata.LookAlike}:
 *
 * <pre>
 * Seconds:       how long it takes (at {@link #speed} 1)
 * Fails:         why creating or updating it fails
 * FailsRollback: why bringing it back to what it was fails
 * FailsDelete:   why deleting it fails
 * Replacement:   True, False or Conditional, for a change of any of its properties
 * Replaces:      true: a Conditional replacement does happen
 * PhysicalId:    its physical id
 * </pre>
 *
 * or whoever tests it, by {@link StackInAnyState#resource}.
 */
public final class CloudFormationLookAlike implements AutoCloseable {

    /** Marks the calls that were throttled by the limit or a fault. */
    static final String THROTTLED = "(throttled)";

    static {
        // Without it every small answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Account account;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cloudformation-look-alike");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<LookAlikeCall> calls = new ArrayList<>();
    private final List<LookAlikeFault> faults = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Query, Map<String, Object>>> operations = new LinkedHashMap<>();
    private final StackCalls stackCalls;
    private final ObjectStore store;
    private volatile RequestLimit limit = RequestLimit.none();
    private volatile Duration latency = Duration.ZERO;

    private CloudFormationLookAlike(String region, Clock clock) throws IOException {
        account = new Account(region, clock);
        store = new ObjectStore(account);
        Requests requests = new Requests(account);
        ChangeSetCalls changeSetCalls = new ChangeSetCalls(account, requests);
        stackCalls = new StackCalls(account, requests, changeSetCalls);
        operations.putAll(changeSetCalls.operations());
        operations.putAll(stackCalls.operations());
        operations.putAll(new DriftCalls(account, requests).operations());
        operations.putAll(new StackSetCalls(account, requests).operations());
        operations.putAll(new SecurityTokens(account).operations());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public static CloudFormationLookAlike start() {
        return start("eu-central-1", Clock.systemUTC());
    }

    /** @param clock what is due happens at the first look after its time, so a clock that only a test moves will do */
    public static CloudFormationLookAlike start(String region, Clock clock) {
        try {
            return new CloudFormationLookAlike(region, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String region() {
        return account.region;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    // ---- how it behaves

    private CloudFormationLookAlike with(Runnable change) {
        synchronized (account) {
            change.run();
        }
        return this;
    }

    /** All that takes time takes so many times less of it. For what is begun from now on. */
    public CloudFormationLookAlike speed(double times) {
        return with(() -> account.timeline.speed(times));
    }

    /** How long a resource takes that does not say; 1 unless set. */
    public CloudFormationLookAlike resourceSeconds(double seconds) {
        return with(() -> account.resourceSeconds = seconds);
    }

    /** How long a change set takes until it can be read; 1 unless set. */
    public CloudFormationLookAlike changeSetSeconds(double seconds) {
        return with(() -> account.changeSetSeconds = seconds);
    }

    /** How long drift detection takes; 2 unless set. */
    public CloudFormationLookAlike driftSeconds(double seconds) {
        return with(() -> account.driftSeconds = seconds);
    }

    /** How long one stack of a stack set takes, of operations begun from now on; 2 unless set. */
    public CloudFormationLookAlike stackSetSeconds(double seconds) {
        return with(() -> account.stackSetSeconds = seconds);
    }

    /** The accounts of an organizational unit. */
    public CloudFormationLookAlike organizationalUnit(String id, String... accounts) {
        return with(() -> account.units.put(id, List.of(accounts)));
    }

    /** Why every operation of a stack set fails in an account and region; null for no more. The set must be there. */
    public CloudFormationLookAlike stackSetFails(String stackSet, String accountId, String inRegion, String reason) {
        return with(() -> account.stackSet(stackSet).failures.put(accountId + "/" + inRegion, reason));
    }

    /** How many stacks, events, resources, change sets make a page; 100 unless set. */
    public CloudFormationLookAlike pageSize(int size) {
        return with(() -> account.pageSize = size);
    }

    /** How many changes of a change set make a page; 100 unless set. */
    public CloudFormationLookAlike changesAPage(int size) {
        return with(() -> account.changesAPage = size);
    }

    /** Requests to CloudFormation beyond it are throttled. */
    public CloudFormationLookAlike limit(RequestLimit newLimit) {
        limit = newLimit;
        return this;
    }

    /** How long every answer takes. */
    public CloudFormationLookAlike latency(Duration time) {
        latency = time;
        return this;
    }

    /** What can be had by this TemplateURL; objects of the look-alike's S3 need not be registered. */
    public CloudFormationLookAlike template(String url, String text) {
        return with(() -> account.templates.put(url, text));
    }

    /** A parameter of the parameter store. */
    public CloudFormationLookAlike parameter(String name, String value) {
        return with(() -> account.ssm.put(name, value));
    }

    /** @param how Always, Conditionally, Never: what a change of this property means for the resource */
    public CloudFormationLookAlike recreation(String type, String property, String how) {
        return with(() -> account.recreation.put(type + "." + property, how));
    }

    /** What goes wrong with the next call of an operation; {@code *} for any. */
    public LookAlikeFault fault(String operation) {
        LookAlikeFault fault = new LookAlikeFault(operation);
        faults.add(fault);
        return fault;
    }

    public void clearFaults() {
        faults.clear();
    }

    // ---- what is in it

    /** A stack to be looked at or put into a state; made when there is none: CREATE_COMPLETE, without resources. */
    public StackInAnyState stack(String nameOrId) {
        synchronized (account) {
            account.timeline.letHappen();
            Stack stack = account.find(nameOrId);
            if (stack == null) {
                stack = account.add(new Stack(account, nameOrId));
                stack.become("CREATE_COMPLETE", null, null, null);
            }
            return new StackInAnyState(account, stackCalls, stack);
        }
    }

    public boolean exists(String nameOrId) {
        synchronized (account) {
            account.timeline.letHappen();
            Stack stack = account.find(nameOrId);
            return stack != null && stack.isAlive();
        }
    }

    /** The ids of all stacks there ever were, the oldest first. */
    public List<String> stackIds() {
        synchronized (account) {
            account.timeline.letHappen();
            return List.copyOf(account.stacks.keySet());
        }
    }

    /** An object of S3; null when there is none. */
    public byte[] object(String bucket, String key) {
        synchronized (account) {
            return account.objects.get(bucket + "/" + key);
        }
    }

    public CloudFormationLookAlike object(String bucket, String key, byte[] content) {
        return with(() -> account.objects.put(bucket + "/" + key, content));
    }

    // ---- what it was asked

    public List<LookAlikeCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    public List<LookAlikeCall> calls(String operation) {
        return calls().stream()
                .filter(call -> call.operation().equals(operation))
                .toList();
    }

    public int count(String operation) {
        return calls(operation).size();
    }

    public int throttled() {
        return (int) calls().stream().filter(LookAlikeCall::throttled).count();
    }

    public void forgetCalls() {
        synchronized (calls) {
            calls.clear();
        }
    }

    // ---- the wire

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String form = new String(body, StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getRawQuery();
        boolean presigned = query != null && query.contains("Action=");
        boolean isQuery = presigned || exchange.getRequestMethod().equals("POST") && form.contains("Action=");
        Query parsed = Query.parse(presigned ? query : isQuery ? form : "");
        String operation = isQuery ? parsed.text("Action") : ObjectStore.operation(exchange);
        Map<String, String> parameters = new LinkedHashMap<>(parsed.all());
        if (!isQuery) {
            String[] path = ObjectStore.path(exchange).split("/", 2);
            parameters.put("Bucket", path[0]);
            parameters.put("Key", path.length > 1 ? path[1] : "");
        }
        pause();
        LookAlikeFault fault = struck(operation);
        try {
            ObjectStore.Answer answer = fault == null
                    ? answered(exchange, operation, parsed, isQuery, body, parameters)
                    : struck(fault, exchange, operation, parsed, isQuery, body, parameters);
            // Written down before it is answered: who has the answer may ask at once what was called.
            synchronized (calls) {
                calls.add(
                        new LookAlikeCall(Instant.now(), operation, parameters, answer == null ? 0 : answer.status()));
            }
            if (answer != null) {
                send(exchange, answer);
            } else if (fault.kind() == LookAlikeFault.Kind.HANG) {
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
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

    private LookAlikeFault struck(String operation) {
        for (LookAlikeFault fault : faults) {
            if (fault.strikes(operation)) {
                return fault;
            }
        }
        return null;
    }

    /** Null where nothing is to be answered. */
    private ObjectStore.Answer struck(
            LookAlikeFault fault,
            HttpExchange exchange,
            String operation,
            Query query,
            boolean isQuery,
            byte[] body,
            Map<String, String> parameters)
            throws IOException {
        switch (fault.kind()) {
            case REFUSE -> {
                fault.meanwhile().run();
                return refused(fault.refusal(), isQuery, parameters);
            }
            case RESET_AFTER -> {
                try {
                    carriedOut(exchange, operation, query, isQuery, body);
                } catch (Refusal e) {
                    // Nobody is told.
                }
                fault.meanwhile().run();
            }
            default -> fault.meanwhile().run();
        }
        return null;
    }

    private ObjectStore.Answer answered(
            HttpExchange exchange,
            String operation,
            Query query,
            boolean isQuery,
            byte[] body,
            Map<String, String> parameters)
            throws IOException {
        try {
            boolean cloudFormation =
                    isQuery && !operation.equals("AssumeRole") && !operation.equals("GetCallerIdentity");
            if (cloudFormation && !limit.admits()) {
                throw Refusal.throttled();
            }
            return carriedOut(exchange, operation, query, isQuery, body);
        } catch (Refusal e) {
            return refused(e, isQuery, parameters);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return refused(new Refusal(500, "InternalFailure", e.toString()), isQuery, parameters);
        }
    }

    private ObjectStore.Answer carriedOut(
            HttpExchange exchange, String operation, Query query, boolean isQuery, byte[] body) {
        synchronized (account) {
            account.timeline.letHappen();
            if (!isQuery) {
                return store.answer(exchange, body);
            }
            Function<Query, Map<String, Object>> carrying = operations.get(operation);
            if (carrying == null) {
                throw Refusal.of("InvalidAction", "Could not find operation " + operation);
            }
            String xml = Xml.answer(operation, carrying.apply(query));
            return new ObjectStore.Answer(200, "text/xml", xml.getBytes(StandardCharsets.UTF_8), Map.of());
        }
    }

    private static ObjectStore.Answer refused(Refusal refusal, boolean isQuery, Map<String, String> parameters)
            throws IOException {
        if (refusal.code.equals("Throttling")) {
            parameters.put(THROTTLED, "true");
        }
        byte[] body = isQuery
                ? Xml.error(refusal.code, refusal.getMessage()).getBytes(StandardCharsets.UTF_8)
                : ObjectStore.error(refusal);
        return new ObjectStore.Answer(refusal.status, "text/xml", body, Map.of());
    }

    private static void send(HttpExchange exchange, ObjectStore.Answer answer) throws IOException {
        if (answer.type() != null) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(answer.body().length));
        }
        exchange.sendResponseHeaders(answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head && answer.body().length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        }
    }
}

package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Stands between a client and the emulator, remembers every call and lets chosen ones fail.
 *
 * <p>It speaks HTTP over plain sockets, because only so a connection can be reset as a network does it.
 */
public final class FaultProxy implements AutoCloseable {

    private final URI target;
    private final Path journal;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fault proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Call> calls = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public FaultProxy(URI target) {
        this(target, 0, null);
    }

    FaultProxy(URI target, int port, Path journal) {
        this.target = target;
        this.journal = journal;
        try {
            server = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Of an operation ("CodeBuild.StartBuild"), of a service ("CodeBuild.*") or of everything ("*"). */
    public Fault on(String operation) {
        Fault fault = new Fault(operation);
        synchronized (this) {
            faults.add(fault);
        }
        return fault;
    }

    /** How many calls of this operation have come in, whatever became of them. */
    public synchronized int count(String operation) {
        return counts.getOrDefault(operation, 0);
    }

    /** The calls that have been dealt with. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String operation) {
        return calls().stream()
                .filter(call -> call.operation().equals(operation))
                .toList();
    }

    /** Forgets faults and calls. */
    public synchronized void reset() {
        faults.clear();
        calls.clear();
        counts.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                try {
                    threads.execute(() -> serve(client));
                } catch (RejectedExecutionException e) {
                    // Closed meanwhile. Whoever has just come would wait for an answer.
                    client.close();
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            HttpRequest request = HttpRequest.read(in, client.getOutputStream());
            String operation = Operation.of(request);
            Arrival arrival = arrived(operation);
            byte[] response = response(request, operation, arrival.fault());
            if (arrival.fault() != null) {
                arrival.fault().meanwhile().run();
            }
            // Remembered before the client hears of it, so that it can ask for the call at once.
            remember(request, operation, arrival, response);
            conclude(client, response, arrival.fault());
        } catch (IOException e) {
            // The client has gone away or the proxy is closed: nobody is left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Arrival(Instant at, int number, Fault fault) {}

    private synchronized Arrival arrived(String operation) {
        int number = counts.merge(operation, 1, Integer::sum);
        Fault chosen = null;
        for (Fault fault : faults) {
            // Each counts the call, also when another has been chosen already.
            if (fault.applies(operation) && chosen == null) {
                chosen = fault;
            }
        }
        return new Arrival(Instant.now(), number, chosen);
    }

    /** What is to be answered; null for nothing. */
    private byte[] response(HttpRequest request, String operation, Fault fault)
            throws IOException, InterruptedException {
        return switch (kind(fault)) {
            case ANSWER -> fault.answer(request, operation);
            case RESET_BEFORE_FORWARDING, HANG -> null;
            case RESET_AFTER_FORWARDING -> {
                forward(request);
                yield null;
            }
            case BREAK_OFF -> fault.brokenOff(forward(request));
            case NONE -> {
                Thread.sleep(fault == null ? 0 : fault.delay().toMillis());
                yield lastOfItsConnection(forward(request));
            }
        };
    }

    /** The client is not to send its next call on a connection that is closed after this answer: not every server says so. */
    private static byte[] lastOfItsConnection(byte[] response) {
        String text = new String(response, StandardCharsets.ISO_8859_1);
        return text.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private void conclude(Socket client, byte[] response, Fault fault) throws IOException, InterruptedException {
        if (response != null) {
            client.getOutputStream().write(response);
            client.getOutputStream().flush();
            client.shutdownOutput();
        } else if (kind(fault) == Fault.Kind.HANG) {
            closed.await();
        } else {
            reset(client);
        }
    }

    private static Fault.Kind kind(Fault fault) {
        return fault == null ? Fault.Kind.NONE : fault.kind();
    }

    /** With no time to linger, closing sends a reset instead of an orderly end. */
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private byte[] forward(HttpRequest request) throws IOException {
        try (Socket upstream = new Socket(target.getHost(), target.getPort())) {
            upstream.getOutputStream().write(request.forwarded());
            upstream.getOutputStream().flush();
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            upstream.getInputStream().transferTo(response);
            if (response.size() < 12) {
                throw new IOException("the emulator has ended");
            }
            return response.toByteArray();
        }
    }

    private synchronized void remember(HttpRequest request, String operation, Arrival arrival, byte[] response)
            throws IOException {
        int status = response == null ? 0 : Integer.parseInt(new String(response, 9, 3, StandardCharsets.US_ASCII));
        boolean words = !operation.endsWith("Object") && !operation.equals("S3.UploadPart");
        String body = words ? Call.withoutSecrets(request.text()) : "";
        String path = Call.withoutSecrets(request.target());
        String fault = arrival.fault() == null ? "" : arrival.fault().name();
        Call call = new Call(arrival.at(), operation, arrival.number(), path, body, status, fault);
        calls.add(call);
        if (journal != null) {
            Files.writeString(journal, call.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** {@code --target URL --port-file FILE --journal FILE}: the same as a process, one line for each call. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Path portFile = Path.of(options.get("--port-file"));
        try (FaultProxy proxy =
                new FaultProxy(URI.create(options.get("--target")), 0, Path.of(options.get("--journal")))) {
            Path fresh = Path.of(portFile + ".new");
            Files.writeString(fresh, String.valueOf(proxy.server.getLocalPort()));
            Files.move(fresh, portFile, StandardCopyOption.REPLACE_EXISTING);
            proxy.closed.await();
        }
    }
}

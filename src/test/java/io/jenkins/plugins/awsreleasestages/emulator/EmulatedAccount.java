package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of standalone/emulator: an empty AWS account, gone when it is closed. */
public final class EmulatedAccount implements AutoCloseable {

    private static final Path ROOT = projectRoot();

    private final Path folder;
    private final Process process;
    private final URI endpoint;

    private EmulatedAccount(Path folder, Process process, URI endpoint) {
        this.folder = folder;
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Whether this machine has what the emulator needs. */
    public static boolean installed() {
        return Files.isExecutable(python());
    }

    public static EmulatedAccount start() throws IOException, InterruptedException {
        return start(List.of());
    }

    /** @param kept the file that keeps the account from one start to the next */
    static EmulatedAccount start(Path kept) throws IOException, InterruptedException {
        return start(List.of("--state", kept.toString()));
    }

    private static EmulatedAccount start(List<String> more) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("emulator");
        Path portFile = folder.resolve("port");
        Path log = folder.resolve("log");
        List<String> arguments = new ArrayList<>(more);
        arguments.addAll(List.of("--port-file", portFile.toString()));
        // It must end with this process also when that is killed and no hook runs.
        arguments.addAll(
                List.of("--parent-pid", String.valueOf(ProcessHandle.current().pid())));
        Process process = python("server.py", arguments.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(portFile)) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                process.destroy();
                throw new IllegalStateException("The emulator did not start: " + Files.readString(log));
            }
            Thread.sleep(50);
        }
        return new EmulatedAccount(folder, process, URI.create("http://127.0.0.1:" + Files.readString(portFile)));
    }

    public URI endpoint() {
        return endpoint;
    }

    /**
     * Creates what the example of docs/examples/checkout needs.
     *
     * @param buildSeconds how long its integration tests take
     * @return the environment that its Jenkinsfile expects
     */
    public Map<String, String> prepareExample(double buildSeconds) throws IOException, InterruptedException {
        ProcessBuilder account = python("account.py", "prepare").redirectError(ProcessBuilder.Redirect.INHERIT);
        account.environment().put("AWS_ENDPOINT_URL", endpoint.toString());
        account.environment().put("AWS_ACCESS_KEY_ID", Emulator.ACCESS_KEY);
        account.environment().put("AWS_SECRET_ACCESS_KEY", Emulator.SECRET_KEY);
        account.environment().put("CHECKOUT_BUILD_SECONDS", String.valueOf(buildSeconds));
        Process prepare = account.start();
        String printed = new String(prepare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (prepare.waitFor() != 0) {
            throw new IOException("The example's account could not be prepared");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        printed.lines().map(line -> line.split("=", 2)).forEach(pair -> environment.put(pair[0], pair[1]));
        return environment;
    }

    /** Ends it, and waits until it has written what it keeps. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        close();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(folder.resolve("port"));
        Files.deleteIfExists(folder.resolve("log"));
        Files.deleteIfExists(folder);
    }

    private static ProcessBuilder python(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(python().toString());
        command.add(ROOT.resolve("standalone/emulator").resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** The interpreter of the emulator; it has botocore, an AWS SDK. */
    public static Path python() {
        String given = System.getProperty("emulator.python");
        return given == null ? ROOT.resolve("standalone/target/emulator-venv/bin/python") : Path.of(given);
    }

    /** The root of this project's sources. */
    public static Path projectRoot() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("standalone/emulator/server.py"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "standalone/emulator is not above " + Path.of("").toAbsolutePath());
    }
}

package io.jenkins.plugins.awsreleasestages.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process with the class path of this one. It answers each line with a line, and ends when nobody can ask it any
 * more ({@link #serve}).
 */
public final class ChildProcess implements AutoCloseable {

    /** What a child does with a line. */
    public interface Service {
        String answer(List<String> words) throws Exception;
    }

    private final String name;
    private final Process process;
    private final PrintWriter to;
    private final BufferedReader from;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.to = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        this.from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param options of the JVM */
    public static ChildProcess start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ChildProcess(main.getSimpleName(), process);
    }

    /** Asks, and waits for the answer. */
    public String ask(Object... words) throws IOException {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(word).append(' ');
        }
        to.println(line);
        String answer = from.readLine();
        if (answer == null) {
            throw new IOException("The process " + name + " ended when it was asked to " + line);
        }
        if (answer.startsWith("!")) {
            throw new IOException("The process " + name + " could not " + line + ": " + answer.substring(1));
        }
        return answer;
    }

    /** Without any warning, as when the power fails. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        to.close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** The other side: answers until there is nobody who asks. */
    public static void serve(Service service) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                answer = service.answer(List.of(line.strip().split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                answer = "!" + e;
            }
            System.out.println(answer);
        }
        System.exit(0);
    }
}

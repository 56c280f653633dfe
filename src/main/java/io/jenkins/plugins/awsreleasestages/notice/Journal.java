package io.jenkins.plugins.awsreleasestages.notice;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * A file that is only added to, a line of JSON each time, and written anew when it has become long. What a crash leaves of the
 * last line is passed over. It never fails: what cannot be written is said in the log, and written with the next that can.
 */
final class Journal {

    private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

    /** After so many lines it is written anew. */
    private static final int MOST_LINES = 10_000;

    private final Path file;
    private final Supplier<List<Value>> all;
    private int lines;
    /** Whether the file is not there, has something besides whole lines, or lacks some. */
    private boolean damaged = true;

    private boolean failing;

    /** @param all what a new file has to say, line by line */
    Journal(Path file, Supplier<List<Value>> all) {
        this.file = file;
        this.all = all;
    }

    void read(Consumer<Value> reader) {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines++;
                read(line, reader);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The outbox " + file + " cannot be read: what is in it is not sent", e);
        }
    }

    private static void read(String line, Consumer<Value> reader) {
        try {
            if (!line.isBlank()) {
                Problems problems = new Problems();
                reader.accept(new DocumentReader("outbox", problems)
                        .within(Budget.ofMessage())
                        .readJson(line));
            }
        } catch (InvalidDocument | RuntimeException e) {
            LOGGER.log(Level.WARNING, "A line of the outbox is no entry, as the last one after a crash", e);
        }
    }

    void add(Value line) {
        lines++;
        try {
            if (damaged || lines > MOST_LINES) {
                writeAnew();
            } else {
                Files.writeString(file, JsonWriter.compact(line) + "\n", StandardOpenOption.APPEND);
            }
            failing = false;
        } catch (IOException e) {
            LOGGER.log(failing ? Level.FINE : Level.WARNING, "The outbox " + file + " cannot be written", e);
            failing = true;
            damaged = true;
        }
    }

    private void writeAnew() throws IOException {
        List<Value> whole = all.get();
        String text = whole.stream().map(JsonWriter::compact).collect(Collectors.joining("\n", "", "\n"));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(file.getParent());
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        lines = whole.size();
        damaged = false;
    }
}

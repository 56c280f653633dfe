package io.jenkins.plugins.awsreleasestages.document;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
public final class Journal {

    private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

    /** It is written anew when it is twice as long as what it has to say, and so much longer, in characters. */
    private static final int SLACK = 1_000_000;

    /** Where the file is now. */
    public interface Place {
        Path file() throws IOException;
    }

    private final String name;
    private final Place place;
    private final Supplier<List<Value>> all;
    /** In characters; of the file as it is, and as it was when it was written anew. */
    private long length;

    private long lengthAnew;
    /** Whether the file is not there, has something besides whole lines, or lacks some. */
    private boolean damaged = true;

    private boolean failing;

    /**
     * @param name in messages
     * @param place asked each time; its folder has to be there
     * @param all what a new file has to say, line by line
     */
    public Journal(String name, Place place, Supplier<List<Value>> all) {
        this.name = name;
        this.place = place;
        this.all = all;
    }

    /** @param reader may throw for a line that says nothing to it: it is passed over */
    public void read(Consumer<Value> reader) {
        try {
            Path file = place.file();
            if (Files.exists(file)) {
                read(file, reader);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The " + name + " cannot be read: what is in it is lost");
        }
    }

    private void read(Path file, Consumer<Value> reader) throws IOException {
        int strange = 0;
        Exception first = null;
        // Other than Files.newBufferedReader it takes bytes that are no text for a character, and spoils one line only.
        try (BufferedReader text =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                Exception problem = read(line, reader);
                if (problem != null) {
                    strange++;
                    first = first == null ? problem : first;
                }
            }
        }
        if (first != null) {
            String message = "The " + name + " " + file
                    + " has lines that are no entries, as the last one after a crash; " + "passed over: " + strange;
            LOGGER.log(Level.WARNING, message, first);
        }
    }

    private Exception read(String line, Consumer<Value> reader) {
        try {
            if (!line.isBlank()) {
                reader.accept(new DocumentReader(name, new Problems()).readJson(line));
            }
            return null;
        } catch (InvalidDocument | RuntimeException e) {
            return e;
        }
    }

    public void add(Value line) {
        String text = JsonWriter.compact(line) + "\n";
        try {
            if (damaged || length + text.length() > 2 * lengthAnew + SLACK) {
                writeAnew();
            } else {
                Files.writeString(place.file(), text, StandardOpenOption.APPEND);
                length += text.length();
            }
            failing = false;
        } catch (IOException e) {
            LOGGER.log(failing ? Level.FINE : Level.WARNING, e, () -> "The " + name + " cannot be written");
            failing = true;
            damaged = true;
        }
    }

    private void writeAnew() throws IOException {
        Path file = place.file();
        String text = all.get().stream().map(JsonWriter::compact).collect(Collectors.joining("\n", "", "\n"));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        length = text.length();
        lengthAnew = length;
        damaged = false;
    }
}

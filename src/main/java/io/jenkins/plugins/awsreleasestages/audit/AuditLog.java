package io.jenkins.plugins.awsreleasestages.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The events in files of a folder, each file named by the number of its first line, each line bound to the one before it. A
 * file of its own, {@code head}, says which line is the last one, so that the end cannot be cut off unnoticed.
 *
 * <p>Whoever may write to the folder can make all of it anew: only a copy that they cannot reach is proof against that.
 */
public final class AuditLog {

    private static final String HEAD = "head";

    /** In bytes; one line may be more. */
    private static final long FULL = 10L << 20;

    /** Of an event, in characters. */
    public static final int LONGEST = 256 << 10;

    private final Path folder;
    private final long full;

    /** The last line; null before the first use, and after a failure. */
    private Head head;

    /** Where the next line goes. */
    private Path file;

    private record Head(long number, String hash) {

        static final Head NONE = new Head(0, AuditLine.NONE);

        AuditLine next(String event) {
            return AuditLine.of(number + 1, hash, event);
        }

        static Head of(AuditLine line) {
            return new Head(line.number(), line.hash());
        }
    }

    public AuditLog(Path folder) {
        this(folder, FULL);
    }

    AuditLog(Path folder, long full) {
        this.folder = folder;
        this.full = full;
    }

    /**
     * Adds a line, which is on disk when this returns.
     *
     * @param event a JSON object in one line
     * @throws IOException it is not there, and may be added again
     */
    public synchronized void append(String event) throws IOException {
        if (event.length() > LONGEST || event.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("An event is one line of at most " + LONGEST + " characters.");
        }
        if (head == null) {
            open();
        }
        AuditLine line = head.next(event);
        try {
            if (file == null || Files.exists(file) && Files.size(file) >= full) {
                file = folder.resolve(String.format("audit-%018d.jsonl", line.number()));
            }
            write(file, line.text() + "\n");
            head = Head.of(line);
            saveHead();
        } catch (IOException e) {
            // Half of it may be there: the next one looks.
            head = null;
            throw e;
        }
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    private void saveHead() throws IOException {
        Path next = folder.resolve(HEAD + ".new");
        Files.writeString(next, head.number() + " " + head.hash() + "\n");
        Files.move(next, folder.resolve(HEAD), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Goes on after the last line that is known; what does not fit to it stays where it is, for whoever verifies. */
    private void open() throws IOException {
        Files.createDirectories(folder);
        Head known = readHead().orElse(Head.NONE);
        List<Path> files = files();
        Path last = files.isEmpty() ? null : files.get(files.size() - 1);
        if (last == null) {
            file = null;
            head = known;
            return;
        }
        forgetHalf(last);
        Optional<AuditLine> end = lastLine(last);
        // Killed between the line and the head.
        boolean isAhead = end.isPresent()
                && end.get().number() == known.number() + 1
                && end.get().previous().equals(known.hash());
        boolean isWhole = end.isPresent() && Head.of(end.get()).equals(known);
        head = isAhead ? Head.of(end.get()) : known;
        file = isAhead || isWhole ? last : null;
    }

    /** A line without an end was never said to be there: Jenkins was killed while it was written. */
    private static void forgetHalf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (end > 0) {
                one.clear();
                channel.read(one, end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            channel.truncate(end);
        }
    }

    private static Optional<AuditLine> lastLine(Path file) throws IOException {
        String last = null;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        return last == null ? Optional.empty() : AuditLine.read(last);
    }

    private Optional<Head> readHead() throws IOException {
        Path file = folder.resolve(HEAD);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        return text.matches("\\d{1,18} [0-9a-f]{64}")
                ? Optional.of(new Head(Long.parseLong(text.split(" ")[0]), text.split(" ")[1]))
                : Optional.empty();
    }

    /** In their order. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> one.toFile().getName().matches("audit-\\d{18}\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    /** Reads all of it. Lines that are added meanwhile do not count. */
    public AuditReport verify() throws IOException {
        Head known;
        List<Path> files;
        synchronized (this) {
            known = readHead().orElse(Head.NONE);
            files = files();
        }
        Verification verification = new Verification(known.number());
        for (Path one : files) {
            verification.read(one);
        }
        return verification.report(known);
    }

    private final class Verification {
        private final long last;
        private final List<String> problems = new ArrayList<>();
        private long lines;
        private long first;
        private Head before;

        Verification(long last) {
            this.last = last;
        }

        void read(Path one) throws IOException {
            String name = one.toFile().getName();
            // A line is written as a whole: more than this was not written by us.
            if (Files.size(one) > full + 4L * LONGEST) {
                problem("file " + name + " has " + Files.size(one) + " bytes, more than any file of the log.");
                return;
            }
            int place = 0;
            // One character for each byte, whatever the bytes are.
            try (BufferedReader texts = Files.newBufferedReader(one, StandardCharsets.ISO_8859_1)) {
                for (String text = texts.readLine(); text != null; text = texts.readLine()) {
                    place++;
                    line(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8), name, place);
                }
            }
        }

        private void line(String text, String name, int place) {
            String where = "line " + place + " of file " + name;
            Optional<AuditLine> read = AuditLine.read(text);
            if (read.isEmpty()) {
                problem(where + " is none of the log's.");
                return;
            }
            AuditLine line = read.get();
            if (before == null) {
                first = line.number();
                if (first == 1 && !line.previous().equals(AuditLine.NONE)) {
                    problem(where + " is not the first one, as it says.");
                }
            } else if (line.number() > last && line.number() == before.number() + 1) {
                // Added since this has begun.
                return;
            } else if (line.number() != before.number() + 1) {
                problem(where + " is event " + line.number() + ", where " + (before.number() + 1) + " has to be.");
            } else if (!line.previous().equals(before.hash())) {
                problem(where + " does not fit to the line before it: one of the two was changed.");
            }
            lines++;
            before = Head.of(line);
        }

        private void problem(String sentence) {
            if (problems.size() < AuditReport.MOST) {
                problems.add(sentence);
            }
        }

        AuditReport report(Head known) {
            Head end = before == null ? Head.NONE : before;
            if (!end.equals(known)) {
                problem(
                        end.number() == known.number()
                                ? "event " + known.number() + ", the last one, was changed, or the file head was."
                                : "the last event is " + end.number() + ", and not " + known.number()
                                        + " as the file head says.");
            }
            return new AuditReport(lines, first, end.number(), end.hash(), problems);
        }
    }
}

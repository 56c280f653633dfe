package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.document.BoundedFile;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The folder in which a script runs, read on the agent. Loaded there: this class needs the JDK and nothing else. */
public final class PhaseFolder {

    /** What one reading carries at most, in bytes, unless a single line is longer. */
    static final int READING = 1 << 20;

    /** A line longer than this, in bytes, is shown in pieces. */
    private static final int LONGEST_LINE = 1 << 24;

    /** What the script writes about itself, and the variables that it exports, in bytes. */
    private static final int LARGEST = 4_000_000;

    /** The commands may write into the file too. */
    private static final Pattern NOTE =
            Pattern.compile("\\w+ (IN_PROGRESS \\d{1,18}|(SUCCEEDED|FAILED) \\d{1,18} \\d{1,18} \\d{1,9} \\d{1,9})");

    private static final List<String> WRITTEN_BY_SCRIPT = List.of("log", "phases", "position", "variables", "expanded");

    /**
     * One phase, as the script noted it.
     *
     * @param end seconds since 1970, or 0 while it runs
     * @param exit the first exit status other than 0
     * @param command what ended so; empty unless the phase failed
     */
    public record PhaseNote(String name, String status, long start, long end, int exit, String command)
            implements Serializable {}

    /**
     * How things are in the folder.
     *
     * @param exists whether the folder is there
     * @param lines complete lines that follow the cursor
     * @param cursor the new cursor, in bytes
     * @param more whether the log goes on after the cursor already
     * @param completed whether the script came to its end
     * @param exit the exit status of the script; null while it runs
     * @param stopped whether a stop was asked for
     * @param silent how long nothing was heard of the script, in seconds of the agent's clock
     * @param problem why the folder cannot be read as the script writes it; null when it can
     */
    public record Reading(
            boolean exists,
            boolean started,
            List<String> lines,
            long cursor,
            boolean more,
            List<PhaseNote> phases,
            boolean completed,
            Integer exit,
            boolean stopped,
            long silent,
            Map<String, String> variables,
            String problem)
            implements Serializable {

        static Reading nothing(boolean exists, long cursor, String problem) {
            return new Reading(
                    exists, exists, List.of(), cursor, false, List.of(), false, null, false, 0, Map.of(), problem);
        }
    }

    /** The commands have put something else in a file's place. */
    private static final class Spoiled extends IOException {
        private static final long serialVersionUID = 1L;

        Spoiled(Path file, IOException problem) {
            super("the file " + file.getFileName() + " there " + problem.getMessage());
        }
    }

    private record Log(List<String> lines, long cursor, boolean more) {}

    private PhaseFolder() {}

    static Reading read(Path folder, long cursor) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Reading.nothing(false, cursor, null);
        }
        try {
            return readFiles(folder, cursor);
        } catch (Spoiled e) {
            return Reading.nothing(true, cursor, e.getMessage());
        }
    }

    private static Reading readFiles(Path folder, long cursor) throws IOException {
        // Before the log: what was written before the exit is then in the log for certain.
        String exit = text(folder.resolve("exit")).strip();
        List<String> notes = text(folder.resolve("phases")).lines().toList();
        Log log = log(folder.resolve("log"), cursor, !exit.isEmpty());
        return new Reading(
                true,
                Files.exists(folder.resolve("started")),
                log.lines(),
                log.cursor(),
                log.more(),
                phases(notes, folder),
                notes.stream().anyMatch(line -> line.startsWith("END ")),
                exit.isEmpty() ? null : Integer.valueOf(exit.matches("\\d{1,9}") ? exit : "1"),
                Files.exists(folder.resolve("stop")),
                silent(folder),
                exit.isEmpty() ? Map.of() : variables(folder),
                null);
    }

    /** @return texts that the script has worked out, in the order in which they were asked for; null for too many */
    static List<String> expanded(Path folder) throws IOException {
        try {
            return parts(folder.resolve("expanded"));
        } catch (Spoiled e) {
            return null;
        }
    }

    /**
     * Makes the folder. What the script will print, and the variables that it exports, nobody masks: they are for the
     * owner alone from the first byte, so the files that get them are there before the script is, whatever its umask.
     */
    static void create(Path folder, Map<String, String> files) throws IOException {
        PrivateFolder.create(folder);
        for (String name : WRITTEN_BY_SCRIPT) {
            PrivateFolder.write(folder.resolve(name), "");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            PrivateFolder.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static Log log(Path file, long cursor, boolean ended) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Log(List.of(), cursor, false);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Spoiled(file, new IOException("is no regular file"));
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            for (int most = READING; ; most *= 2) {
                int size = (int) Math.max(0, Math.min(most, length - cursor));
                byte[] bytes = new byte[size];
                log.seek(cursor);
                log.readFully(bytes);
                boolean rest = cursor + size >= length;
                int end = end(bytes, rest && ended, most >= LONGEST_LINE);
                if (end > 0 || rest) {
                    return new Log(lines(bytes, end), cursor + end, !rest);
                }
            }
        }
    }

    /** Where what can be shown ends: after the last newline, or at the very end of the log. */
    private static int end(byte[] bytes, boolean all, boolean inPieces) {
        if (all) {
            return bytes.length;
        }
        for (int i = bytes.length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return inPieces ? characterBoundary(bytes) : 0;
    }

    private static int characterBoundary(byte[] bytes) {
        int end = bytes.length;
        // 10xxxxxx continues a character of UTF-8, 11xxxxxx begins one.
        while (end > bytes.length - 4 && (bytes[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        return (bytes[end - 1] & 0xC0) == 0xC0 ? end - 1 : bytes.length;
    }

    private static List<String> lines(byte[] bytes, int end) {
        if (end == 0) {
            return List.of();
        }
        int last = bytes[end - 1] == '\n' ? end - 1 : end;
        String text = new String(bytes, 0, last, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        return lines;
    }

    private static List<PhaseNote> phases(List<String> notes, Path folder) throws IOException {
        Map<String, PhaseNote> phases = new LinkedHashMap<>();
        for (String note : notes) {
            String[] fields = NOTE.matcher(note).matches() ? note.split(" ") : new String[0];
            if (fields.length == 3) {
                phases.put(fields[0], new PhaseNote(fields[0], fields[1], Long.parseLong(fields[2]), 0, 0, ""));
            } else if (fields.length == 6) {
                String command = fields[1].equals("FAILED") ? command(folder, Integer.parseInt(fields[5])) : "";
                phases.put(
                        fields[0],
                        new PhaseNote(
                                fields[0],
                                fields[1],
                                Long.parseLong(fields[2]),
                                Long.parseLong(fields[3]),
                                Integer.parseInt(fields[4]),
                                command));
            }
        }
        return new ArrayList<>(phases.values());
    }

    private static String command(Path folder, int number) throws IOException {
        List<String> commands = parts(folder.resolve("texts"));
        return number >= 1 && number <= commands.size() ? commands.get(number - 1) : "";
    }

    private static Map<String, String> variables(Path folder) throws IOException {
        List<String> parts = parts(folder.resolve("variables"));
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            variables.put(parts.get(i), parts.get(i + 1));
        }
        return variables;
    }

    private static long silent(Path folder) throws IOException {
        long heard = 0;
        for (String name : List.of("run", "started", "heartbeat")) {
            try {
                heard = Math.max(
                        heard, Files.getLastModifiedTime(folder.resolve(name)).toMillis());
            } catch (NoSuchFileException e) {
                // Not there yet.
            }
        }
        return Math.max(0, System.currentTimeMillis() - heard) / 1000;
    }

    /** What NUL characters end. */
    private static List<String> parts(Path file) throws IOException {
        String text = text(file);
        return text.isEmpty()
                ? List.of()
                : Arrays.asList(text.substring(0, text.length() - 1).split("\0", -1));
    }

    private static String text(Path file) throws IOException {
        try {
            return new String(BoundedFile.read(file.getParent(), file, LARGEST), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new Spoiled(file, e);
        }
    }
}

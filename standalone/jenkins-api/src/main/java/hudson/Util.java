package hudson;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

public class Util {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z0-9_.]+)\\}|([A-Za-z0-9_]+)|\\$)");

    public static String replaceMacro(String text, Map<String, String> values) {
        if (text == null) {
            return null;
        }
        return VARIABLE.matcher(text).replaceAll(found -> {
            if (found.group().equals("$$")) {
                return Matcher.quoteReplacement("$");
            }
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            String value = values.get(name);
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }

    public static String fixNull(String text) {
        return text == null ? "" : text;
    }

    public static String fixEmpty(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    public static String fixEmptyAndTrim(String text) {
        return text == null ? null : fixEmpty(text.trim());
    }

    public static String getTimeSpanString(long millis) {
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " sec";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " sec";
        }
        return seconds / 3600 + " hr " + seconds % 3600 / 60 + " min";
    }

    public static void deleteRecursive(File file) throws IOException {
        Path root = file.toPath();
        if (!Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(Util::remove);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

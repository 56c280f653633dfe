package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Finds files that hold a secret of a test. Every secret that the tests use, and every one that the emulator hands out,
 * contains a mark: so what is to be searched for need not be written down either.
 */
public final class SecretSearch {

    /** The same as in standalone/emulator/sts.py. */
    public static final String MARK = "never/written+anywhere";

    /** A signed address holds no key, and yet is one while it lasts. */
    private static final String SIGNATURE = "X-Amz-Signature=";

    private static final List<String> PATTERNS = patterns();

    private SecretSearch() {}

    /** The files below a folder that hold a secret, those apart that are meant to. */
    public static List<Path> below(Path folder, Predicate<Path> meantTo) throws IOException {
        List<Path> found = new ArrayList<>();
        List<Path> files = files(folder).stream().filter(meantTo.negate()).toList();
        for (Path file : files) {
            try {
                if (holdsSecret(Files.readAllBytes(file))) {
                    found.add(file);
                }
            } catch (NoSuchFileException e) {
                // Replaced since, by one that is written after all.
            }
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        return everything(folder).stream()
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Files and folders below one that may be in use: what a running Jenkins moves away meanwhile is left out. */
    public static List<Path> everything(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                found.add(inner);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        });
        return found;
    }

    static boolean holdsSecret(byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (PATTERNS.stream().anyMatch(text::contains)) {
            return true;
        }
        return text.startsWith("PK") && packedSecret(content);
    }

    private static boolean packedSecret(byte[] content) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (holdsSecret(zip.readAllBytes())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> patterns() {
        String encoded = URLEncoder.encode(MARK, StandardCharsets.UTF_8);
        List<String> patterns = new ArrayList<>();
        for (String text : List.of(MARK, encoded, URLEncoder.encode(encoded, StandardCharsets.UTF_8), SIGNATURE)) {
            patterns.add(text);
            // UTF-16 of either order: what lies between the first and the last character is the same.
            patterns.add(String.join("\0", text.split("")));
            for (int before = 0; before < 3; before++) {
                patterns.add(base64(text, before));
            }
        }
        return patterns;
    }

    /** What a text looks like within base64, when so many bytes (or so many more by threes) stand before it. */
    private static String base64(String text, int before) {
        byte[] bytes = new byte[before + text.length()];
        Arrays.fill(bytes, (byte) ' ');
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, before, text.length());
        // Characters that also depend on the neighbours of the text are left out.
        int from = (before * 8 + 5) / 6;
        int to = bytes.length * 8 / 6;
        return Base64.getEncoder().encodeToString(bytes).substring(from, to);
    }

    /** Fails when a file below one of these folders holds a secret; a folder that is not there holds none. */
    public static void main(String[] folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : folders) {
            if (Files.isDirectory(Path.of(folder))) {
                found.addAll(below(Path.of(folder), file -> false));
            }
        }
        found.forEach(file -> System.err.println("A secret was written to " + file));
        System.exit(found.isEmpty() ? 0 : 1);
    }
}

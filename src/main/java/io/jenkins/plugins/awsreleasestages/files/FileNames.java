package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * The names of files as the file system has them. A JVM whose locale is not UTF-8, as under {@code LC_ALL=C}, takes the
 * same unknown character for every letter that ASCII lacks, so that {@code é.txt} and {@code è.txt} become one; only
 * {@link Path#toUri} has the bytes. Needs the JDK and nothing else.
 */
public final class FileNames {

    private static final char UNKNOWN = '\uFFFD';

    private FileNames() {}

    /**
     * The last name of a path.
     *
     * @throws IOException when nobody can say what it is
     */
    public static String name(Path path) throws IOException {
        String said = String.valueOf(path.getFileName());
        if (said.chars().allMatch(c -> c < 128)) {
            return said;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(path.toUri())))
                    .toString();
        } catch (CharacterCodingException e) {
            if (said.indexOf(UNKNOWN) < 0) {
                // In the locale of this machine it is a name.
                return said;
            }
            throw new IOException("The name of " + path + " is not UTF-8. Rename the file, or start the agent in the"
                    + " locale in which the name was given.");
        }
    }

    /** All names of a path below a folder, with slashes between them. */
    public static String below(Path folder, Path path) throws IOException {
        StringJoiner names = new StringJoiner("/");
        Path here = folder;
        for (Path name : folder.relativize(path)) {
            here = here.resolve(name);
            names.add(name(here));
        }
        return names.toString();
    }

    private static byte[] bytes(URI uri) {
        String raw = uri.getRawPath();
        String path = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        String name = path.substring(path.lastIndexOf('/') + 1);
        ByteBuffer bytes = ByteBuffer.allocate(name.length() * 3);
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(name.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                // On Windows letters stand there as they are.
                bytes.put(name.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        bytes.flip();
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return all;
    }
}

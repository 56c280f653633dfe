package io.jenkins.plugins.awsreleasestages.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads what somebody else has put there: only files that lie where they seem to lie, only regular ones (a device has no
 * end, a pipe perhaps no beginning), only up to a size. Messages go on after the name of the file. Needs the JDK and
 * nothing else.
 */
public final class BoundedFile {

    private BoundedFile() {}

    /**
     * The file or folder itself, when all links are followed.
     *
     * @throws NoSuchFileException when there is none
     * @throws IOException when a link leads out of the folder
     */
    public static Path below(Path folder, Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(folder.toRealPath())) {
            throw new IOException("is a link that leads out of " + folder);
        }
        return real;
    }

    /** @param most how many bytes it may have */
    public static byte[] read(Path folder, Path file, int most) throws IOException {
        return read(below(folder, file), most);
    }

    /** The same, of a file that may be anywhere. */
    public static byte[] read(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Files.exists(file) ? new IOException("is no regular file") : new NoSuchFileException(file.toString());
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Not the size that the file system tells: a file may grow, and those of /proc have none.
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("has more than " + most + " bytes");
            }
            return bytes;
        }
    }
}

package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * The directory at the end of an archive, which {@link java.util.zip.ZipFile} does not show whole: the names as they
 * were written, and the modes of the files. PKWARE's APPNOTE.TXT, 4.3.12 to 4.3.16.
 */
final class ZipDirectory {

    /** What DOS and the Explorer of Windows write where an entry does not say that its name is UTF-8. */
    private static final String CODE_PAGE = "IBM437";

    private static final int LARGEST = 256 << 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int UTF_8 = 1 << 11;
    private static final int UNICODE_NAME = 0x7075;
    private static final int UNIX = 3;
    private static final int MACOS = 19;

    /**
     * One entry.
     *
     * @param name with slashes
     * @param mode the file type and permissions of Unix; 0 when the archive was made elsewhere
     */
    record Entry(String name, int mode) {
        boolean isFolder() {
            return name.endsWith("/");
        }

        boolean isLink() {
            return (mode & 0170000) == 0120000;
        }
    }

    private ZipDirectory() {}

    /** In the order in which they stand there, which is that of {@link java.util.zip.ZipFile#entries} too. */
    static List<Entry> read(Path archive) throws IOException {
        ByteBuffer directory = directory(archive);
        List<Entry> entries = new ArrayList<>();
        while (directory.remaining() >= 46 && directory.getInt(directory.position()) == 0x02014b50) {
            int at = directory.position();
            byte[] name = bytes(directory, at + 46, directory.getShort(at + 28));
            byte[] extra = bytes(directory, at + 46 + name.length, directory.getShort(at + 30));
            int system = directory.get(at + 5);
            boolean unix = system == UNIX || system == MACOS;
            String text = text(name, (directory.getShort(at + 8) & UTF_8) != 0, extra);
            entries.add(new Entry(unix ? text : text.replace('\\', '/'), unix ? directory.getInt(at + 38) >>> 16 : 0));
            directory.position(at + 46 + name.length + extra.length + (directory.getShort(at + 32) & 0xFFFF));
        }
        return entries;
    }

    private static byte[] bytes(ByteBuffer from, int at, short length) {
        byte[] bytes = new byte[length & 0xFFFF];
        from.get(at, bytes);
        return bytes;
    }

    private static String text(byte[] name, boolean utf8, byte[] extra) {
        String unicode = utf8 ? null : unicode(name, extra);
        if (unicode != null) {
            return unicode;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            boolean known = Charset.isSupported(CODE_PAGE);
            return new String(name, known ? Charset.forName(CODE_PAGE) : StandardCharsets.ISO_8859_1);
        }
    }

    /** APPNOTE.TXT, 4.6.9: the name in UTF-8, beside that in a code page. */
    private static String unicode(byte[] name, byte[] extra) {
        ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
        while (fields.remaining() >= 4) {
            int tag = fields.getShort() & 0xFFFF;
            int size = fields.getShort() & 0xFFFF;
            if (size > fields.remaining()) {
                return null;
            }
            if (tag == UNICODE_NAME && size > 5 && fields.get(fields.position()) == 1) {
                CRC32 crc = new CRC32();
                crc.update(name);
                byte[] utf8 = new byte[size - 5];
                fields.get(fields.position() + 5, utf8);
                boolean ofThisName = fields.getInt(fields.position() + 1) == (int) crc.getValue();
                return ofThisName ? new String(utf8, StandardCharsets.UTF_8) : null;
            }
            fields.position(fields.position() + size);
        }
        return null;
    }

    private static ByteBuffer directory(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            long from = Math.max(0, file.length() - LONGEST_COMMENT - 22);
            ByteBuffer tail = read(file, from, (int) (file.length() - from));
            int end = tail.limit() - 22;
            while (end >= 0
                    && !(tail.getInt(end) == 0x06054b50
                            && end + 22 + (tail.getShort(end + 20) & 0xFFFF) == tail.limit())) {
                end--;
            }
            if (end < 0) {
                throw new ZipException("zip END header not found");
            }
            long size = tail.getInt(end + 12) & 0xFFFFFFFFL;
            long after = from + end;
            if (end >= 20 && tail.getInt(end - 20) == 0x07064b50) {
                // More entries, or bytes, than the old form can count.
                after = tail.getLong(end - 12);
                size = read(file, after, 56).getLong(40);
            }
            if (size < 0 || size > LARGEST || size > after) {
                throw new ZipException("The archive's directory cannot have " + size + " bytes");
            }
            return read(file, after - size, (int) size);
        }
    }

    private static ByteBuffer read(RandomAccessFile file, long at, int size) throws IOException {
        if (at < 0 || at + size > file.length()) {
            throw new ZipException("The archive is cut off");
        }
        byte[] bytes = new byte[size];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

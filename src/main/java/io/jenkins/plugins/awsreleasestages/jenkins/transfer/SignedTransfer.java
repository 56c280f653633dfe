package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files to and from signed addresses, on the agent: this class needs the JDK and nothing else. An address is a secret and
 * never part of a message.
 */
public final class SignedTransfer {

    private static final int TIMEOUT_MILLIS = 60_000;

    /** How often one download goes on after it broke off, before its address is signed anew. */
    private static final int GOES_ON = 10;

    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})</Message>");

    /**
     * What S3 answered.
     *
     * @param etag as S3 says it, with quotation marks; null when it was refused
     * @param versionId null in a bucket without versions
     * @param sha256 of what was received, hexadecimal; null when something was sent
     * @param code S3's error code; empty when all is well
     * @param message S3's, when it refused
     */
    public record Answer(
            int status, String etag, String versionId, String sha256, long bytes, String code, String message)
            implements Serializable {

        /** No status that S3 would answer. */
        private static final int FILE_IS_GONE = -1;

        private static final int NONE = 0;

        static final Answer FILE_GONE = new Answer(FILE_IS_GONE, null, null, null, 0, "", "");

        /** There was none. */
        static Answer none(Throwable e) {
            return new Answer(NONE, null, null, null, 0, "", String.valueOf(e.getMessage()));
        }

        public boolean accepted() {
            return status / 100 == 2;
        }

        /** Nothing was sent, because what was to be sent is no longer on the agent. */
        public boolean fileIsGone() {
            return status == FILE_IS_GONE;
        }

        /** A signature that is over, a clock, a busy server: the next one, signed afresh, may be accepted. */
        public boolean passing() {
            return status == NONE
                    || status >= 500
                    || status == 429
                    || message.contains("expired")
                    || code.matches(
                            "ExpiredToken|RequestTimeout|RequestTimeTooSkewed|SlowDown|ConditionalRequestConflict");
        }

        boolean sessionOver() {
            return code.equals("ExpiredToken");
        }

        /** In a sentence without its full stop. */
        public String said() {
            if (status == NONE) {
                return message;
            }
            return "S3 answered " + status + (code.isEmpty() ? "" : ": " + message + " (" + code + ")");
        }
    }

    private SignedTransfer() {}

    /** Sends some bytes of a file. */
    static Answer put(Path file, long offset, long length, URL url, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = open(url);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(offset);
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(length);
            headers.forEach(connection::setRequestProperty);
            try (InputStream in = Channels.newInputStream(channel);
                    OutputStream out = connection.getOutputStream()) {
                copy(in, out, length);
            }
            return answer(connection, null, length);
        } catch (IOException e) {
            throw nameless(url, e);
        } finally {
            connection.disconnect();
        }
    }

    /** Receives into a file; where it broke off, it goes on. */
    public static Answer get(URL url, Path file) throws IOException {
        return get(url, null, file, null);
    }

    public static Answer get(URL url, String etag, Path file) throws IOException {
        return get(url, etag, file, null);
    }

    /**
     * @param also what counts the bytes, too; null for nothing
     * @param etag the only one that is wanted, with quotation marks; null for any. Anything else is answered with 412.
     */
    static Answer get(URL url, String etag, Path file, MessageDigest also) throws IOException {
        Reception reception = new Reception(url, etag, file, also);
        for (int left = GOES_ON; ; left--) {
            long before = reception.bytes;
            try {
                return reception.go();
            } catch (IOException e) {
                if (left == 0 || reception.bytes == before || isStopped(e)) {
                    throw nameless(url, e);
                }
            }
        }
    }

    /** An object on its way into a file. */
    private static final class Reception {
        private final URL url;
        private final Path file;
        private final MessageDigest also;
        private MessageDigest digest;
        private String etag;
        private long bytes;

        Reception(URL url, String etag, Path file, MessageDigest also) {
            this.also = also;
            this.url = url;
            this.etag = etag;
            this.file = file;
        }

        Answer go() throws IOException {
            HttpURLConnection connection = open(url);
            try {
                if (bytes > 0) {
                    connection.setRequestProperty("Range", "bytes=" + bytes + "-");
                }
                if (etag != null) {
                    // What has meanwhile been replaced is not put together of two halves.
                    connection.setRequestProperty("If-Match", etag);
                }
                int status = connection.getResponseCode();
                if (status / 100 != 2) {
                    return answer(connection, null, 0);
                }
                if (status != HttpURLConnection.HTTP_PARTIAL) {
                    begin(connection);
                }
                receive(connection);
                return answer(connection, HexFormat.of().formatHex(digest.digest()), bytes);
            } finally {
                connection.disconnect();
            }
        }

        private void begin(HttpURLConnection connection) throws IOException {
            digest = FileDigest.sha256();
            if (also != null) {
                also.reset();
            }
            etag = connection.getHeaderField("ETag");
            bytes = 0;
            Files.write(file, new byte[0]);
        }

        private void receive(HttpURLConnection connection) throws IOException {
            long length = connection.getContentLengthLong();
            if (length < 0) {
                // S3 always says it: what is without was cut among its headers.
                throw new IOException("broken off before its length was said");
            }
            long expected = bytes + length;
            byte[] buffer = new byte[64 * 1024];
            try (InputStream in = connection.getInputStream();
                    OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    stopWhenAsked();
                    out.write(buffer, 0, n);
                    digest.update(buffer, 0, n);
                    if (also != null) {
                        also.update(buffer, 0, n);
                    }
                    bytes += n;
                }
            }
            if (bytes != expected) {
                throw new IOException("broken off after " + bytes + " of " + expected + " bytes");
            }
        }
    }

    private static HttpURLConnection open(URL url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        // A redirect would send the signed address to somebody else.
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                return;
            }
            stopWhenAsked();
            out.write(buffer, 0, n);
            left -= n;
        }
    }

    private static void stopWhenAsked() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException("stopped");
        }
    }

    private static boolean isStopped(IOException e) {
        return e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
    }

    private static Answer answer(HttpURLConnection connection, String sha256, long bytes) throws IOException {
        int status = connection.getResponseCode();
        if (status / 100 == 2) {
            String etag = connection.getHeaderField("ETag");
            return new Answer(status, etag, connection.getHeaderField("x-amz-version-id"), sha256, bytes, "", "");
        }
        InputStream error = connection.getErrorStream();
        if (error == null) {
            return new Answer(status, null, null, null, 0, "", "");
        }
        try (error) {
            String body = new String(error.readNBytes(16_384), StandardCharsets.UTF_8);
            return new Answer(status, null, null, null, 0, first(CODE, body), first(MESSAGE, body));
        }
    }

    private static String first(Pattern pattern, String body) {
        Matcher found = pattern.matcher(body);
        return found.find() ? found.group(1) : "";
    }

    /** The JDK's messages may name the whole address. */
    private static IOException nameless(URL url, IOException e) {
        if (isStopped(e)) {
            return e;
        }
        String reason = e.getMessage() == null || e.getMessage().contains("http") ? "" : ": " + e.getMessage();
        return new IOException(
                "no answer from " + url.getHost() + ", " + e.getClass().getSimpleName() + reason);
    }
}

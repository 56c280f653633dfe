package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.files.FewAtATime;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import java.io.EOFException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files to and from signed addresses, on the agent: this class needs the JDK and nothing else. An address is a secret and
 * never part of a message.
 */
public final class SignedTransfer {

    private static final int TIMEOUT_MILLIS = 60_000;

    private static final int BUFFER = 64 * 1024;

    /** In bytes; what is larger is received in ranges of this size. Not final: tests have smaller ones. */
    static long rangeSize = 64L << 20;

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

        Answer with(String newSha256, long newBytes) {
            return new Answer(status, etag, versionId, newSha256, newBytes, code, message);
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

        /** It is no longer the one that was looked at. */
        boolean replaced() {
            return status == HttpURLConnection.HTTP_PRECON_FAILED;
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
        return get(url, null, file);
    }

    /** @param etag the only one that is wanted, with quotation marks; null for any. Anything else is answered with 412. */
    public static Answer get(URL url, String etag, Path file) throws IOException {
        return received(new Reception(url, etag, file, Range.ALL, FileDigest.sha256()));
    }

    /**
     * @param size of the object, in bytes: what is large is received in ranges, a few at a time; 0 when it is not known
     * @param etag of the object of that size, with quotation marks; null when it is not known
     */
    static Answer get(URL url, String etag, long size, Path file) throws IOException, InterruptedException {
        if (etag != null && size > rangeSize) {
            Answer answer = inRanges(url, etag, size, file);
            if (answer.status() == HttpURLConnection.HTTP_PARTIAL || !answer.accepted()) {
                return answer;
            }
            // Who does not know ranges answers with all of it.
        }
        return received(new Reception(url, null, file, Range.ALL, FileDigest.sha256()));
    }

    /** The checksum is counted of what is there without gaps, while the next ranges come. */
    private static Answer inRanges(URL url, String etag, long size, Path file)
            throws IOException, InterruptedException {
        MessageDigest digest = FileDigest.sha256();
        try (FewAtATime threads = new FewAtATime("Ranges of an object in S3");
                InputStream in = Files.newInputStream(file)) {
            List<Future<Answer>> ranges = new ArrayList<>();
            for (long from = 0; from < size; from += rangeSize) {
                Range range = new Range(from, Math.min(rangeSize, size - from), size);
                ranges.add(threads.begin(() -> received(new Reception(url, etag, file, range, null))));
            }
            Answer answer = null;
            for (Future<Answer> range : ranges) {
                answer = FewAtATime.done(range);
                if (answer.status() != HttpURLConnection.HTTP_PARTIAL) {
                    return answer;
                }
                count(in, answer.bytes(), digest);
            }
            return answer.with(FileDigest.hexadecimal(digest), size);
        }
    }

    private static void count(InputStream in, long length, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            stopWhenAsked();
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("what was received is no longer there");
            }
            digest.update(buffer, 0, n);
            left -= n;
        }
    }

    private static Answer received(Reception reception) throws IOException {
        for (int left = GOES_ON; ; left--) {
            long before = reception.bytes;
            try {
                return reception.go();
            } catch (IOException e) {
                if (left == 0 || reception.bytes == before || isStopped(e)) {
                    throw nameless(reception.url, e);
                }
            }
        }
    }

    /**
     * Some bytes of an object.
     *
     * @param length in bytes; negative for all of them
     * @param of how many bytes the object has
     */
    private record Range(long from, long length, long of) {

        static final Range ALL = new Range(0, -1, -1);

        boolean isAll() {
            return length < 0;
        }

        /** RFC 9110, 14.1.2. */
        String after(long received) {
            return "bytes=" + (from + received) + "-" + (isAll() ? "" : String.valueOf(from + length - 1));
        }

        /** RFC 9110, 14.4. */
        boolean isSaid(String contentRange, long received) {
            return isAll()
                    || ("bytes " + (from + received) + "-" + (from + length - 1) + "/" + of).equals(contentRange);
        }
    }

    /** An object, or a range of it, on its way into a file. */
    private static final class Reception {
        private final URL url;
        private final Path file;
        private final Range range;
        private final MessageDigest digest;
        private String etag;
        private long bytes;

        /** @param digest null when what is received is counted later */
        Reception(URL url, String etag, Path file, Range range, MessageDigest digest) {
            this.url = url;
            this.etag = etag;
            this.file = file;
            this.range = range;
            this.digest = digest;
        }

        Answer go() throws IOException {
            HttpURLConnection connection = open(url);
            try {
                if (bytes > 0 || !range.isAll()) {
                    connection.setRequestProperty("Range", range.after(bytes));
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
                    if (!range.isAll()) {
                        return answer(connection, null, 0);
                    }
                    begin(connection);
                } else if (!range.isSaid(connection.getHeaderField("Content-Range"), bytes)) {
                    throw new IOException("other bytes came than were asked for");
                }
                receive(connection);
                return answer(connection, digest == null ? null : FileDigest.hexadecimal(digest), bytes);
            } finally {
                connection.disconnect();
            }
        }

        private void begin(HttpURLConnection connection) throws IOException {
            digest.reset();
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
            if (!range.isAll() && expected != range.length()) {
                throw new IOException(expected + " bytes came of " + range.length());
            }
            byte[] buffer = new byte[BUFFER];
            try (InputStream in = connection.getInputStream();
                    SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel.position(range.from() + bytes))) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    stopWhenAsked();
                    out.write(buffer, 0, n);
                    if (digest != null) {
                        digest.update(buffer, 0, n);
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
        byte[] buffer = new byte[BUFFER];
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

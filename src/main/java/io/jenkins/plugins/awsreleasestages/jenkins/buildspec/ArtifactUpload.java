package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends a file to a signed address, from the agent: this class needs the JDK and nothing else. The address is a secret
 * and never part of a message.
 */
public final class ArtifactUpload {

    private static final int TIMEOUT_MILLIS = 60_000;

    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})</Message>");

    /**
     * What S3 answered.
     *
     * @param versionId null in a bucket without versions, or when it was refused
     * @param words S3's own words when it was refused
     */
    public record Answer(int status, String versionId, String words) implements Serializable {}

    private ArtifactUpload() {}

    static Answer put(Path file, URL url, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        try {
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setFixedLengthStreamingMode(Files.size(file));
            headers.forEach(connection::setRequestProperty);
            try (OutputStream out = connection.getOutputStream()) {
                Files.copy(file, out);
            }
            int status = connection.getResponseCode();
            return status / 100 == 2
                    ? new Answer(status, connection.getHeaderField("x-amz-version-id"), "")
                    : new Answer(status, null, words(connection.getErrorStream()));
        } catch (IOException e) {
            // The JDK's messages may name the whole address.
            throw new IOException(
                    "No answer from " + url.getHost() + ": " + e.getClass().getSimpleName());
        } finally {
            connection.disconnect();
        }
    }

    private static String words(InputStream error) throws IOException {
        if (error == null) {
            return "no words";
        }
        try (error) {
            String body = new String(error.readNBytes(16_384), StandardCharsets.UTF_8);
            return first(MESSAGE, body) + " (" + first(CODE, body) + ")";
        }
    }

    private static String first(Pattern pattern, String body) {
        Matcher found = pattern.matcher(body);
        return found.find() ? found.group(1) : "no words";
    }
}

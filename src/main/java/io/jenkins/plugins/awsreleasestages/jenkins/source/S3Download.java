package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.source.ZipUnpacking;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.MasterToSlaveFileCallable;

/**
 * Runs on the agent: fetches an object by an address that needs no credentials, and unpacks it when it is a zip. The
 * address is a secret; no message holds it.
 */
final class S3Download extends MasterToSlaveFileCallable<Void> {

    private static final long serialVersionUID = 1L;
    private static final int CONNECT_MILLIS = 30_000;
    private static final int READ_MILLIS = 60_000;
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,500})</Message>");

    private final URL address;
    private final String name;

    S3Download(URL address, String name) {
        this.address = address;
        this.name = name;
    }

    @Override
    public Void invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
        Path target = folder.toPath();
        Files.createDirectories(target);
        Path part = Files.createTempFile(target, ".aws-source-", ".part");
        try {
            download(part);
            if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
                ZipUnpacking.STANDARD.unpack(part, target);
            } else {
                Files.move(part, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        return null;
    }

    private void download(Path part) throws IOException, InterruptedException {
        HttpURLConnection connection = (HttpURLConnection) address.openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        // A redirect would send the signed address to somebody else.
        connection.setInstanceFollowRedirects(false);
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("S3 answered " + status + words(connection));
            }
            long expected = connection.getContentLengthLong();
            long got = copy(connection, part);
            if (expected >= 0 && got != expected) {
                throw new IOException("The download of " + name + " broke off after " + got + " bytes.");
            }
        } finally {
            connection.disconnect();
        }
    }

    private static long copy(HttpURLConnection connection, Path part) throws IOException, InterruptedException {
        long copied = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(part)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("The download was stopped.");
                }
                out.write(buffer, 0, n);
                copied += n;
            }
        }
        return copied;
    }

    private static String words(HttpURLConnection connection) throws IOException {
        InputStream in = connection.getErrorStream();
        if (in == null) {
            return ".";
        }
        try (in) {
            String body = new String(in.readNBytes(16 * 1024), StandardCharsets.UTF_8);
            return ": " + first(MESSAGE, body) + " (" + first(CODE, body) + ").";
        }
    }

    private static String first(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? matcher.group(1) : "no reason given";
    }
}

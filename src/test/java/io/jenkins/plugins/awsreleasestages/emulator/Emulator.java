package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Starts standalone/emulator once for all tests of this process:
 * {@code @RegisterExtension static final Emulator AWS = new Emulator();}.
 *
 * <p>All test classes share the account, so each names its things differently.
 */
public final class Emulator implements BeforeAllCallback {

    public static final String ACCOUNT = "123456789012";
    public static final String REGION = "eu-west-1";
    public static final String ACCESS_KEY = "AKIAEMULATOR00000000";
    public static final String SECRET_KEY = "emulator/key+" + SecretSearch.MARK;
    public static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));

    private static final String ADVICE =
            "The AWS emulator is not installed: run standalone/emulator/install, or set -Demulator.python to a Python"
                    + " that has what standalone/emulator/requirements.txt names.";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Account SHARED = new Account();
    private static final Account AHEAD = new Account();

    private final Account account;

    /** Started once it is needed. */
    private static final class Account {
        private URI endpoint;

        private synchronized void start() throws IOException, InterruptedException {
            if (endpoint == null) {
                endpoint = EmulatedAccount.start().endpoint();
            }
        }
    }

    public Emulator() {
        this(SHARED);
    }

    private Emulator(Account account) {
        this.account = account;
    }

    /**
     * Another account, for tests that put its clock forward. Who goes by the machine's clock would wait there for hours
     * for what has ended in its future.
     */
    public static Emulator ahead() {
        return new Emulator(AHEAD);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!EmulatedAccount.installed()) {
            System.err.println(context.getDisplayName() + " left out. " + ADVICE);
            Assumptions.abort(ADVICE);
        }
        account.start();
    }

    public URI endpoint() {
        return account.endpoint;
    }

    public FaultProxy proxy() {
        return new FaultProxy(endpoint());
    }

    /** A client builder set up for this endpoint: the emulator's own, or a proxy's. */
    public <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint).region(Region.of(REGION)).credentialsProvider(CREDENTIALS);
    }

    public <B extends AwsClientBuilder<B, ?>> B at(B builder) {
        return at(endpoint(), builder);
    }

    /** A client of this account, which has the bucket then. */
    public S3Client s3With(String bucket) {
        S3Client s3 = at(S3Client.builder()).forcePathStyle(true).build();
        if (s3.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(bucket))) {
            s3.createBucket(r -> r.bucket(bucket));
        }
        return s3;
    }

    /** Changes settings of the emulator, given as a JSON object; standalone/emulator/settings.py says which there are. */
    public void settings(String json) {
        post("settings", json);
    }

    /** Ends every session that AssumeRole has handed out. */
    public void expireSessions() {
        post("expire-sessions", "{}");
    }

    /** Puts the clock of this account's builds and stacks forward, so that nobody has to wait for them, and says what time it is then. */
    public Instant letPass(Duration time) {
        double seconds = Double.parseDouble(post("let-pass", String.valueOf(time.toNanos() / 1e9)));
        return Instant.ofEpochMilli((long) (seconds * 1000));
    }

    private String post(String what, String body) {
        java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                        endpoint().resolve("/_emulator/" + what))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalArgumentException(response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

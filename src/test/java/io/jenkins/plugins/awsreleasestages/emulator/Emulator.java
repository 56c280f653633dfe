package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

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
    private static URI shared;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!EmulatedAccount.installed()) {
            System.err.println(context.getDisplayName() + " left out. " + ADVICE);
            Assumptions.abort(ADVICE);
        }
        start();
    }

    public URI endpoint() {
        return shared;
    }

    public FaultProxy proxy() {
        return new FaultProxy(shared);
    }

    /** A client builder set up for this endpoint: the emulator's own, or a proxy's. */
    public <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint).region(Region.of(REGION)).credentialsProvider(CREDENTIALS);
    }

    public <B extends AwsClientBuilder<B, ?>> B at(B builder) {
        return at(shared, builder);
    }

    /** Changes settings of the emulator, given as a JSON object; standalone/emulator/settings.py says which there are. */
    public void settings(String json) {
        post("settings", json);
    }

    /** Ends every session that AssumeRole has handed out. */
    public void expireSessions() {
        post("expire-sessions", "{}");
    }

    private void post(String what, String json) {
        java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(shared.resolve("/_emulator/" + what))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalArgumentException(response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void start() throws IOException, InterruptedException {
        if (shared == null) {
            shared = EmulatedAccount.start().endpoint();
        }
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A role of the emulated account. The SDK's module for IAM is not among ours. */
final class EmulatedRole {

    private EmulatedRole() {}

    /** Does nothing when it is there. */
    static void create(URI endpoint, String name) throws Exception {
        String trust = URLEncoder.encode("{\"Version\":\"2012-10-17\",\"Statement\":[]}", StandardCharsets.UTF_8);
        ask(endpoint, "CreateRole&RoleName=" + name + "&AssumeRolePolicyDocument=" + trust);
    }

    static void delete(URI endpoint, String name) throws Exception {
        ask(endpoint, "DeleteRole&RoleName=" + name);
    }

    private static void ask(URI endpoint, String action) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + Emulator.ACCESS_KEY
                                + "/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString("Version=2010-05-08&Action=" + action))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 && !response.body().contains("EntityAlreadyExists")) {
            throw new IOException(response.body());
        }
    }
}

package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Roles of the emulated account, and what their trust policies name. The SDK's module for IAM is not among ours. */
public final class EmulatedRole {

    private static final String ANYBODY =
            statement("\"*\"", "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity");

    private EmulatedRole() {}

    public static String arn(String name) {
        return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + name;
    }

    /** Trusts anybody with anything. Does nothing when it is there. */
    public static void create(URI endpoint, String name) throws IOException, InterruptedException {
        create(endpoint, name, ANYBODY);
    }

    /** @param statements of its trust policy, as {@link #statement} makes them */
    public static void create(URI endpoint, String name, String... statements)
            throws IOException, InterruptedException {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
        ask(
                endpoint,
                "CreateRole&RoleName=" + name + "&MaxSessionDuration=43200&AssumeRolePolicyDocument=" + encoded(trust));
    }

    public static void delete(URI endpoint, String name) throws IOException, InterruptedException {
        ask(endpoint, "DeleteRole&RoleName=" + name);
    }

    /** @param principal as JSON: {@code "*"}, {@code {"AWS": "arn:…"}}, {@code {"Federated": "arn:…"}} */
    public static String statement(String principal, String... actions) {
        return statementWhen("{}", principal, actions);
    }

    /** @param condition as JSON: {@code {"StringEquals": {"sts:ExternalId": "shop"}}} */
    public static String statementWhen(String condition, String principal, String... actions) {
        return "{\"Effect\":\"Allow\",\"Principal\":" + principal + ",\"Action\":[\"" + String.join("\",\"", actions)
                + "\"],\"Condition\":" + condition + "}";
    }

    /**
     * An identity provider of the account.
     *
     * @return its ARN
     */
    public static String identityProvider(URI endpoint, String issuer, String audience)
            throws IOException, InterruptedException {
        ask(
                endpoint,
                "CreateOpenIDConnectProvider&Url=" + encoded(issuer) + "&ClientIDList.member.1=" + audience
                        + "&ThumbprintList.member.1=" + "0".repeat(40));
        return "arn:aws:iam::" + Emulator.ACCOUNT + ":oidc-provider/" + issuer.replace("https://", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void ask(URI endpoint, String action) throws IOException, InterruptedException {
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

package io.jenkins.plugins.awsreleasestages.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Where the first credentials of a session come from. Equal names mean equal credentials. */
public sealed interface BaseCredentials {

    String name();

    /** Keys, or whatever else the provider knows to get; asked whenever fresh ones are needed. */
    record Keys(String name, AwsCredentialsProvider provider) implements BaseCredentials {}

    /**
     * An identity token of an OIDC provider, exchanged with AssumeRoleWithWebIdentity for the first role.
     *
     * @param token read anew at each exchange, because these tokens are short-lived
     */
    record WebIdentity(String name, Supplier<String> token) implements BaseCredentials {}
}

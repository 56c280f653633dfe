package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How AWS is reached: through which endpoints and which proxy.
 *
 * @param endpoints by service ({@code sts}, {@code codebuild}, {@code logs}, {@code cloudformation}, {@code lambda}, {@code s3}, {@code ecr}, {@code codecommit}); the
 *     empty name for all that are not named. What is named nowhere is where AWS always is.
 * @param proxy null for none
 */
public record AwsConnection(Map<String, URI> endpoints, Proxy proxy) {

    /** Straight to AWS, or to where the SDK's own settings say ("AWS SDKs and Tools Reference", AWS_ENDPOINT_URL). */
    public static final AwsConnection DIRECT = new AwsConnection(Map.of(), null);

    /** @param password null for none */
    public record Proxy(String host, int port, String user, String password, Set<String> nonProxyHosts) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public AwsConnection {
        endpoints = Map.copyOf(endpoints);
    }

    /** Path-style S3 addresses and presigned URLs need to know it too, so it is asked for here and not by the SDK. */
    Optional<URI> endpoint(String service) {
        URI named = endpoints.getOrDefault(service, endpoints.get(""));
        return named != null ? Optional.of(named) : environment();
    }

    private static Optional<URI> environment() {
        String property = System.getProperty("aws.endpointUrl");
        String value = property != null ? property : System.getenv("AWS_ENDPOINT_URL");
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(URI.create(value));
    }

    /** Belongs to the key of a session: whoever changes it wants other clients. */
    AwsConnection resolved() {
        return endpoints.containsKey("") || environment().isEmpty()
                ? this
                : new AwsConnection(with(endpoints, environment().get()), proxy);
    }

    private static Map<String, URI> with(Map<String, URI> endpoints, URI all) {
        Map<String, URI> more = new HashMap<>(endpoints);
        more.put("", all);
        return more;
    }
}

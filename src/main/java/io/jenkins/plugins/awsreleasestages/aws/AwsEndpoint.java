package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URI;
import java.util.Optional;

/**
 * Where AWS is, when it is not where it always is: an emulator or a private link.
 *
 * <p>The names are the SDK's own ("AWS SDKs and Tools Reference", service-specific endpoints). They are read here too
 * because path-style S3 addresses and presigned URLs need to know.
 */
final class AwsEndpoint {

    private AwsEndpoint() {}

    static Optional<URI> override() {
        String property = System.getProperty("aws.endpointUrl");
        String value = property != null ? property : System.getenv("AWS_ENDPOINT_URL");
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(URI.create(value));
    }
}

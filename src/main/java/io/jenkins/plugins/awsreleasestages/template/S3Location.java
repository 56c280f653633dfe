package io.jenkins.plugins.awsreleasestages.template;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An object in S3. */
public record S3Location(String bucket, String key) implements Serializable {

    private static final Pattern URI = Pattern.compile("s3://([^/?#]+)/([^?#]+)");

    /** @return empty when it is not {@code s3://bucket/key} */
    public static Optional<S3Location> parse(String uri) {
        Matcher parts = URI.matcher(uri);
        return parts.matches() ? Optional.of(new S3Location(parts.group(1), parts.group(2))) : Optional.empty();
    }

    public String uri() {
        return "s3://" + bucket + "/" + key;
    }

    /**
     * Its address in path style, as CloudFormation takes it for templates. A bucket's name may hold dots, which would
     * not match the certificate of the other style.
     *
     * @param endpoint of S3, as {@link Partition#s3}
     */
    public String url(String endpoint) {
        return endpoint + "/" + bucket + "/"
                + Arrays.stream(key.split("/", -1)).map(S3Location::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

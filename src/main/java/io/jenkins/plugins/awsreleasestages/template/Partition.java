package io.jenkins.plugins.awsreleasestages.template;

/**
 * The part of AWS that a region belongs to.
 *
 * <p>Source: the endpoint tables that AWS ships with its SDKs (partitions.json).
 *
 * @param name as in ARNs: {@code aws}, {@code aws-cn}…
 * @param domain what its services' addresses end in
 */
public record Partition(String name, String domain) {

    public static Partition of(String region) {
        if (region.startsWith("cn-")) {
            return new Partition("aws-cn", "amazonaws.com.cn");
        }
        if (region.startsWith("us-gov-")) {
            return new Partition("aws-us-gov", "amazonaws.com");
        }
        if (region.startsWith("us-isob-")) {
            return new Partition("aws-iso-b", "sc2s.sgov.gov");
        }
        if (region.startsWith("us-isof-") || region.startsWith("eu-isof-")) {
            return new Partition("aws-iso-f", "csp.hci.ic.gov");
        }
        if (region.startsWith("us-iso-")) {
            return new Partition("aws-iso", "c2s.ic.gov");
        }
        if (region.startsWith("eu-isoe-")) {
            return new Partition("aws-iso-e", "cloud.adc-e.uk");
        }
        if (region.startsWith("eusc-")) {
            return new Partition("aws-eusc", "amazonaws.eu");
        }
        return new Partition("aws", "amazonaws.com");
    }

    /** The address of S3 in a region, without a slash at its end. */
    public static String s3(String region) {
        return "https://s3." + region + "." + of(region).domain();
    }
}

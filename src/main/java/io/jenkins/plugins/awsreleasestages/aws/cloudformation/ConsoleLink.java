package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses in the AWS console, made from ARNs: these name the partition and the region. */
public final class ConsoleLink {

    private ConsoleLink() {}

    /** The stack with its events. */
    public static String stack(String stackId) {
        return base(stackId) + "/events?stackId=" + encoded(stackId);
    }

    public static String changeSet(String stackId, String changeSetId) {
        return base(stackId) + "/changesets/changes?stackId=" + encoded(stackId) + "&changeSetId="
                + encoded(changeSetId);
    }

    private static String base(String arn) {
        String[] parts = arn.split(":", 5);
        String partition = parts.length > 3 ? parts[1] : "aws";
        String region = parts.length > 3 ? parts[3] : "";
        String host = (region.isEmpty() ? "" : region + ".") + domain(partition);
        return "https://" + host + "/cloudformation/home?region=" + region + "#/stacks";
    }

    private static String domain(String partition) {
        return switch (partition) {
            case "aws-cn" -> "console.amazonaws.cn";
            case "aws-us-gov" -> "console.amazonaws-us-gov.com";
            default -> "console.aws.amazon.com";
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

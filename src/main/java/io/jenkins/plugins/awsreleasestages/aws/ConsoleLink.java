package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.regions.Region;

/** Addresses in the AWS console. Each partition has a console of its own. */
public final class ConsoleLink {

    private ConsoleLink() {}

    public static String build(Region region, String account, String project, String id) {
        return console(region) + "/codesuite/codebuild/" + account + "/projects/" + encode(project) + "/build/"
                + encode(id) + "/?region=" + region.id();
    }

    public static String stack(Region region, String stackId) {
        return console(region) + "/cloudformation/home?region=" + region.id() + "#/stacks/events?stackId="
                + encode(stackId);
    }

    public static String changeSet(Region region, String stackId, String changeSetId) {
        return console(region) + "/cloudformation/home?region=" + region.id()
                + "#/stacks/changesets/changes?stackId=" + encode(stackId) + "&changeSetId=" + encode(changeSetId);
    }

    private static String console(Region region) {
        String partition = region.metadata() == null ? "aws" : region.metadata().partition().id();
        return switch (partition) {
            case "aws-cn" -> "https://" + region.id() + ".console.amazonaws.cn";
            case "aws-us-gov" -> "https://" + region.id() + ".console.amazonaws-us-gov.com";
            default -> "https://" + region.id() + ".console.aws.amazon.com";
        };
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** Addresses in the AWS console, made from ARNs: these name the partition, the region and the account. */
public final class ConsoleLink {

    private static final Pattern AT_THE_END = Pattern.compile(
            "https://(?:[a-z0-9-]+\\.)?console\\.(?:aws\\.amazon\\.com|amazonaws-us-gov\\.com|amazonaws\\.cn)/\\S+$");

    private ConsoleLink() {}

    /** The address with which a text ends; null where it is none in the console. The text may be anybody's. */
    public static String in(String text) {
        Matcher matcher = AT_THE_END.matcher(text);
        return matcher.find() ? matcher.group() : null;
    }

    /**
     * A CodeBuild build.
     *
     * @param id {@code project:uuid}
     */
    public static String build(String buildArn, String id) {
        Arn arn = Arn.fromString(buildArn);
        String project = id.substring(0, id.lastIndexOf(':'));
        return console(arn) + "/codesuite/codebuild/" + arn.accountId().orElse("") + "/projects/" + encoded(project)
                + "/build/" + encoded(id) + "/?region=" + region(arn);
    }

    /**
     * A batch of CodeBuild builds.
     *
     * @param id {@code project:uuid}
     */
    public static String batch(String batchArn, String id) {
        Arn arn = Arn.fromString(batchArn);
        String project = id.substring(0, id.lastIndexOf(':'));
        return console(arn) + "/codesuite/codebuild/" + arn.accountId().orElse("") + "/projects/" + encoded(project)
                + "/batch/" + encoded(id) + "/?region=" + region(arn);
    }

    /** A stack with its events. */
    public static String stack(String stackId) {
        return stacks(stackId) + "/events?stackId=" + encoded(stackId);
    }

    public static String changeSet(String stackId, String changeSetId) {
        return stacks(stackId) + "/changesets/changes?stackId=" + encoded(stackId) + "&changeSetId="
                + encoded(changeSetId);
    }

    /** What drift detection has found in a stack. */
    public static String drift(String stackId) {
        return stacks(stackId) + "/drifts?stackId=" + encoded(stackId);
    }

    /**
     * The operations of a stack set.
     *
     * @param id {@code name:uuid}
     */
    public static String stackSet(String region, String id) {
        Arn arn = arn("cloudformation", region, "stackset/" + id);
        return console(arn) + "/cloudformation/home?region=" + region(arn) + "#/stacksets/" + encoded(id)
                + "/operations";
    }

    public static String function(String region, String name) {
        Arn arn = arn("lambda", region, name);
        return console(arn) + "/lambda/home?region=" + region(arn) + "#/functions/" + encoded(name);
    }

    /** A commit in CodeCommit. */
    public static String commit(String region, String repository, String commit) {
        Arn arn = arn("codecommit", region, repository);
        return console(arn) + "/codesuite/codecommit/repositories/" + encoded(repository) + "/commit/" + encoded(commit)
                + "?region=" + region(arn);
    }

    private static Arn arn(String service, String region, String resource) {
        return Arn.builder()
                .partition(PartitionMetadata.of(Region.of(region)).id())
                .service(service)
                .region(region)
                .resource(resource)
                .build();
    }

    private static String stacks(String stackId) {
        Arn arn = Arn.fromString(stackId);
        return console(arn) + "/cloudformation/home?region=" + region(arn) + "#/stacks";
    }

    /** Each partition has a console of its own. */
    private static String console(Arn arn) {
        String domain =
                switch (arn.partition()) {
                    case "aws-cn" -> "console.amazonaws.cn";
                    case "aws-us-gov" -> "console.amazonaws-us-gov.com";
                    default -> "console.aws.amazon.com";
                };
        return "https://" + region(arn) + "." + domain;
    }

    private static String region(Arn arn) {
        return arn.region().orElse("us-east-1");
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

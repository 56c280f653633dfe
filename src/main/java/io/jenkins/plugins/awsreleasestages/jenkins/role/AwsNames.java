package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What AWS accepts as a role ARN and a region code. */
public final class AwsNames {

    /** IAM API reference, AssumeRole: the path may have several parts. */
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,576}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    private AwsNames() {}

    /** @return what is wrong, or null */
    public static String roleProblem(String role) {
        if (role == null || ROLE.matcher(role).matches()) {
            return null;
        }
        return "role: '" + role + "' is not the ARN of a role, such as arn:aws:iam::111122223333:role/release.";
    }

    /** @return what is wrong, or null */
    public static String regionProblem(String region) {
        if (region == null || REGION.matcher(region).matches()) {
            return null;
        }
        return "region: '" + region + "' is not a region code, such as eu-west-1.";
    }

    static List<String> problems(String role, String region) {
        return Stream.of(roleProblem(role), regionProblem(region))
                .filter(Objects::nonNull)
                .toList();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import java.util.regex.Pattern;

/** What AWS accepts as a role ARN and a region code. */
public final class AwsNames {

    /** IAM API reference, AssumeRole: the path may have several parts. */
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,576}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    /** STS API reference, AssumeRole: the packed policy has a limit of its own below that. */
    private static final int LONGEST_POLICY = 2048;

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

    /** @return what is wrong, or null */
    public static String environmentProblem(String name) {
        if (name != null && ENVIRONMENT.matcher(name).matches()) {
            return null;
        }
        return name == null
                ? "The name of the environment is missing."
                : "'" + name + "' is not a name for an environment: letters, digits, dots, hyphens, underscores.";
    }

    static String accountProblem(String account) {
        return account == null || ACCOUNT.matcher(account).matches()
                ? null
                : "account: '" + account + "' is not the twelve digits of an account.";
    }

    static String durationProblem(Integer minutes) {
        long least = RoleHop.SHORTEST.toMinutes();
        long most = RoleHop.LONGEST.toMinutes();
        return minutes == null || minutes >= least && minutes <= most
                ? null
                : "durationMinutes: must be from " + least + " to " + most + ".";
    }

    static String policyProblem(String policy) {
        if (policy == null) {
            return null;
        }
        if (!policy.startsWith("{")) {
            return "sessionPolicy: is not a policy in JSON.";
        }
        return policy.length() <= LONGEST_POLICY
                ? null
                : "sessionPolicy: has " + policy.length() + " characters, and AWS takes " + LONGEST_POLICY + ".";
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.regex.Pattern;

/**
 * A stack that was looked for.
 *
 * @param stack its name or ARN, as somebody gave it
 * @param region where it was looked for; null before
 * @param report null before it was looked for, and where there is none
 */
public record FoundStack(String stack, String region, StackReport report) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]{0,127}");
    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:cloudformation:[a-z0-9-]+:\\d{12}:stack/[a-zA-Z][-a-zA-Z0-9]{0,127}/[-\\w]+");

    public static FoundStack create(String stack) {
        return new FoundStack(stack, null, null);
    }

    /** Deleted stacks are still known by their ARN for a while. */
    public boolean exists() {
        return report != null && !StackStates.deleted(report.status());
    }

    /** That it does not exist, and where it was looked for. One sentence. */
    public String absence() {
        if (report != null) {
            return "Stack " + stack + " was deleted.";
        }
        String named = namedRegion(stack);
        return named == null || named.equals(region)
                ? "There is no stack " + stack + " in " + region + "."
                : "There is no stack " + stack + " in " + region + ": its ARN says " + named + ".";
    }

    /** @return null where it is a name and not an ARN */
    static String namedRegion(String stack) {
        return stack.startsWith("arn:") ? stack.split(":")[3] : null;
    }

    /**
     * @param stack a name or an ARN
     * @return what is wrong, or null
     */
    public static String stackProblem(String stack) {
        if (stack == null || stack.isEmpty()) {
            return "stack: the name of the stack is missing.";
        }
        return NAME.matcher(stack).matches() || ARN.matcher(stack).matches()
                ? null
                : "stack: '" + stack
                        + "' is neither the name of a stack (a letter, then letters, digits and hyphens, at"
                        + " most 128 in all) nor the ARN of one.";
    }
}

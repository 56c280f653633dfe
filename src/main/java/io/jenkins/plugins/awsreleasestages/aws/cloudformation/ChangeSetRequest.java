package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wanted of a stack, but for the template.
 *
 * @param stack the stack's name
 * @param parameters values by name
 * @param capabilities {@code CAPABILITY_IAM}, {@code CAPABILITY_NAMED_IAM}, {@code CAPABILITY_AUTO_EXPAND}
 * @param role the service role that CloudFormation uses for the stack from then on; null for the caller's own rights
 * @param description what the change set says about itself in the console; null for nothing
 * @param options the rest
 */
public record ChangeSetRequest(
        String stack,
        Map<String, String> parameters,
        List<String> capabilities,
        Map<String, String> tags,
        String role,
        String description,
        ChangeSetOptions options) {

    /** CloudFormation API reference, CreateChangeSet. */
    private static final int LONGEST_NAME = 128;

    /** The tokens of what belongs to it have a few characters more. */
    private static final int LONGEST_TOKEN = 118;

    private static final int MOST_PARAMETERS = 200;
    private static final int LONGEST_PARAMETER_VALUE = 4096;
    private static final int MOST_TAGS = 50;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]*");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9]{1,255}");
    private static final Pattern ILLEGAL = Pattern.compile("[^-a-zA-Z0-9]+");
    private static final Set<String> CAPABILITIES =
            Set.of("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND");

    public ChangeSetRequest {
        parameters = new LinkedHashMap<>(parameters);
        capabilities = List.copyOf(capabilities);
        tags = new LinkedHashMap<>(tags);
    }

    public ChangeSetRequest(
            String stack,
            Map<String, String> parameters,
            List<String> capabilities,
            Map<String, String> tags,
            String role,
            String description) {
        this(stack, parameters, capabilities, tags, role, description, ChangeSetOptions.standard());
    }

    /** Everything that AWS would refuse about it, one sentence each; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        add(problems, stackProblem(stack));
        capabilities.forEach(capability -> add(problems, capabilityProblem(capability)));
        parameters.forEach((name, value) -> add(problems, parameterProblem(name, value)));
        if (parameters.size() > MOST_PARAMETERS) {
            problems.add("parameters: there are " + parameters.size() + "; a template has at most 200.");
        }
        tags.forEach((name, value) -> add(problems, tagProblem(name, value)));
        if (tags.size() > MOST_TAGS) {
            problems.add("tags: there are " + tags.size() + "; a stack has at most 50.");
        }
        problems.addAll(options.problems());
        return problems;
    }

    /** @return what is wrong, or null */
    public static String stackProblem(String stack) {
        if (stack == null || stack.isEmpty()) {
            return "stack: the name of the stack is missing.";
        }
        if (NAME.matcher(stack).matches() && stack.length() <= LONGEST_NAME) {
            return null;
        }
        return "stack: '" + stack + "' is not the name of a stack: a letter, then letters, digits and hyphens, at most"
                + " 128 in all.";
    }

    /** @return what is wrong, or null */
    public static String capabilityProblem(String capability) {
        return CAPABILITIES.contains(capability)
                ? null
                : "capabilities: '" + capability + "' is none of CAPABILITY_IAM, CAPABILITY_NAMED_IAM,"
                        + " CAPABILITY_AUTO_EXPAND.";
    }

    /** @return what is wrong, or null; never shows the value, which may be a secret */
    public static String parameterProblem(String name, String value) {
        if (!PARAMETER.matcher(name).matches()) {
            return "parameters: '" + name + "' is not the name of a parameter: letters and digits only.";
        }
        if (value == null) {
            return "parameters: " + name + " has no value.";
        }
        return value.length() <= LONGEST_PARAMETER_VALUE
                ? null
                : "parameters: the value of " + name + " has " + value.length()
                        + " characters; at most 4096 are taken.";
    }

    private static String tagProblem(String name, String value) {
        if (name.isEmpty() || name.length() > 128 || name.startsWith("aws:")) {
            return "tags: '" + name + "' is not the name of a tag: 1 to 128 characters, not beginning with aws:.";
        }
        return value != null && value.length() <= 256
                ? null
                : "tags: the value of " + name + " must have at most 256 characters.";
    }

    private static void add(List<String> problems, String problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    /**
     * A legal name for a change set that tells job and build.
     *
     * @param chance makes it unique among all change sets of the stack: letters and digits
     */
    public static String changeSetName(String job, int build, String chance) {
        String tail = "-" + build + "-" + chance;
        String name = ILLEGAL.matcher("jenkins-" + job).replaceAll("-");
        return name.substring(0, Math.min(name.length(), LONGEST_TOKEN - tail.length())) + tail;
    }
}

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;

/** Says why a build failed: the first phase that did, the command, AWS's words, and what to do about it. */
final class BuildFailures {

    /** As CodeBuild says it: "Error while executing command: npm test. Reason: exit status 1". */
    private static final Pattern COMMAND =
            Pattern.compile("Error while executing command: (.+)\\. Reason: (.+?)\\.?\\s*", Pattern.DOTALL);

    private BuildFailures() {}

    /** The rest of the sentence "build … FAILED", without its end; empty where nothing failed. */
    static String cause(Build build) {
        return firstFailed(build).map(phase -> cause(build, phase)).orElse("");
    }

    /**
     * The whole message: what happened, and where to look at it. Nothing of the log is in it: the log may hold secrets,
     * and only what goes through a step's own log is masked.
     */
    static String message(String happened, String console) {
        String end = happened.endsWith(".") ? "" : ".";
        return happened + end + (console == null ? "" : " See " + console);
    }

    private static Optional<BuildPhase> firstFailed(Build build) {
        return build.phases().stream()
                .filter(phase ->
                        phase.phaseStatusAsString() != null && !"SUCCEEDED".equals(phase.phaseStatusAsString()))
                .findFirst();
    }

    private static String cause(Build build, BuildPhase phase) {
        String message = message(phase.contexts());
        String advice = advice(build, phase, message);
        return " in phase " + phase.phaseTypeAsString() + (message.isEmpty() ? "" : ": " + message)
                + (advice.isEmpty() ? "" : (message.endsWith(".") ? " " : ". ") + advice);
    }

    /** AWS's words about a phase; empty for none. */
    private static String message(List<PhaseContext> contexts) {
        return contexts.stream()
                .map(BuildFailures::message)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("; "));
    }

    private static String message(PhaseContext context) {
        String message = context.message() == null ? "" : context.message();
        Matcher command = COMMAND.matcher(message);
        if (command.matches()) {
            return "command '" + command.group(1).strip() + "' ended with " + command.group(2) + " ("
                    + context.statusCode() + ")";
        }
        return Stream.of(context.statusCode(), message)
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(": "));
    }

    private static String advice(Build build, BuildPhase phase, String message) {
        String status = String.valueOf(phase.phaseStatusAsString());
        String name = String.valueOf(phase.phaseTypeAsString());
        if ("STOPPED".equals(status)) {
            return "Somebody stopped it.";
        }
        if ("TIMED_OUT".equals(status)) {
            return timedOut(build, name);
        }
        return message.contains("YAML_FILE_ERROR")
                ? "Its buildspec cannot be read: correct it, or say which file it is."
                : failed(status, name);
    }

    private static String timedOut(Build build, String phase) {
        boolean queued = "QUEUED".equals(phase) || "SUBMITTED".equals(phase);
        return queued
                ? "It waited longer for its turn than the " + minutes(build.queuedTimeoutInMinutes())
                        + " it may wait: raise its queued timeout, or the account's limit of concurrent builds."
                : "It took longer than the " + minutes(build.timeoutInMinutes()) + " it may take: raise its timeout.";
    }

    private static String minutes(Integer minutes) {
        return minutes == null ? "time" : minutes + " minutes";
    }

    private static String failed(String status, String phase) {
        if ("DOWNLOAD_SOURCE".equals(phase)) {
            return "It could not get its source: check the location and the version, and that the project's service"
                    + " role or source credentials may read it.";
        }
        if ("PROVISIONING".equals(phase)) {
            return "It got no environment to run in: check that the image exists and the project's service role may"
                    + " pull it, and the project's VPC"
                    + ("FAULT".equals(status) ? "; if they are right, CodeBuild itself failed: start it again." : ".");
        }
        if ("UPLOAD_ARTIFACTS".equals(phase)) {
            return "Its artifacts were not stored: check the buildspec's artifact paths, and that the project's service"
                    + " role may write to the bucket.";
        }
        return "FAULT".equals(status) ? "CodeBuild itself failed, not the build: start it again." : "";
    }
}

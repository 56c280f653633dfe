package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wanted of a change set beyond the stack's parameters and tags.
 *
 * <p>Source: CloudFormation API reference, CreateChangeSet.
 *
 * @param keepPrevious whether parameters that nobody gives keep their previous value; otherwise they take the template's
 *     default
 * @param store {@code s3://bucket/prefix} for templates that are too large for a request; null for none
 * @param topics ARNs of SNS topics that are told of the stack's events; empty: as they are
 * @param alarms ARNs of alarms that roll an operation back; empty: as they are
 * @param monitoringMinutes how long the alarms are watched after the operation; null for not at all
 * @param nested whether the change sets of nested stacks are made too
 * @param onFailure ROLLBACK, DO_NOTHING, DELETE; null for AWS's own way
 * @param importExisting whether resources of the same names that exist are taken in
 * @param imports resources to take in; nothing else can be changed by such a change set
 * @param revertDrift whether what was changed by hand is brought back to the template
 */
public record ChangeSetOptions(
        boolean keepPrevious,
        String store,
        List<String> topics,
        List<String> alarms,
        Integer monitoringMinutes,
        boolean nested,
        String onFailure,
        boolean importExisting,
        List<ChangeSetOptions.ImportedResource> imports,
        boolean revertDrift) {

    static final Set<String> ON_FAILURE = Set.of("ROLLBACK", "DO_NOTHING", "DELETE");
    private static final int MOST_TOPICS = 5;
    private static final int MOST_ALARMS = 5;
    private static final int MOST_IMPORTS = 200;
    private static final int LONGEST_MONITORING = 180;
    private static final Pattern TOPIC = Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[\\w.-]+");
    private static final Pattern ALARM = Pattern.compile("arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\\d{12}:alarm:.+");

    public ChangeSetOptions {
        topics = new ArrayList<>(topics);
        alarms = new ArrayList<>(alarms);
        imports = new ArrayList<>(imports);
    }

    public static ChangeSetOptions standard() {
        return new ChangeSetOptions(true, null, List.of(), List.of(), null, true, null, false, List.of(), false);
    }

    public ChangeSetOptions withTopics(List<String> newTopics) {
        return new ChangeSetOptions(
                keepPrevious,
                store,
                newTopics,
                alarms,
                monitoringMinutes,
                nested,
                onFailure,
                importExisting,
                imports,
                revertDrift);
    }

    /** Everything that AWS would refuse about it, one sentence each; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        add(problems, ArtifactStore.problem(store));
        most(problems, "notificationTopics", topics.size(), MOST_TOPICS);
        topics.forEach(topic -> add(problems, topicProblem(topic)));
        most(problems, "rollbackAlarms", alarms.size(), MOST_ALARMS);
        alarms.forEach(alarm -> add(problems, alarmProblem(alarm)));
        add(problems, monitoringProblem(monitoringMinutes));
        add(problems, onFailureProblem(onFailure));
        most(problems, "resourcesToImport", imports.size(), MOST_IMPORTS);
        imports.forEach(resource -> add(problems, resource.problem()));
        if (!imports.isEmpty() && importExisting) {
            problems.add("importExisting: resourcesToImport says already what is imported; say one of them.");
        }
        return problems;
    }

    /** @return what is wrong, or null */
    public static String topicProblem(String topic) {
        return TOPIC.matcher(topic).matches()
                ? null
                : "notificationTopics: '" + topic + "' is not the ARN of an SNS topic.";
    }

    /** @return what is wrong, or null */
    public static String alarmProblem(String alarm) {
        return ALARM.matcher(alarm).matches()
                ? null
                : "rollbackAlarms: '" + alarm + "' is not the ARN of a CloudWatch alarm.";
    }

    /** @return what is wrong, or null */
    public static String monitoringProblem(Integer minutes) {
        return minutes == null || minutes >= 0 && minutes <= LONGEST_MONITORING
                ? null
                : "monitoringMinutes: must be 0 to " + LONGEST_MONITORING + ".";
    }

    /** @return what is wrong, or null */
    public static String onFailureProblem(String onFailure) {
        return onFailure == null || ON_FAILURE.contains(onFailure)
                ? null
                : "onFailure: '" + onFailure + "' is none of ROLLBACK, DO_NOTHING, DELETE.";
    }

    private static void most(List<String> problems, String field, int size, int most) {
        if (size > most) {
            problems.add(field + ": there are " + size + "; AWS takes at most " + most + ".");
        }
    }

    private static void add(List<String> problems, String problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    /**
     * A resource that exists and is to belong to the stack.
     *
     * @param type such as {@code AWS::S3::Bucket}
     * @param logicalId its name in the template
     * @param identifier what AWS knows it by, such as {@code BucketName: logs}
     */
    public record ImportedResource(String type, String logicalId, Map<String, String> identifier) {

        public ImportedResource {
            identifier = new LinkedHashMap<>(identifier);
        }

        /** @return what is wrong, or null */
        String problem() {
            if (type == null || !type.contains("::")) {
                return "resourcesToImport: '" + type + "' is not the type of a resource.";
            }
            if (logicalId == null || logicalId.isEmpty()) {
                return "resourcesToImport: a " + type + " has no logicalId.";
            }
            return identifier.isEmpty()
                    ? "resourcesToImport: " + logicalId + " has no identifier, such as [BucketName: 'logs']."
                    : null;
        }
    }
}

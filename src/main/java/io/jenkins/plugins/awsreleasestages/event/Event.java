package io.jenkins.plugins.awsreleasestages.event;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An event, as EventBridge puts it into a queue. Whoever may write to the queue can have made it up, so it is no more than
 * a hint of what is worth a look.
 *
 * @param type EventBridge's {@code detail-type}; one of those that are known here
 * @param time when it happened, as it says itself
 * @param about the names of what there is news of, each a {@link Subject} or an ARN; none where there is nothing to look at, as
 *     when an image was deleted
 */
public record Event(String type, String account, String region, Instant time, List<String> about) {

    /** In characters. EventBridge's own limit is 256 KB. */
    static final int LONGEST = 256 * 1024;

    /** No name that AWS gives is longer. */
    private static final int LONGEST_NAME = 2048;

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    /** By source and type: what it is about, by its detail. */
    private static final Map<String, Function<Value, List<String>>> KNOWN = Map.ofEntries(
            Map.entry("aws.codecommit CodeCommit Repository State Change", Event::branch),
            Map.entry("aws.s3 Object Created", Event::object),
            Map.entry("aws.ecr ECR Image Action", Event::image),
            Map.entry("aws.codebuild CodeBuild Build State Change", named("build-id")),
            Map.entry("aws.codebuild CodeBuild Build Phase Change", named("build-id")),
            Map.entry("aws.cloudformation CloudFormation Stack Status Change", named("stack-id")),
            Map.entry("aws.codedeploy CodeDeploy Deployment State-change Notification", Event::deployment),
            Map.entry("aws.codedeploy CodeDeploy Instance State-change Notification", Event::deployment),
            Map.entry("aws.ecs ECS Task State Change", named("taskArn")),
            Map.entry("aws.states Step Functions Execution Status Change", named("executionArn")),
            Map.entry("aws.codepipeline CodePipeline Pipeline Execution State Change", Event::pipeline));

    /** Those that name what they are about beside their detail. */
    private static final Set<String> OF_SERVICES =
            Set.of("aws.ecs ECS Service Action", "aws.ecs ECS Deployment State Change");

    /** @throws Refused where it is none, or one that nobody here can make anything of */
    public static Event read(String message) throws Refused {
        Value event = json(message);
        String source = name(event, "source");
        String type = name(event, "detail-type");
        if (source == null || type == null || !event.get("detail").isMapping()) {
            throw new Refused("It is no event of EventBridge: source, detail-type or detail is missing.");
        }
        String kind = source + " " + type;
        boolean ofService = OF_SERVICES.contains(kind);
        Function<Value, List<String>> about = KNOWN.get(kind);
        if (about == null && !ofService) {
            throw new Refused("Nothing here waits for events of this kind: '" + Budget.shown(type) + "' of '"
                    + Budget.shown(source) + "'. Narrow the rule that sends them.");
        }
        return new Event(
                type,
                matching(event, "account", ACCOUNT),
                matching(event, "region", REGION),
                time(event),
                ofService ? service(event) : about(event, about));
    }

    private static Value json(String message) throws Refused {
        if (message == null || message.isBlank()) {
            throw new Refused("It is empty.");
        }
        if (message.length() > LONGEST) {
            throw new Refused("It has " + message.length() + " characters; at most " + LONGEST + " are read.");
        }
        Problems problems = new Problems();
        try {
            Value value =
                    new DocumentReader("", problems).within(Budget.ofMessage()).readJson(message);
            if (!problems.isEmpty()) {
                throw new Refused("It is not read: " + new InvalidDocument(problems.all()).getMessage());
            }
            return value;
        } catch (InvalidDocument e) {
            throw new Refused("It is not read: " + e.getMessage());
        }
    }

    private static String matching(Value event, String key, Pattern pattern) throws Refused {
        String value = event.get(key).asText();
        if (!pattern.matcher(value).matches()) {
            throw new Refused("It is no event of EventBridge: its " + key + " is none.");
        }
        return value;
    }

    private static Instant time(Value event) throws Refused {
        try {
            return Instant.parse(event.get("time").asText());
        } catch (DateTimeException e) {
            throw new Refused("It is no event of EventBridge: its time is none.");
        }
    }

    private static List<String> about(Value event, Function<Value, List<String>> about) throws Refused {
        try {
            return about.apply(event.get("detail"));
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage());
        }
    }

    /** Tags too, for whoever watches all of a repository. */
    private static List<String> branch(Value detail) {
        if ("referenceDeleted".equals(name(detail, "event"))) {
            return List.of();
        }
        String repository = required(detail, "repositoryName");
        return "branch".equals(required(detail, "referenceType"))
                ? List.of(Subject.repository(repository), Subject.branch(repository, required(detail, "referenceName")))
                : List.of(Subject.repository(repository));
    }

    private static List<String> object(Value detail) {
        String bucket = required(detail.get("bucket"), "name");
        return List.of(Subject.bucket(bucket), Subject.object(bucket, required(detail.get("object"), "key")));
    }

    private static List<String> image(Value detail) {
        boolean pushed = "PUSH".equals(required(detail, "action-type")) && "SUCCESS".equals(name(detail, "result"));
        String tag = name(detail, "image-tag");
        if (!pushed || tag == null) {
            return List.of();
        }
        String repository = required(detail, "repository-name");
        return List.of(Subject.images(repository), Subject.image(repository, tag));
    }

    private static List<String> deployment(Value detail) {
        return List.of(Subject.deployment(required(detail, "deploymentId")));
    }

    private static List<String> pipeline(Value detail) {
        String pipeline = required(detail, "pipeline");
        return List.of(
                Subject.pipeline(pipeline), Subject.pipelineExecution(pipeline, required(detail, "execution-id")));
    }

    /** Its ARN. The cluster is not named otherwise. */
    private static List<String> service(Value event) throws Refused {
        String service = event.get("resources").get(0).text();
        if (service == null || service.isBlank() || service.length() > LONGEST_NAME) {
            throw new Refused("It does not say what it is about: its resources are missing.");
        }
        return List.of(service);
    }

    /** An ARN, or what else names it alone. */
    private static Function<Value, List<String>> named(String key) {
        return detail -> List.of(required(detail, key));
    }

    private static String required(Value value, String key) {
        String name = name(value, key);
        if (name == null) {
            throw new IllegalArgumentException(
                    "It does not say what it is about: '" + key + "' is missing in its detail.");
        }
        return name;
    }

    /** @return null for what is no text, or none that can be a name */
    private static String name(Value value, String key) {
        String name = value.get(key).text();
        return name == null || name.isBlank() || name.length() > LONGEST_NAME ? null : name;
    }
}

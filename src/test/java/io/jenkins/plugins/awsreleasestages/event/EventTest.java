package io.jenkins.plugins.awsreleasestages.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message says, and what is made of those that others have written. */
class EventTest {

    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0f1e2d3c";
    private static final String BUILD = "arn:aws:codebuild:eu-west-1:111122223333:build/shop:8745a7a9";

    private static String message(String source, String type, String detail) {
        return """
                {"version": "0", "id": "c030038d-8c4d-6141-9545-00ff7b7153EX", "source": "%s", "detail-type": "%s",
                 "account": "111122223333", "region": "eu-west-1", "time": "2026-01-01T10:00:00Z", "resources": [],
                 "detail": %s}""".formatted(source, type, detail);
    }

    private static Event read(String source, String type, String detail) throws Refused {
        return Event.read(message(source, type, detail));
    }

    private static Event commit(String detail) throws Refused {
        return read("aws.codecommit", "CodeCommit Repository State Change", detail);
    }

    private static Event image(String detail) throws Refused {
        return read("aws.ecr", "ECR Image Action", detail);
    }

    @Test
    void whoseItIsAndWhenItWas() throws Exception {
        Event event = commit("{\"event\": \"referenceUpdated\", \"repositoryName\": \"shop\","
                + " \"referenceType\": \"branch\", \"referenceName\": \"main\", \"commitId\": \"3e5983de\"}");
        assertThat(event.type()).isEqualTo("CodeCommit Repository State Change");
        assertThat(event.account()).isEqualTo("111122223333");
        assertThat(event.region()).isEqualTo("eu-west-1");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(event.about()).containsExactly(Subject.repository("shop"), Subject.branch("shop", "main"));
    }

    @Test
    void aBranchThatIsGoneIsNothingToLookAtAndATagIsNoBranch() throws Exception {
        assertThat(commit("{\"event\": \"referenceDeleted\", \"repositoryName\": \"shop\","
                                + " \"referenceType\": \"branch\", \"referenceName\": \"main\"}")
                        .about())
                .isEmpty();
        assertThat(commit("{\"event\": \"referenceCreated\", \"repositoryName\": \"shop\","
                                + " \"referenceType\": \"tag\", \"referenceName\": \"v1\"}")
                        .about())
                .containsExactly(Subject.repository("shop"));
    }

    /** EventBridge does not encode keys, as S3's own notifications do. */
    @Test
    void anObjectIsNamedByItsBucketAndItsKeyAsItIs() throws Exception {
        Event event = read("aws.s3", "Object Created", """
                {"version": "0", "bucket": {"name": "releases"}, "reason": "PutObject",
                 "object": {"key": "shop/a b+c%2F\u00fc.zip", "size": 5, "version-id": "IYV3p45BT0ac"}}""");
        assertThat(event.about())
                .containsExactly(Subject.bucket("releases"), Subject.object("releases", "shop/a b+c%2F\u00fc.zip"));
    }

    @Test
    void onlyATaggedImageThatWasPushedIsSomethingToLookAt() throws Exception {
        String pushed = "{\"result\": \"SUCCESS\", \"repository-name\": \"team/shop\", \"image-tag\": \"latest\","
                + " \"action-type\": \"PUSH\", \"image-digest\": \"sha256:7f5b\"}";
        assertThat(image(pushed).about())
                .containsExactly(Subject.images("team/shop"), Subject.image("team/shop", "latest"));
        assertThat(image(pushed.replace("PUSH", "DELETE")).about()).isEmpty();
        assertThat(image(pushed.replace("SUCCESS", "FAILURE")).about()).isEmpty();
        assertThat(image(pushed.replace("\"image-tag\": \"latest\",", "")).about())
                .as("an image without a tag")
                .isEmpty();
    }

    @Test
    void buildsAndStacksAreNamedByTheirArn() throws Exception {
        String build = "{\"build-id\": \"" + BUILD + "\", \"build-status\": \"SUCCEEDED\"}";
        assertThat(read("aws.codebuild", "CodeBuild Build State Change", build).about())
                .containsExactly(BUILD);
        assertThat(read("aws.codebuild", "CodeBuild Build Phase Change", build).about())
                .containsExactly(BUILD);
        assertThat(read(
                                "aws.cloudformation",
                                "CloudFormation Stack Status Change",
                                "{\"stack-id\": \"" + STACK
                                        + "\", \"status-details\": {\"status\": \"UPDATE_COMPLETE\"}}")
                        .about())
                .containsExactly(STACK);
    }

    /** As AWS's own examples say them; what waits for them is to come. */
    @Test
    void deploymentsExecutionsAndPipelinesAreNamed() throws Exception {
        for (String what : List.of("Deployment", "Instance")) {
            assertThat(read(
                                    "aws.codedeploy",
                                    "CodeDeploy " + what + " State-change Notification",
                                    "{\"application\": \"shop\", \"deploymentId\": \"d-123456789\", \"state\": \"SUCCESS\","
                                            + " \"deploymentGroup\": \"prod\", \"instanceId\": \"i-0000000aaaaaaaaaa\"}")
                            .about())
                    .containsExactly(Subject.deployment("d-123456789"));
        }
        String execution = "arn:aws:states:eu-west-1:111122223333:execution:release:4f1d";
        assertThat(read(
                                "aws.states",
                                "Step Functions Execution Status Change",
                                "{\"executionArn\": \"" + execution + "\", \"status\": \"FAILED\", \"input\": \"{}\"}")
                        .about())
                .containsExactly(execution);
        assertThat(read(
                                "aws.codepipeline",
                                "CodePipeline Pipeline Execution State Change",
                                "{\"pipeline\": \"shop\", \"version\": 3.0, \"state\": \"STARTED\", \"execution-id\": \"0123\"}")
                        .about())
                .containsExactly(Subject.pipeline("shop"), Subject.pipelineExecution("shop", "0123"));
        String task = "arn:aws:ecs:eu-west-1:111122223333:task/prod/1dc5";
        assertThat(read(
                                "aws.ecs",
                                "ECS Task State Change",
                                "{\"taskArn\": \"" + task
                                        + "\", \"group\": \"service:shop\", \"lastStatus\": \"STOPPED\"}")
                        .about())
                .containsExactly(task);
    }

    /** These say the service only beside their detail. */
    @Test
    void aServiceOfEcsIsNamedByItsArn() throws Exception {
        String service = "arn:aws:ecs:eu-west-1:111122223333:service/prod/shop";
        for (String type : List.of("ECS Service Action", "ECS Deployment State Change")) {
            String message = message("aws.ecs", type, "{\"eventName\": \"SERVICE_DEPLOYMENT_COMPLETED\"}");
            assertThat(Event.read(message.replace("[]", "[\"" + service + "\"]"))
                            .about())
                    .containsExactly(service);
            for (String nothing : List.of("[]", "[7]", "[\" \"]", "{}", "[\"" + "x".repeat(3000) + "\"]")) {
                assertThatThrownBy(() -> Event.read(message.replace("[]", nothing)))
                        .isInstanceOf(Refused.class)
                        .hasMessage("It does not say what it is about: its resources are missing.");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aws.ec2, EC2 Instance State-change Notification",
        "aws.s3, Object Deleted",
        "com.example.shop, Object Created",
        "aws.codebuild, Object Created",
        "Aws.S3, Object Created"
    })
    void foreignEventsAreRefusedByWhatTheyAre(String source, String type) {
        assertThatThrownBy(() -> read(source, type, "{}"))
                .isInstanceOf(Refused.class)
                .hasMessage("Nothing here waits for events of this kind: '" + type + "' of '" + source
                        + "'. Narrow the rule that sends them.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "17",
                "\"text\"",
                "{\"Records\": [{\"eventSource\": \"aws:s3\"}]}",
                "{\"source\": \"aws.s3\", \"detail-type\": \"Object Created\", \"detail\": \"{}\"}",
                "{\"source\": [\"aws.s3\"], \"detail-type\": \"Object Created\", \"detail\": {}}",
                "{\"source\": \" \", \"detail-type\": \"Object Created\", \"detail\": {}}"
            })
    void whatIsNoEventIsSaidToBeNone(String message) {
        assertThatThrownBy(() -> Event.read(message))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("It is no event of EventBridge: source, detail-type or detail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<xml/>", "{", "{\"source\": \"aws.s3\",}", "{\"a\": 1, \"a\": 2}", "{} {}", "\u0000", "{'a': 1}"
            })
    void whatIsNotJsonIsNotRead(String message) {
        assertThatThrownBy(() -> Event.read(message))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("It is not read: ");
    }

    @Test
    void emptyOnesAreRefused() {
        assertThatThrownBy(() -> Event.read(" \n")).hasMessage("It is empty.");
        assertThatThrownBy(() -> Event.read(null)).hasMessage("It is empty.");
    }

    @ParameterizedTest
    @CsvSource({"account, 111122223333, 1234", "region, eu-west-1, eu west", "time, 2026-01-01T10:00:00Z, yesterday"})
    void whoseItIsMustBeSaid(String key, String value, String other) {
        String message = message("aws.s3", "Object Created", "{}");
        assertThatThrownBy(() -> Event.read(message.replace(value, other)))
                .hasMessage("It is no event of EventBridge: its " + key + " is none.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws.s3|Object Created|{}|name",
                "aws.s3|Object Created|{\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": 7}}|key",
                "aws.s3|Object Created|{\"bucket\": {\"name\": \"b\"}, \"object\": \"key\"}|key",
                "aws.codecommit|CodeCommit Repository State Change|{\"referenceType\": \"branch\"}|repositoryName",
                "aws.ecr|ECR Image Action|{}|action-type",
                "aws.codebuild|CodeBuild Build State Change|{\"build-id\": \" \"}|build-id",
                "aws.cloudformation|CloudFormation Stack Status Change|{\"stack-id\": null}|stack-id",
                "aws.codedeploy|CodeDeploy Deployment State-change Notification|{}|deploymentId",
                "aws.ecs|ECS Task State Change|{}|taskArn",
                "aws.states|Step Functions Execution Status Change|{}|executionArn",
                "aws.codepipeline|CodePipeline Pipeline Execution State Change|{\"pipeline\": \"p\"}|execution-id"
            })
    void whatSaysNotWhatItIsAboutIsRefused(String source, String type, String detail, String missing) {
        assertThatThrownBy(() -> read(source, type, detail))
                .isInstanceOf(Refused.class)
                .hasMessage("It does not say what it is about: '" + missing + "' is missing in its detail.");
    }

    @Test
    void whatIsHugeOrDeepCostsNothing() {
        assertThatThrownBy(() -> Event.read("{\"a\": \"" + "x".repeat(Event.LONGEST) + "\"}"))
                .hasMessageContaining("at most 262144 are read");
        assertThatThrownBy(() -> Event.read("[".repeat(100_000))).hasMessageStartingWith("It is not read: ");
        assertThatThrownBy(() -> Event.read("{\"a\":".repeat(40_000) + "1")).hasMessageStartingWith("It is not read: ");
        assertThatThrownBy(() -> Event.read("[" + "1,".repeat(100_000) + "1]"))
                .hasMessageContaining("more than 10000 keys and values");
        assertThatThrownBy(() -> read(
                        "aws.codebuild",
                        "CodeBuild Build State Change",
                        "{\"build-id\": \"" + "x".repeat(3000) + "\"}"))
                .hasMessageContaining("'build-id' is missing");
        assertThatThrownBy(() -> read("x".repeat(2000), "y".repeat(2000), "{}"))
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(2500));
    }

    /** Broken anywhere, it is read or refused; nothing else. */
    @Test
    void brokenMessagesAreReadOrRefused() {
        String message =
                message("aws.s3", "Object Created", "{\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": \"k\"}}");
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder broken = new StringBuilder(message);
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(i % 2 == 0 ? 128 : 0x10000));
            }
            try {
                Event.read(broken.toString());
                read++;
            } catch (Refused e) {
                assertThat(e).hasMessageMatching("(?s)It is .*|It does .*|Nothing here .*");
            }
        }
        assertThat(read).isBetween(1, 19_999);
    }
}

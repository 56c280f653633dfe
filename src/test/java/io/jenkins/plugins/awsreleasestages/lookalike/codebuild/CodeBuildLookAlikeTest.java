package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CodeBuildLookAlikeTest {

    private final FakeTime time = new FakeTime();
    private final CodeBuildLookAlike aws = CodeBuildLookAlike.start("us-east-1", time.clock());
    private final CodeBuildClient codeBuild = configured(CodeBuildClient.builder());
    private final CloudWatchLogsClient logs = configured(CloudWatchLogsClient.builder());

    private <B extends AwsClientBuilder<B, C>, C> C configured(B builder) {
        return builder.endpointOverride(aws.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void close() {
        codeBuild.close();
        logs.close();
        aws.close();
    }

    private Build start(String token, BuildScript script) {
        return codeBuild
                .startBuild(r -> r.projectName("shop")
                        .idempotencyToken(token)
                        .environmentVariablesOverride(variables(script.variables())))
                .build();
    }

    private static List<EnvironmentVariable> variables(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> EnvironmentVariable.builder()
                        .name(variable.getKey())
                        .value(variable.getValue())
                        .build())
                .toList();
    }

    private Build shown(String id) {
        return codeBuild.batchGetBuilds(r -> r.ids(id)).builds().get(0);
    }

    private void pass(double seconds) {
        time.pass(Duration.ofMillis((long) (seconds * 1000)));
    }

    private GetLogEventsResponse page(Build build, String token) {
        return logs.getLogEvents(r -> r.logGroupName("/aws/codebuild/shop")
                .logStreamName(build.id().substring("shop:".length()))
                .startFromHead(true)
                .nextToken(token));
    }

    private List<String> wholeLog(Build build) {
        List<String> lines = new ArrayList<>();
        String token = null;
        while (true) {
            GetLogEventsResponse page = page(build, token);
            page.events().stream().map(OutputLogEvent::message).forEach(lines::add);
            if (page.nextForwardToken().equals(token)) {
                return lines;
            }
            token = page.nextForwardToken();
        }
    }

    // ---- builds

    @Test
    void aBuildEndsWhenItsScriptSaysSo() {
        String id = start("one", BuildScript.lasting(100)).id();
        pass(99.9);
        assertThat(shown(id).buildComplete()).isFalse();
        assertThat(shown(id).currentPhase()).isEqualTo("FINALIZING");
        pass(0.1);
        assertThat(shown(id).buildStatusAsString()).isEqualTo("SUCCEEDED");
        assertThat(shown(id).endTime()).isEqualTo(FakeTime.START.plusSeconds(100));
        assertThat(shown(id).phases())
                .extracting(BuildPhase::phaseTypeAsString)
                .containsSubsequence("SUBMITTED", "QUEUED", "PROVISIONING", "BUILD", "FINALIZING", "COMPLETED");
    }

    @Test
    void aBuildThatFailsSaysWhichCommand() {
        String id = start("one", BuildScript.lasting(10).ending("FAILED")).id();
        pass(10);
        BuildPhase build = shown(id).phases().stream()
                .filter(phase -> phase.phaseTypeAsString().equals("BUILD"))
                .findFirst()
                .orElseThrow();
        assertThat(build.phaseStatusAsString()).isEqualTo("FAILED");
        assertThat(build.contexts().get(0).message()).contains("npm test");
        assertThat(shown(id).buildStatusAsString()).isEqualTo("FAILED");
    }

    @Test
    void theSameTokenStartsNoSecondBuildForFiveMinutes() {
        BuildScript script = BuildScript.lasting(10);
        String id = start("one", script).id();
        pass(299);
        assertThat(start("one", script).id()).isEqualTo(id);
        assertThatThrownBy(() -> start("one", BuildScript.lasting(11))).isInstanceOf(InvalidInputException.class);
        pass(1);
        assertThat(start("one", script).id()).isNotEqualTo(id);
        assertThat(aws.builds()).isEqualTo(2);
    }

    @Test
    void beyondTheAccountsLimitNoBuildIsStarted() {
        aws.concurrentBuilds(1);
        start("one", BuildScript.lasting(10));
        assertThatThrownBy(() -> start("two", BuildScript.lasting(10)))
                .isInstanceOf(AccountLimitExceededException.class)
                .hasMessageContaining("Cannot have more than 1 active builds");
        pass(10);
        start("two", BuildScript.lasting(10));
    }

    @Test
    void aHundredIdsACallAndNoMore() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            ids.add(start("token " + i, BuildScript.lasting(10)).id());
        }
        assertThat(codeBuild.batchGetBuilds(r -> r.ids(ids.subList(0, 100))).builds())
                .hasSize(100);
        assertThatThrownBy(() -> codeBuild.batchGetBuilds(r -> r.ids(ids))).isInstanceOf(InvalidInputException.class);
        assertThat(codeBuild.batchGetBuilds(r -> r.ids("shop:none")).buildsNotFound())
                .containsExactly("shop:none");
    }

    @Test
    void theHistoryComesInPagesTheNewestFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ids.add(0, start("token " + i, BuildScript.lasting(10)).id());
        }
        var first = codeBuild.listBuildsForProject(r -> r.projectName("shop"));
        assertThat(first.ids()).isEqualTo(ids.subList(0, 100));
        assertThat(codeBuild
                        .listBuildsForProject(r -> r.projectName("shop").nextToken(first.nextToken()))
                        .ids())
                .isEqualTo(ids.subList(100, 150));
    }

    @Test
    void aStoppedBuildStaysStopped() {
        String id = start("one", BuildScript.lasting(100)).id();
        pass(50);
        codeBuild.stopBuild(r -> r.id(id));
        pass(100);
        Build stopped = shown(id);
        assertThat(stopped.buildStatusAsString()).isEqualTo("STOPPED");
        assertThat(stopped.endTime()).isEqualTo(FakeTime.START.plusSeconds(50));
        assertThat(stopped.phases())
                .anyMatch(phase -> phase.phaseTypeAsString().equals("BUILD")
                        && phase.phaseStatusAsString().equals("STOPPED"));
    }

    @Test
    void whatIsBeyondTheLimitIsThrottledAndCounted() {
        aws.limit(new RequestLimit(10, 10, () -> time.now().toEpochMilli() * 1_000_000));
        String id = start("one", BuildScript.lasting(10)).id();
        for (int i = 0; i < 9; i++) {
            shown(id);
        }
        assertThatThrownBy(() -> shown(id))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.isThrottlingException()).isTrue());
        pass(0.1);
        shown(id);
        assertThat(aws.count("BatchGetBuilds")).isEqualTo(11);
        assertThat(aws.throttled()).isEqualTo(1);
    }

    // ---- logs

    @Test
    void aLogGrowsWithItsBuildAndEndsAsCodeBuildEndsIt() {
        Build build = start("one", BuildScript.lasting(100).logging(95, 40));
        assertThatThrownBy(() -> page(build, null)).isInstanceOf(ResourceNotFoundException.class);
        assertThat(shown(build.id()).logs().streamName()).isNull();
        pass(55);
        assertThat(shown(build.id()).logs().groupName()).isEqualTo("/aws/codebuild/shop");
        assertThat(wholeLog(build)).hasSize(50).startsWith(build(95, 40).line(0) + "\n");
        pass(45);
        assertThat(wholeLog(build)).hasSize(97).last().asString().contains("Phase context status code:");
    }

    private static BuildScript build(int lines, int length) {
        return BuildScript.lasting(1).logging(lines, length);
    }

    @Test
    void whatWasJustWrittenCannotBeReadYet() {
        aws.logDelay(Duration.ofSeconds(3));
        Build build = start("one", BuildScript.lasting(10).logging(10, 40));
        pass(10);
        assertThat(wholeLog(build)).hasSizeLessThan(10);
        pass(3);
        assertThat(wholeLog(build)).hasSize(12);
    }

    @Test
    void pagesEndAtTenThousandEventsOrAMegabyte() {
        Build many = start("many", BuildScript.lasting(1).logging(25_000, 20));
        Build wide = start("wide", BuildScript.lasting(1).logging(300, 9_999));
        pass(1);
        assertThat(page(many, null).events()).hasSize(10_000);
        assertThat(page(wide, null).events()).hasSize(104);
        assertThat(wholeLog(many)).hasSize(25_002);
        assertThat(wholeLog(wide)).hasSize(302).doesNotHaveDuplicates();
    }

    @Test
    void anEmptyPageIsNoEnd() {
        aws.emptyLogPages(2);
        Build build = start("one", BuildScript.lasting(1).logging(25_000, 20));
        pass(1);
        String second = page(build, null).nextForwardToken();
        assertThat(page(build, second).events()).isEmpty();
        assertThat(page(build, second).nextForwardToken()).isNotEqualTo(second);
        assertThat(wholeLog(build)).hasSize(25_002);
    }

    @Test
    void theEndOfALogIsReadBackwards() {
        Build build = start("one", BuildScript.lasting(1).logging(100, 20));
        pass(1);
        GetLogEventsResponse last = logs.getLogEvents(r -> r.logGroupName("/aws/codebuild/shop")
                .logStreamName(build.id().substring("shop:".length()))
                .limit(3));
        assertThat(last.events())
                .hasSize(3)
                .last()
                .satisfies(event -> assertThat(event.message()).contains("Phase context"));
        assertThat(page(build, last.nextBackwardToken()).events()).hasSize(99);
    }

    @Test
    void aTokenOfNoPageIsRefused() {
        Build build = start("one", BuildScript.lasting(1));
        pass(1);
        assertThatThrownBy(() -> page(build, "nonsense")).isInstanceOf(InvalidParameterException.class);
    }
}

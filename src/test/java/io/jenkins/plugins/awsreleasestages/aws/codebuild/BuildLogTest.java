package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.BuildScript;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildLookAlike;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;

/** How much of a log is read at a time, over HTTP. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BuildLogTest {

    private static final int MOST = 211;
    private static final LogPlace NOWHERE = new LogPlace(false, "/aws/codebuild/shop", "none");

    private final FakeTime time = new FakeTime();
    private final CodeBuildLookAlike aws = CodeBuildLookAlike.start(Emulator.REGION, time.clock());
    private final AwsSession session = Driven.session(aws.endpoint());

    @AfterEach
    void close() {
        aws.close();
    }

    /** The log of a build that has ended. */
    private LogPlace log(int lines, int length) {
        BuildScript script = BuildScript.lasting(1).logging(lines, length);
        List<EnvironmentVariable> variables = script.variables().entrySet().stream()
                .map(variable -> EnvironmentVariable.builder()
                        .name(variable.getKey())
                        .value(variable.getValue())
                        .build())
                .toList();
        String id = session.codeBuild()
                .startBuild(r -> r.projectName("shop").environmentVariablesOverride(variables))
                .build()
                .id();
        time.pass(Duration.ofSeconds(1));
        return new LogPlace(false, "/aws/codebuild/shop", id.substring(id.indexOf(':') + 1));
    }

    private LogPages tail(LogPlace place) {
        return BuildLog.tail(session, place, MOST);
    }

    private static void assertIsTheEnd(LogPages tail, int lines) {
        int first = lines + 2 - tail.texts().size();
        assertThat(tail.texts().get(0)).startsWith("line " + first + " ");
        assertThat(tail.texts().get(tail.texts().size() - 1)).contains("Phase context status code");
        assertThat(tail.token()).startsWith(tail.texts().size() + ":");
        assertThat(tail.more()).isFalse();
    }

    @Test
    void theTailOfALogIsOnePage() {
        LogPages tail = tail(log(500, 60));
        assertThat(tail.texts()).hasSize(MOST);
        assertIsTheEnd(tail, 500);
        assertThat(aws.count("GetLogEvents")).isEqualTo(1);
    }

    @Test
    void aShortLogIsItsOwnTail() {
        LogPages tail = tail(log(50, 60));
        assertThat(tail.texts()).hasSize(52);
        assertIsTheEnd(tail, 50);
        assertThat(aws.count("GetLogEvents")).as("until nothing is before it").isEqualTo(2);
    }

    @Test
    void theTailOfLongLinesTakesAFewPagesAndNoMore() {
        assertIsTheEnd(tail(log(300, 8_000)), 300);
        assertThat(aws.count("GetLogEvents")).isEqualTo(2);
        LogPages longer = tail(log(300, 20_000));
        assertIsTheEnd(longer, 300);
        assertThat(longer.texts()).hasSizeBetween(200, MOST - 1);
        assertThat(aws.count("GetLogEvents")).isEqualTo(2 + 4);
    }

    @Test
    void aLogThatIsNotThereYetIsEmpty() {
        assertThat(tail(NOWHERE)).isEqualTo(LogPages.of(List.of(), "0:1", false));
        assertThat(BuildLog.read(session, NOWHERE, "t1", false)).isEqualTo(LogPages.of(List.of(), "t1", false));
    }

    @Test
    void aLogThatMayNotBeReadIsSaidAndOneThatIsThrottledIsReadLater() {
        aws.refusing("GetLogEvents", "AccessDeniedException", "not for you");
        assertThat(tail(NOWHERE).refusal()).contains("Reading the log /aws/codebuild/shop/none", "not for you");
        LogPages pages = BuildLog.read(session, NOWHERE, "t1", false);
        assertThat(pages.refusal()).contains("not for you");
        assertThat(pages.token()).isEqualTo("t1");
        aws.refusing("GetLogEvents", "ThrottlingException", "Rate exceeded");
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> tail(NOWHERE))
                        .kind())
                .isEqualTo(RemoteFailure.Kind.THROTTLED);
    }

    private void page(String next, String... messages) {
        List<Map<String, Object>> events = Arrays.stream(messages)
                .map(message -> Map.<String, Object>of("timestamp", 1, "message", message))
                .toList();
        aws.answering(
                "GetLogEvents",
                request ->
                        next == null ? Map.of("events", events) : Map.of("events", events, "nextForwardToken", next));
    }

    private LogPages next(String token) {
        return BuildLog.read(session, NOWHERE, token, false);
    }

    @Test
    void anEventWithoutAMessageIsEmptyAndAPageWithoutATokenTheLast() {
        aws.answering("GetLogEvents", request -> Map.of("events", List.of(Map.of("timestamp", 1))));
        assertThat(tail(NOWHERE).texts()).containsExactly("");
        assertThat(aws.count("GetLogEvents")).isEqualTo(1);
        page(null, "a");
        assertThat(next("t1")).isEqualTo(LogPages.of(List.of("a"), "t1", false));
        page("t1", "a");
        assertThat(next("t1")).isEqualTo(LogPages.of(List.of("a"), "t1", false));
        assertThat(next("t0")).isEqualTo(LogPages.of(List.of("a"), "t1", false));
    }

    @Test
    void afterAFullPageOrAnEmptyOneThereIsLikelyMore() {
        page("t1");
        assertThat(next(null).more()).isTrue();
        page("t1", Collections.nCopies(999, "a").toArray(String[]::new));
        assertThat(next(null).more()).isFalse();
        page("t1", Collections.nCopies(1_000, "a").toArray(String[]::new));
        assertThat(next(null).more()).isTrue();
        page("t1", "a".repeat(99_999), "b".repeat(100_000));
        assertThat(next(null).more()).isFalse();
        page("t1", "a".repeat(100_000), "b".repeat(100_000));
        assertThat(next(null).more()).isTrue();
    }
}

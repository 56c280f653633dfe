package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildLookAlike;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.codebuild.model.Build;

/** Builds and batches begun, found again, looked at and stopped, over HTTP. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BuildsOnLookAlikeTest {

    private static final String ARN = "arn:aws:codebuild:eu-west-1:111122223333:build";

    private final CodeBuildLookAlike aws = CodeBuildLookAlike.start(Emulator.REGION);
    private final AwsSession session = Driven.session(aws.endpoint());
    private final FakeTime time = new FakeTime();
    private final BuildLooks looks = new BuildLooks(time, new Paces(time));
    private final List<String> begun = new ArrayList<>();
    private final BuildAction builds = new BuildAction(
            "shop", () -> session, () -> BuildRequest.of("shop"), looks, build -> begun.add(build.id()));
    private final BatchAction batches = new BatchAction("shop", () -> session, () -> BuildRequest.of("shop"), looks);

    @AfterEach
    void close() {
        aws.close();
    }

    private static BuildAction.State fresh(String token) {
        return BuildAction.State.create(token, Instant.now());
    }

    private <S, A> A answer(Action<S, A> action, S state) {
        CompletableFuture<A> answer = action.ask(state).toCompletableFuture();
        time.pass(Duration.ofSeconds(20));
        assertThat(answer).isDone();
        return answer.join();
    }

    private static Map<String, Object> build(String id, String variable, String value) {
        return Map.of(
                "id",
                id,
                "environment",
                Map.of("environmentVariables", List.of(Map.of("name", variable, "value", value))));
    }

    @Test
    void aBuildIsFoundAgainHoweverManyCameAfterIt() {
        BuildAction.State lost = fresh("lost");
        String id = builds.start(lost).id();
        for (int i = 0; i < 100; i++) {
            builds.start(fresh("later-" + i));
        }
        begun.clear();
        assertThat(builds.find(lost)).map(BuildAction.State::id).contains(id);
        assertThat(begun).as("whoever waits for the build is told").containsExactly(id);
        assertThat(aws.count("ListBuildsForProject")).isEqualTo(2);
        assertThat(builds.find(fresh("never begun"))).isEmpty();
        assertThat(aws.count("ListBuildsForProject")).isEqualTo(4);
        BuildAction.State later =
                BuildAction.State.create("never begun", Instant.now().plus(Duration.ofMinutes(16)));
        assertThat(builds.find(later)).isEmpty();
        assertThat(aws.count("ListBuildsForProject"))
                .as("what is older than the token cannot carry it")
                .isEqualTo(5);
    }

    @Test
    void whereThereAreNoBuildsNoneIsFound() {
        assertThat(builds.find(fresh("lost"))).isEmpty();
        assertThat(aws.count("BatchGetBuilds")).isZero();
    }

    @Test
    void onlyTheTokenTellsABuild() {
        aws.answering("ListBuildsForProject", request -> Map.of("ids", List.of("shop:1")));
        List<Object> known = new ArrayList<>(List.of(
                Map.of("id", "shop:1"),
                build("shop:2", "OTHER", "lost"),
                build("shop:3", BuildRequest.TOKEN_VARIABLE, "another")));
        aws.answering("BatchGetBuilds", request -> Map.of("builds", known));
        assertThat(builds.find(fresh("lost"))).isEmpty();
        known.add(build("shop:4", BuildRequest.TOKEN_VARIABLE, "lost"));
        assertThat(builds.find(fresh("lost"))).map(BuildAction.State::id).contains("shop:4");
    }

    @Test
    void whetherABuildWasBegunMustBeKnownOnceItsTokenIsOver() {
        aws.refusing("ListBuildsForProject", "AccessDeniedException", "not for you");
        assertThat(builds.find(fresh("lost")))
                .as("started again it is the same build")
                .isEmpty();
        BuildAction.State old = BuildAction.State.create("lost", Instant.now().minus(Duration.ofMinutes(5)));
        RemoteFailure refused = catchThrowableOfType(RemoteFailure.class, () -> builds.find(old));
        assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refused)
                .hasMessageContaining("it might be the second")
                .hasMessageContaining("a build with AWS_RELEASE_STAGES_TOKEN=lost")
                .hasMessageContaining("allow codebuild:ListBuildsForProject and codebuild:BatchGetBuilds")
                .hasMessageContaining("not for you");
        aws.refusing("ListBuildsForProject", "ThrottlingException", "Rate exceeded");
        assertThat(catchThrowableOfType(RemoteFailure.class, () -> builds.find(old))
                        .kind())
                .isEqualTo(Kind.THROTTLED);
    }

    @Test
    void afterAStopABuildIsLookedAtAtOnce() {
        BuildAction.State state = builds.start(fresh("t"));
        builds.stop(state);
        assertThat(aws.count("StopBuild")).isEqualTo(1);
        CompletableFuture<BuildAction.Answer> answer = builds.ask(state).toCompletableFuture();
        time.pass(Duration.ofMillis(500));
        assertThat(answer).isDone();
        assertThat(answer.join().build().buildStatusAsString()).isEqualTo("STOPPED");
    }

    @Test
    void aBuildOfSomebodyElseIsLookedAtAndStoppedLikeOurs() {
        String id = builds.start(fresh("t")).id();
        begun.clear();
        AttachedBuild attached = new AttachedBuild(builds, () -> session, true);
        BuildAction.State state = BuildAction.State.attached(id, Instant.now());
        assertThat(attached.title()).isEqualTo("CodeBuild build of project shop");
        assertThat(attached.start(state).id()).isEqualTo(id);
        assertThat(attached.find(state)).map(BuildAction.State::id).contains(id);
        assertThat(begun).containsExactly(id, id);
        assertThat(answer(attached, state).build().id()).isEqualTo(id);
        attached.stop(state);
        assertThat(answer(attached, state).build().buildStatusAsString()).isEqualTo("STOPPED");
    }

    @Test
    void aBuildThatIsNotThereMayBeTooYoungToBeKnown() {
        AttachedBuild attached = new AttachedBuild(builds, () -> session, true);
        RemoteFailure young = catchThrowableOfType(
                RemoteFailure.class, () -> attached.start(BuildAction.State.attached("shop:gone", Instant.now())));
        assertThat(young.kind()).isEqualTo(Kind.UNREACHABLE);
        RemoteFailure old = catchThrowableOfType(
                RemoteFailure.class,
                () -> attached.find(
                        BuildAction.State.attached("shop:gone", Instant.now().minusSeconds(30))));
        assertThat(old.kind()).isEqualTo(Kind.REFUSED);
        assertThat(old).hasMessage("CodeBuild does not know build shop:gone in this account and region.");
    }

    @Test
    void whatIsStartedOnlyIsStartedFoundAndStoppedAsItself() {
        StartOnly<BuildAction.State, BuildAction.Answer> only = new StartOnly<>(builds, known -> known.arn() != null);
        BuildAction.State state = only.start(fresh("t"));
        assertThat(only.title()).isEqualTo(builds.title());
        assertThat(only.find(fresh("t"))).map(BuildAction.State::id).contains(state.id());
        assertThat(answer(only, state).build().id()).isEqualTo(state.id());
        assertThat(only.leftBehind(state)).isEqualTo("Build " + state.id() + " goes on in CodeBuild.");
        only.stop(state);
        assertThat(aws.count("StopBuild")).isEqualTo(1);
    }

    // ---- batches

    private static BatchAction.State freshBatch() {
        return BatchAction.State.create("t", Instant.now());
    }

    private void batch(Map<String, Object> batch) {
        aws.answering("BatchGetBuildBatches", request -> Map.of("buildBatches", List.of(batch)));
    }

    @Test
    void aBatchIsStartedWithItsTokenAndStopped() {
        List<JsonNode> asked = new ArrayList<>();
        aws.answering("StartBuildBatch", request -> {
            asked.add(request);
            return Map.of("buildBatch", Map.of("id", "shop:b1"));
        });
        aws.answering("StopBuildBatch", request -> {
            asked.add(request);
            return Map.of();
        });
        assertThat(batches.title()).isEqualTo("CodeBuild batch of project shop");
        BatchAction.State state = batches.start(freshBatch());
        assertThat(state.id()).isEqualTo("shop:b1");
        assertThat(asked.get(0).path("projectName").asText()).isEqualTo("shop");
        assertThat(asked.get(0).path("idempotencyToken").asText()).isEqualTo("t");
        assertThat(asked.get(0).findValuesAsText("value")).containsExactly("t");
        batches.stop(state);
        assertThat(asked.get(1).path("id").asText()).isEqualTo("shop:b1");
    }

    @Test
    void aBatchIsFoundAgain() {
        aws.answering(
                "ListBuildBatchesForProject",
                request -> request.has("nextToken")
                        ? Map.of("ids", List.of("shop:b1"))
                        : Map.of("ids", List.of("shop:b2"), "nextToken", "2"));
        aws.answering(
                "BatchGetBuildBatches",
                request -> Map.of(
                        "buildBatches",
                        List.of(
                                request.path("ids").get(0).asText().equals("shop:b1")
                                        ? build("shop:b1", BuildRequest.TOKEN_VARIABLE, "t")
                                        : Map.of(
                                                "id",
                                                "shop:b2",
                                                "startTime",
                                                Instant.now().getEpochSecond()))));
        assertThat(batches.find(freshBatch())).map(BatchAction.State::id).contains("shop:b1");
        batch(Map.of(
                "id",
                "shop:b2",
                "startTime",
                Instant.now().minus(Duration.ofHours(1)).getEpochSecond()));
        assertThat(batches.find(freshBatch())).isEmpty();
        assertThat(aws.count("ListBuildBatchesForProject")).isEqualTo(3);
    }

    @Test
    void theBuildsThatHaveEndedAreShownInDetailWhereTheyMayBeSeen() {
        BatchAction.State state = freshBatch().withId("shop:b1");
        assertThat(answerWithout(state)).isEqualTo(new BatchAction.Answer(null, List.of()));
        batch(Map.of(
                "id",
                "shop:b1",
                "buildGroups",
                List.of(
                        Map.of(
                                "identifier",
                                "unit",
                                "currentBuildSummary",
                                Map.of("arn", ARN + "/shop:unit", "buildStatus", "SUCCEEDED")),
                        Map.of(
                                "identifier",
                                "lint",
                                "currentBuildSummary",
                                Map.of("arn", ARN + "/shop:lint", "buildStatus", "IN_PROGRESS")))));
        aws.answering("BatchGetBuilds", request -> Map.of("builds", List.of(Map.of("id", "shop:unit"))));
        BatchAction.Answer seen = answer(batches, state);
        assertThat(seen.batch().id()).isEqualTo("shop:b1");
        assertThat(seen.ended()).extracting(Build::id).containsExactly("shop:unit");
        aws.refusing("BatchGetBuilds", "AccessDeniedException", "not for you");
        assertThat(answer(batches, state).ended()).isEmpty();
        aws.refusing("BatchGetBuilds", "ExpiredTokenException", "over");
        assertThat(catchThrowable(() -> answer(batches, state)))
                .as("the next look may see them")
                .cause()
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("AWS says: over");
    }

    private BatchAction.Answer answerWithout(BatchAction.State state) {
        aws.answering("BatchGetBuildBatches", request -> Map.of("buildBatches", List.of()));
        return answer(batches, state);
    }
}

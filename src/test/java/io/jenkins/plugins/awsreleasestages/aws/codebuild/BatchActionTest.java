package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction.State.BatchBuild;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.BuildBatchPhase;
import software.amazon.awssdk.services.codebuild.model.BuildGroup;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;

/** What a look makes of CodeBuild's answers about a batch; no I/O. */
class BatchActionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ARN = "arn:aws:codebuild:eu-west-1:111122223333:build";

    private final BatchAction action = new BatchAction("it", null, null, null);
    private final BatchAction.State started =
            BatchAction.State.create("token", NOW).withId("it:b1");

    private static BuildBatch.Builder batch(String status, BuildGroup... groups) {
        return BuildBatch.builder()
                .id("it:b1")
                .arn(ARN + "-batch/it:b1")
                .buildBatchNumber(3L)
                .buildBatchStatus(status)
                .complete(!status.equals("IN_PROGRESS"))
                .resolvedSourceVersion("4f2a")
                .buildGroups(groups);
    }

    private static BuildGroup waiting(String name, String... after) {
        return BuildGroup.builder().identifier(name).dependsOn(after).build();
    }

    private static BuildGroup group(String name, String status) {
        return BuildGroup.builder()
                .identifier(name)
                .currentBuildSummary(
                        s -> s.arn(ARN + "/it:" + name).buildStatus(status).requestedOn(NOW.minusSeconds(60)))
                .build();
    }

    private static Build build(String name, String status, BuildPhase... phases) {
        return Build.builder()
                .id("it:" + name)
                .buildStatus(status)
                .startTime(NOW.minusSeconds(40))
                .endTime(NOW.minusSeconds(10))
                .phases(phases)
                .build();
    }

    private static BuildPhase broken(String phase, String message) {
        return BuildPhase.builder()
                .phaseType(phase)
                .phaseStatus("FAILED")
                .contexts(PhaseContext.builder()
                        .statusCode("COMMAND_EXECUTION_ERROR")
                        .message(message)
                        .build())
                .build();
    }

    private Look<BatchAction.State> look(BatchAction.State state, BuildBatch batch, Build... ended) {
        return action.read(state, new BatchAction.Answer(batch, List.of(ended)), NOW);
    }

    @Test
    void saysTheLinkFirstThenEachChangeOnce() {
        BuildBatch begun = batch("IN_PROGRESS", group("unit", "IN_PROGRESS"), waiting("deploy", "unit", "lint"))
                .phases(BuildBatchPhase.builder()
                        .phaseType("SUBMITTED")
                        .phaseStatus("SUCCEEDED")
                        .endTime(NOW)
                        .durationInSeconds(2L)
                        .build())
                .build();
        Look<BatchAction.State> first = look(started, begun);
        assertThat(first.lines()).hasSize(4);
        assertThat(first.lines().get(0)).startsWith("CodeBuild batch it:b1 started: https://eu-west-1.console");
        assertThat(first.lines().get(1)).isEqualTo("Phase SUBMITTED SUCCEEDED (2 s) in batch it:b1");
        assertThat(first.lines().get(2)).startsWith("Build unit IN_PROGRESS: https://eu-west-1.console");
        assertThat(first.lines().get(3)).isEqualTo("Build deploy PENDING, depends on unit, lint");
        assertThat(first.verdict()).isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        assertThat(look(first.state(), begun).lines()).isEmpty();

        BuildBatch later = batch("IN_PROGRESS", group("unit", "SUCCEEDED"), waiting("deploy", "unit", "lint"))
                .build();
        assertThat(look(first.state(), later, build("unit", "SUCCEEDED")).lines())
                .containsExactly("Build unit SUCCEEDED (30 s)");
    }

    @Test
    void allThatABatchIsComesBack() {
        BatchAction.State state = look(
                        started,
                        batch("IN_PROGRESS", group("unit", "IN_PROGRESS")).build())
                .state();
        assertThat(state.number()).isEqualTo(3);
        assertThat(state.status()).isEqualTo("IN_PROGRESS");
        assertThat(state.revision()).isEqualTo("4f2a");
        assertThat(state.token()).isEqualTo("token");
        BatchBuild unit = state.builds().get(0);
        assertThat(unit.id()).isEqualTo("it:unit");
        assertThat(unit.hasEnded()).isFalse();
        assertThat(unit.seconds()).isZero();
    }

    @Test
    void withoutTheRightToSeeItABuildsTimeIsReckonedAndItsCauseLeftOut() {
        BatchAction.State before = look(
                        started,
                        batch("IN_PROGRESS", group("unit", "IN_PROGRESS")).build())
                .state();
        Look<BatchAction.State> after =
                look(before, batch("IN_PROGRESS", group("unit", "FAILED")).build());
        assertThat(after.lines()).containsExactly("Build unit FAILED (60 s)");
        Look<BatchAction.State> again = action.read(
                after.state(),
                new BatchAction.Answer(
                        batch("IN_PROGRESS", group("unit", "FAILED")).build(), List.of()),
                NOW.plusSeconds(90));
        assertThat(again.lines()).isEmpty();
        assertThat(again.state().builds().get(0).seconds()).as("it has ended").isEqualTo(60);
    }

    @Test
    void aBuildThatBeginsAnewIsSaid() {
        BatchAction.State before = look(
                        started, batch("IN_PROGRESS", group("unit", "FAILED")).build())
                .state();
        BuildGroup retried = group("unit", "FAILED").toBuilder()
                .currentBuildSummary(s -> s.arn(ARN + "/it:second").buildStatus("IN_PROGRESS"))
                .build();
        assertThat(look(before, batch("IN_PROGRESS", retried).build()).lines())
                .singleElement()
                .asString()
                .startsWith("Build unit IN_PROGRESS: https://")
                .contains("second");
    }

    @Test
    void aBatchThatEndsWellEndsWithATable() {
        BuildGroup lint = group("lint", "FAILED").toBuilder()
                .dependsOn("unit")
                .ignoreFailure(true)
                .build();
        BuildBatch done = batch("SUCCEEDED", group("unit", "SUCCEEDED"), lint).build();
        Look<BatchAction.State> look = look(started, done, build("unit", "SUCCEEDED"), build("lint", "FAILED"));
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines().subList(3, look.lines().size()))
                .containsExactly(
                        "build  status       seconds  depends on",
                        "unit   SUCCEEDED         30",
                        "lint   FAILED            30  unit (may fail)",
                        "CodeBuild batch it:b1 SUCCEEDED");
    }

    @Test
    void theTableIsAsWideAsItsLongestName() {
        BuildBatch done = batch("STOPPED", group("integration_tests", "STOPPED"), waiting("never"))
                .build();
        List<String> lines = new ArrayList<>(look(started, done).lines());
        assertThat(lines)
                .contains(
                        "build              status       seconds  depends on",
                        "integration_tests  STOPPED           60",
                        "never              PENDING            -");
    }

    @Test
    void aFailureNamesEachBuildThatCountsAndNothingElse() {
        BuildGroup mayFail =
                group("lint", "FAILED").toBuilder().ignoreFailure(true).build();
        BuildBatch done = batch(
                        "FAILED", group("unit", "FAILED"), mayFail, group("docs", "SUCCEEDED"), waiting("deploy"))
                .phases(BuildBatchPhase.builder()
                        .phaseType("COMBINE_ARTIFACTS")
                        .phaseStatus("FAILED")
                        .endTime(NOW)
                        .build())
                .build();
        Look<BatchAction.State> look = look(
                started,
                done,
                build(
                        "unit",
                        "FAILED",
                        broken("BUILD", "Error while executing command: npm test. Reason: exit status 1")),
                build("lint", "FAILED", broken("BUILD", "no")));
        String message = ((Look.Failed) look.verdict()).message();
        assertThat(message.lines()).hasSize(2);
        assertThat(message.lines().toList().get(0))
                .startsWith("Build unit FAILED in phase BUILD: command 'npm test' ended with exit status 1"
                        + " (COMMAND_EXECUTION_ERROR). See https://")
                .endsWith("/?region=eu-west-1");
        assertThat(message.lines().toList().get(1))
                .startsWith("CodeBuild batch it:b1 FAILED in phase COMBINE_ARTIFACTS. See https://");
        assertThat(look.lines()).as("the message says how it ended").doesNotContain("CodeBuild batch it:b1 FAILED");
    }

    @Test
    void aBatchThatNoBuildHasFailedSaysItsOwnCause() {
        Look<BatchAction.State> look = look(started, batch("FAULT").build());
        assertThat(((Look.Failed) look.verdict()).message()).startsWith("CodeBuild batch it:b1 FAULT. See https://");
    }

    @Test
    void aBatchThatIsNotKnownYetIsLookedAtAgainForTenMinutes() {
        BatchAction.Answer nothing = new BatchAction.Answer(null, List.of());
        assertThat(action.read(started, nothing, NOW.plus(Duration.ofMinutes(10)))
                        .verdict())
                .isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        assertThat(action.read(
                                started,
                                nothing,
                                NOW.plus(Duration.ofMinutes(10)).plusMillis(1))
                        .verdict())
                .isEqualTo(new Look.Failed("CodeBuild does not know batch it:b1. Was it deleted?"));
        BatchAction.State seen = look(started, batch("IN_PROGRESS").build()).state();
        assertThat(action.read(seen, nothing, NOW).verdict()).isInstanceOf(Look.Failed.class);
    }

    @Test
    void whatIsLeftBehindIsNamedWithItsLinkOnceThereIsOne() {
        assertThat(action.leftBehind(started)).isEqualTo("Batch it:b1 goes on in CodeBuild.");
        assertThat(action.leftBehind(look(started, batch("IN_PROGRESS").build()).state()))
                .startsWith("Batch it:b1 goes on in CodeBuild: https://");
    }

    @Test
    void onlyWhatHasEndedSinceTheLastLookIsAskedForInDetail() {
        BuildBatch batch = batch(
                        "IN_PROGRESS", group("unit", "FAILED"), group("lint", "IN_PROGRESS"), waiting("deploy"))
                .build();
        assertThat(BatchGraph.newlyEnded(List.of(), batch, NOW)).containsExactly("it:unit");
        BatchAction.State seen = look(started, batch).state();
        assertThat(BatchGraph.newlyEnded(seen.builds(), batch, NOW)).isEmpty();
    }
}

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer.LogPages;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;

/** What a look makes of CodeBuild's answers; no I/O. */
class BuildActionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final BuildAction action = new BuildAction("it", null, null, null, null);
    private final BuildState started = BuildState.create("token", NOW).withId("it:1");

    private static Build.Builder build(String status) {
        return Build.builder()
                .id("it:1")
                .arn("arn:aws:codebuild:eu-west-1:111122223333:build/it:1")
                .buildNumber(7L)
                .buildStatus(status)
                .buildComplete(!status.equals("IN_PROGRESS"))
                .logs(LogsLocation.builder().groupName("g").streamName("s").build());
    }

    private static BuildPhase phase(String name, String status, PhaseContext... contexts) {
        return BuildPhase.builder()
                .phaseType(name)
                .phaseStatus(status)
                .startTime(NOW)
                .endTime(NOW.plusSeconds(3))
                .durationInSeconds(3L)
                .contexts(contexts)
                .build();
    }

    private static LogPages log(String token, boolean more, String... lines) {
        return new LogPages("g", "s", List.of(lines), token, more);
    }

    @Test
    void saysTheLinkFirstThenPhasesOnceThenLines() {
        Build now = build("IN_PROGRESS").phases(phase("QUEUED", "SUCCEEDED")).build();
        Look<BuildState> first = action.read(started, new BuildAnswer(now, true, log("t1", false, "a", "b")), NOW);
        assertThat(first.lines()).hasSize(4);
        assertThat(first.lines().get(0)).startsWith("CodeBuild build it:1 started: https://eu-west-1.console");
        assertThat(first.lines().subList(1, 4)).containsExactly("Phase QUEUED SUCCEEDED (3 s)", "a", "b");
        Look<BuildState> second = action.read(first.state(), new BuildAnswer(now, true, log("t1", false)), NOW);
        assertThat(second.lines()).isEmpty();
    }

    @Test
    void aLongLogIsReadOnAtOnceWithoutLookingAtTheBuild() {
        Build now = build("IN_PROGRESS").build();
        Look<BuildState> look = action.read(started, new BuildAnswer(now, true, log("t4", true, "a")), NOW);
        assertThat(look.verdict()).isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        assertThat(look.state().log().more()).isTrue();
        assertThat(look.state().log().token()).isEqualTo("t4");
    }

    @Test
    void theLogIsReadToItsEndAfterTheBuildsEnd() {
        Build done = build("SUCCEEDED").build();
        BuildState state = action.read(started, new BuildAnswer(done, true, log("t1", false, "last?")), NOW)
                .state();
        Look<BuildState> late =
                action.read(state, new BuildAnswer(done, true, log("t2", false, "no, this one")), NOW.plusSeconds(2));
        assertThat(late.verdict()).isInstanceOf(Look.GoesOn.class);
        assertThat(late.lines()).containsExactly("no, this one");
        Look<BuildState> quiet =
                action.read(late.state(), new BuildAnswer(done, true, log("t2", false)), NOW.plusSeconds(4));
        assertThat(quiet.verdict()).isInstanceOf(Look.GoesOn.class);
        Look<BuildState> end =
                action.read(quiet.state(), new BuildAnswer(done, true, log("t2", false)), NOW.plusSeconds(6));
        assertThat(end.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aBuildWithoutALogEndsAtOnce() {
        Build done = build("SUCCEEDED").logs((LogsLocation) null).build();
        assertThat(action.read(started, new BuildAnswer(done, true, null), NOW).verdict())
                .isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aFailureSaysPhaseAndCauseInAwssWords() {
        PhaseContext context = PhaseContext.builder()
                .statusCode("COMMAND_EXECUTION_ERROR")
                .message("Error while executing command: npm test. Reason: exit status 1")
                .build();
        Build broken = build("FAILED")
                .logs((LogsLocation) null)
                .phases(phase("INSTALL", "SUCCEEDED"), phase("BUILD", "FAILED", context), phase("POST_BUILD", "FAILED"))
                .build();
        Look<BuildState> look = action.read(started, new BuildAnswer(broken, true, null), NOW);
        assertThat(look.verdict())
                .isInstanceOfSatisfying(
                        Look.Failed.class,
                        failed -> assertThat(failed.message())
                                .startsWith(
                                        "CodeBuild build it:1 FAILED in phase BUILD: COMMAND_EXECUTION_ERROR: Error while executing"
                                                + " command: npm test. Reason: exit status 1. See https://"));
    }

    @Test
    void aBuildThatIsNotKnownYetIsLookedAtAgain() {
        Look<BuildState> look = action.read(started, new BuildAnswer(null, true, null), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.GoesOn.class);
    }

    @Test
    void aBuildThatIsGoneIsSaidSo() {
        BuildState seen = action.read(
                        started, new BuildAnswer(build("IN_PROGRESS").build(), true, null), NOW)
                .state();
        Look<BuildState> look = action.read(seen, new BuildAnswer(null, true, null), NOW);
        assertThat(look.verdict()).isEqualTo(new Look.Failed("CodeBuild does not know build it:1. Was it deleted?"));
    }

    @Test
    void anUnknownStatusIsNoEnd() {
        Build odd = build("IN_PROGRESS")
                .buildStatus("SOMETHING_NEW")
                .buildComplete(false)
                .build();
        assertThat(action.read(started, new BuildAnswer(odd, true, null), NOW).verdict())
                .isInstanceOf(Look.GoesOn.class);
    }
}

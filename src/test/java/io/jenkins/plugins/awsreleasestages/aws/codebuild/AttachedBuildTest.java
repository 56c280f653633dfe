package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;

/** Builds that are not waited for, or were not started here, and the reading of reports; no I/O. */
class AttachedBuildTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final BuildAction build = new BuildAction("it", null, null, null, null);
    private final BuildAction.State state = BuildAction.State.attached("it:1", NOW);

    private static BuildAction.Answer answer(String status) {
        Build build = Build.builder()
                .id("it:1")
                .arn("arn:aws:codebuild:eu-west-1:111122223333:build/it:1")
                .buildStatus(status)
                .buildComplete(!status.equals("IN_PROGRESS"))
                .build();
        return new BuildAction.Answer(build, true, null);
    }

    @Test
    void aBuildThatIsLeftAloneGoesOnAndTheLookingEnds() {
        AttachedBuild attached = new AttachedBuild(build, null, false);
        Look<BuildAction.State> before = attached.read(state, answer("IN_PROGRESS"), NOW);
        assertThat(before.verdict()).isInstanceOf(Look.GoesOn.class);
        assertThat(attached.onStop(before.state())).isEqualTo(Action.OnStop.LOOK_ONCE);
        assertThat(attached.leftBehind(before.state())).startsWith("Build it:1 goes on in CodeBuild: https://");
        assertThat(new AttachedBuild(build, null, true).onStop(state)).isEqualTo(Action.OnStop.STOP);
    }

    @Test
    void whereItHadJustEndedItIsAsItEnded() {
        AttachedBuild attached = new AttachedBuild(build, null, false);
        assertThat(attached.read(state, answer("SUCCEEDED"), NOW).verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void whatIsStartedOnlyIsOverOnceItIsKnown() {
        StartOnly<BuildAction.State, BuildAction.Answer> only = new StartOnly<>(build, begun -> begun.arn() != null);
        assertThat(only.read(state, new BuildAction.Answer(null, true, null), NOW)
                        .verdict())
                .isInstanceOf(Look.GoesOn.class);
        Look<BuildAction.State> known = only.read(state, answer("IN_PROGRESS"), NOW);
        assertThat(known.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(known.lines()).singleElement().asString().contains(" started: https://");
        assertThat(known.state().arn()).endsWith("build/it:1");
    }

    @Test
    void reportsThatAreStillMadeAreWaitedFor() {
        ReportsAction reports = new ReportsAction(null, null);
        ReportsAction.State well = new ReportsAction.State(true, NOW, List.of("arn"));
        assertThat(reports.read(well, new ReportsAction.GoingOn(true), NOW).verdict())
                .isEqualTo(new Look.GoesOn(Duration.ofSeconds(3), false));
        assertThat(reports.read(well, new ReportsAction.GoingOn(false), NOW).verdict())
                .isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        Look<ReportsAction.State> end = reports.read(well, new ReportsAction.Complete(List.of("7 tests")), NOW);
        assertThat(end.lines()).containsExactly("7 tests");
        assertThat(end.verdict()).isInstanceOf(Look.Succeeded.class);
        reports.stop(well);
        assertThat(reports.ask(well).toCompletableFuture().join())
                .isEqualTo(new ReportsAction.Complete(List.of("The test reports were left out: stopped.")));
    }
}

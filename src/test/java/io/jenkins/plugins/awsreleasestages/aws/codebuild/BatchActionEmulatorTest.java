package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** Batches in the emulator: what a user would see. */
@Timeout(60)
class BatchActionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private final SkippedTime time = new SkippedTime(AWS::letPass);

    private final String project = "batch-" + UUID.randomUUID();
    private FaultProxy proxy;
    private CodeBuildClient codeBuild;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
        session = Driven.session(proxy.endpoint());
    }

    @AfterEach
    void close() {
        codeBuild.close();
        proxy.close();
    }

    private Function<Scheduler, Driven.Paced<BatchAction.State, BatchAction.Answer>> action(
            String graph, String seconds) {
        BuildRequest request = BuildRequest.of(project)
                .withVariables(
                        BuildRequest.Source.PLAINTEXT, Map.of("EMULATOR_BATCH", graph, "EMULATOR_SECONDS", seconds));
        return WithLooks.of(() -> session, looks -> new BatchAction(project, () -> session, () -> request, looks));
    }

    private BatchAction.State fresh() {
        return BatchAction.State.create(UUID.randomUUID().toString(), time.instant());
    }

    private List<String> batches() {
        return codeBuild.listBuildBatchesForProject(r -> r.projectName(project)).ids();
    }

    @Test
    void theGraphIsShownAsItRunsAndAsATableAtTheEnd() {
        Driven<BatchAction.State, BatchAction.Answer> driven = time.run(action("setup linux<setup", "20"), fresh());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.get(0)).startsWith("CodeBuild batch " + batches().get(0) + " started: https://");
        assertThat(driven.log)
                .contains("Build linux PENDING, depends on setup")
                .anyMatch(line -> line.startsWith("Build setup IN_PROGRESS: https://"))
                .anyMatch(line -> line.matches("Build setup SUCCEEDED \\([12]\\d s\\)"))
                .anyMatch(line -> line.matches("linux  SUCCEEDED +[12]\\d  setup"));
        assertThat(driven.log.stream().filter(line -> line.startsWith("Build setup SUCCEEDED")))
                .hasSize(1);
    }

    @Test
    void eachFailureComesWithItsOwnCause() {
        Driven<BatchAction.State, BatchAction.Answer> driven =
                time.run(action("unit!FAILED lint?!FAILED deploy<unit", "10"), fresh());
        assertThat(driven.failure())
                .startsWith("Build unit FAILED in phase BUILD: command 'npm test' ended with exit status 1")
                .contains("CodeBuild batch " + batches().get(0) + " FAILED")
                .doesNotContain("Build lint", "Build deploy");
        assertThat(driven.log).anyMatch(line -> line.matches("deploy +PENDING +- +unit"));
    }

    @Test
    void abortedMeansStoppedWithAllItsBuilds() {
        Driven<BatchAction.State, BatchAction.Answer> driven = time.stopped(
                action("a b", "600"),
                fresh(),
                (state, log) ->
                        state.phase() == Phase.RUNNING && state.data().builds().size() == 2);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.data().status()).isEqualTo("STOPPED");
        assertThat(driven.data().builds()).allMatch(build -> build.status().equals("STOPPED"));
        assertThat(proxy.count("CodeBuild.StopBuildBatch")).isEqualTo(1);
    }

    @Test
    void aCrashAfterAnySavedStateStartsNoSecondBatch() {
        Driven<BatchAction.State, BatchAction.Answer> first = time.run(action("a", "5"), fresh());
        for (ActionState<BatchAction.State> saved : first.saved) {
            assertThat(time.resume(action("a", "5"), saved).outcome).isEqualTo(new Outcome.Succeeded());
        }
        assertThat(batches()).hasSize(1);
    }

    @Test
    void withoutTheRightToSeeItsBuildsABatchStillEnds() {
        proxy.on("CodeBuild.BatchGetBuilds").denyAccess();
        assertThat(time.run(action("a", "5"), fresh()).outcome).isEqualTo(new Outcome.Succeeded());
    }
}

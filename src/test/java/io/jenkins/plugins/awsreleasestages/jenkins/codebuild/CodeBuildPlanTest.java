package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildArtifact;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildOutput;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.ReportsAction;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code codeBuild} does after its build. */
class CodeBuildPlanTest {

    private static final String BROKE = "The build has FAILED.";

    private static CodeBuildStep.Plan plan(boolean downloadOnFailure, boolean propagate) {
        return new CodeBuildStep.Plan(
                SavedRequest.of(BuildRequest.of("shop"), null),
                new BuildFiles(null, null, null, null, "out", true, downloadOnFailure, true),
                new BuildFollowing(AwsRoleScope.NONE, LogMode.FULL, Duration.ofHours(1), propagate),
                true);
    }

    private static BuildAction.State ended(String status) {
        return new BuildAction.State(
                "t",
                Instant.EPOCH,
                "shop:1",
                "arn:aws:codebuild:eu-west-1:111122223333:build/shop:1",
                1L,
                status,
                null,
                List.of(),
                Map.of(),
                null,
                "",
                new BuildOutput(
                        List.of(new BuildArtifact(null, "arn:aws:s3:::b/app", null, null)),
                        List.of("arn:report"),
                        null),
                BuildAction.State.create("t", Instant.EPOCH).log(),
                Instant.EPOCH);
    }

    private static AfterStages begin(CodeBuildStep.Plan plan) {
        return AfterStages.of(plan.sequence(null));
    }

    private static AfterStages built(CodeBuildStep.Plan plan) {
        return begin(plan).well("build", ended("SUCCEEDED"));
    }

    private static AfterStages broken(CodeBuildStep.Plan plan) {
        return begin(plan).failed("build", ended("FAILED"), BROKE);
    }

    @Test
    void theArtifactsComeAndThenTheReports() {
        AfterStages after = built(plan(false, true));
        ArtifactDownload.State download = (ArtifactDownload.State) after.nextData();
        assertThat(download.artifacts())
                .containsExactly(new ArtifactDownload.State.Artifact("out", "arn:aws:s3:::b/app", null));
        after.well("download", download);
        ReportsAction.State reports = (ReportsAction.State) after.nextData();
        assertThat(reports.arns()).containsExactly("arn:report");
        assertThat(reports.buildSucceeded()).isTrue();
        after.well("reports", reports);
        assertThat(after.next()).isNull();
        assertThat(after.outcome()).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void whatFailedBeforeStaysTheFailure() {
        AfterStages after = broken(plan(true, true));
        after.well("download", after.nextData());
        ReportsAction.State reports = (ReportsAction.State) after.nextData();
        assertThat(reports.buildSucceeded()).isFalse();
        after.well("reports", reports);
        assertThat(after.next()).isNull();
        assertThat(after.outcome()).isEqualTo(new Outcome.Failed(BROKE));
    }

    @Test
    void ofAFailedBuildTheArtifactsComeWhereThatIsWanted() {
        assertThat(broken(plan(true, true)).next()).isEqualTo("download");
        assertThat(broken(plan(false, true)).next()).isEqualTo("reports");
    }

    @Test
    void theReportsComeAlsoAfterADownloadThatFailed() {
        AfterStages after = built(plan(false, true));
        after.failed("download", after.nextData(), "There is no such artifact.");
        assertThat(after.next()).isEqualTo("reports");
        ReportsAction.State reports = (ReportsAction.State) after.nextData();
        assertThat(reports.buildSucceeded()).isFalse();
        assertThat(after.well("reports", reports).outcome())
                .isEqualTo(new Outcome.Failed("There is no such artifact."));
    }

    @Test
    void nothingComesAfterAStopOrABuildThatIsNotKnownToHaveEnded() {
        assertThat(begin(plan(true, true))
                        .stopped("build", ended("STOPPED"), true)
                        .next())
                .isNull();
        assertThat(begin(plan(true, true))
                        .failed("build", BuildAction.State.create("t", Instant.EPOCH), "No such project.")
                        .next())
                .isNull();
    }

    @Test
    void onlyAFailedBuildIsReturned() {
        CodeBuildStep.Plan plan = plan(true, false);
        assertThat(plan.returnsFailure(broken(plan).restored())).isTrue();
        assertThat(plan(true, true).returnsFailure(broken(plan).restored())).isFalse();
        AfterStages noDownload = built(plan);
        noDownload.failed("download", noDownload.nextData(), "no");
        assertThat(plan.returnsFailure(noDownload.restored())).isFalse();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.VariablesAction;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is refused before anything is started, and what a build may say to the rest of its job. */
class CodeBuildStepTest {

    @Test
    void anUnknownLogModeIsRefusedWithTheOnesThereAre() {
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.log = "all";
        assertThat(step.allProblems(Expansion.NONE)).containsExactly("log: 'all' is none of full, tail, none.");
    }

    @Test
    @OnStandIns
    void allThatIsWrongIsSaidAtOnce() {
        CodeBuildStep step = new CodeBuildStep("no project");
        step.log = "";
        step.setEnvironment("no/name");
        step.setRegion("nowhere");
        step.timeoutMinutes = 0;
        step.setEnv(new HashMap<>(Map.of("1", "x")));
        assertThat(step.allProblems(Expansion.NONE)).hasSize(6).allMatch(problem -> problem.endsWith("."));
        assertThatThrownBy(() -> step.planOfBuilder(new EnvVars()))
                .isInstanceOf(AbortException.class)
                .hasMessage("codeBuild: " + String.join(" ", step.allProblems(Expansion.NONE)));
    }

    @Test
    void eachCallIsAskedForItsOwnMembers() {
        CodeBuildStep build = new CodeBuildStep("checkout-it");
        build.setOverrides(new HashMap<>(Map.of("buildBatchConfigOverride", Map.of())));
        assertThat(build.allProblems(Expansion.NONE)).singleElement().asString().contains("buildBatchConfigOverride");
        CodeBuildBatchStep batch = new CodeBuildBatchStep("checkout-it");
        batch.setOverrides(new HashMap<>(Map.of("fleetOverride", Map.of("fleetArn", "arn"))));
        batch.setBuildTimeoutMinutes(4);
        assertThat(batch.allProblems(Expansion.NONE))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("fleetOverride"))
                .contains("buildTimeoutMinutes: must be 5 to 2160.");
    }

    @Test
    @OnStandIns
    void waitingRefusesWhatIsNoBuildAndNoLogModeTogether() {
        CodeBuildWaitStep step = new CodeBuildWaitStep("checkout-it");
        step.log = "FULL";
        assertThatThrownBy(() -> step.start(null))
                .hasMessage("codeBuildWait: id: 'checkout-it' is not a build's id, project:uuid."
                        + " log: 'FULL' is none of full, tail, none.");
    }

    @Test
    void theWorkspaceMayBeAllOfItOrNone() {
        StepFields fields = StepFields.of(CodeBuildStep.class);
        Function<Object, Map<String, Object>> kept =
                said -> fields.given(BuildFilesStep.BuildFilesDescriptor.withFolder(withWorkspace(said)));
        assertThat(kept.apply(true)).containsEntry("workspace", ".");
        assertThat(kept.apply(false)).as("none, not a blank").isEqualTo(Map.of("project", "it"));
        assertThat(kept.apply("app")).containsEntry("workspace", "app");
        assertThat(kept.apply(null)).as("as an unset variable is: refused").containsEntry("workspace", "");
    }

    private static Map<String, Object> withWorkspace(Object said) {
        Map<String, Object> arguments = new HashMap<>(Map.of("project", "it"));
        arguments.put("workspace", said);
        return arguments;
    }

    @Test
    @OnStandIns
    void aFreestyleJobIsToldThatItHasNoSourceResult() {
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setSource(new HashMap<>(Map.of("type", "git", "revision", "abc")));
        assertThatThrownBy(() -> step.planOfBuilder(new EnvVars()))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("source: is the result of awsSource");
    }

    @Test
    void anArtifactIsASourceAlsoInABucketWithoutVersions() {
        Map<String, Object> artifact = new HashMap<>(Map.of("type", "s3", "bucket", "b", "key", "k.zip"));
        assertThat(BuildSource.problem(artifact)).contains("no result of awsSource or storeArtifact");
        artifact.put("sha256", "0".repeat(64));
        assertThat(BuildSource.problem(artifact)).isNull();
        BuildRequest plain = BuildSource.apply(artifact, BuildRequest.of("checkout-it"));
        assertThat(plain.members())
                .containsEntry("sourceTypeOverride", "S3")
                .containsEntry("sourceLocationOverride", "b/k.zip")
                .doesNotContainKey("sourceVersion");
        artifact.put("revision", "v1");
        assertThat(BuildSource.apply(artifact, BuildRequest.of("checkout-it")).members())
                .containsEntry("sourceVersion", "v1");
    }

    @Test
    void variablesOfTheRunStandInTextsButNotInTheBuildspec() {
        String buildspec = "version: 0.2\nphases: {build: {commands: ['ls $HOME ${STAGE}']}}";
        BuildRequest request = BuildRequest.of("checkout-it")
                .with("sourceVersion", "release-${STAGE}")
                .with("buildspecOverride", buildspec)
                .withVariables(BuildRequest.Source.PLAINTEXT, Map.of("WHERE", "${STAGE}"));
        BuildRequest expanded = request.expanded(new EnvVars("STAGE", "test", "HOME", "/home/agent")::expand);
        assertThat(expanded.members())
                .containsEntry("sourceVersion", "release-test")
                .containsEntry("buildspecOverride", buildspec);
        assertThat(expanded.variables().get(0).value()).isEqualTo("test");
    }

    @Test
    void whatABuildExportsCannotReplaceWhatTheJobRunsWith() {
        VariablesAction action = new VariablesAction(BuildVariables.ofBuild(Map.of(
                "variables",
                Map.of("PATH", "/evil", "LD_PRELOAD", "/evil.so", "PATH+X", "/evil", "IMAGE", "app:1"),
                "id",
                "checkout-it:1")));
        EnvVars environment = new EnvVars("PATH", "/usr/bin");
        action.buildEnvironment(null, environment);
        assertThat(environment)
                .containsEntry("PATH", "/usr/bin")
                .containsEntry("CODEBUILD_EXPORTED_IMAGE", "app:1")
                .containsEntry("CODEBUILD_BUILD_ID", "checkout-it:1")
                .doesNotContainKey("LD_PRELOAD");
    }
}

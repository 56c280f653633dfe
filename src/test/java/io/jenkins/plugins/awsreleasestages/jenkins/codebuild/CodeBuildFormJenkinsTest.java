package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class CodeBuildFormJenkinsTest {

    private static CodeBuildStep full() {
        CodeBuildStep step = filled(true, true);
        // Every field has a value, also those of which only one may be said.
        assertThat(step.allProblems(Expansion.NONE))
                .containsExactly(
                        "workspace: another source is said, too; say one of them.",
                        "artifactsTo: there are no artifacts before the end of the build. Leave wait: false out.");
        return step;
    }

    /** What a form can say: it has one of the two ways to say where the source is. */
    private static List<CodeBuildStep> inForms() {
        return List.of(filled(true, false), filled(false, true));
    }

    private static CodeBuildStep filled(boolean otherSource, boolean workspace) {
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setSourceVersion("main");
        step.setEnv(new HashMap<>(Map.of("STAGE", "test", "URL", "https://example.org/?a=b")));
        step.setEnvFromParameterStore(new HashMap<>(Map.of("HOST", "/it/host")));
        step.setEnvFromSecretsManager(new HashMap<>(Map.of("PASSWORD", "it/db:password")));
        if (otherSource) {
            step.setSourceType("GITHUB");
            step.setSourceLocation("https://github.com/example/checkout.git");
        }
        step.setGitCloneDepth(1);
        step.setGitSubmodules(true);
        step.setInsecureSsl(false);
        step.setBuildspec("version: 0.2\nphases: {}\n");
        step.setImage("aws/codebuild/standard:7.0");
        step.setImagePullCredentials("CODEBUILD");
        step.setComputeType("BUILD_GENERAL1_SMALL");
        step.setEnvironmentType("LINUX_CONTAINER");
        step.setFleet("arn:aws:codebuild:eu-west-1:111122223333:fleet/f:1");
        step.setPrivileged(true);
        step.setCertificate("arn:aws:s3:::bucket/cert.pem");
        step.setServiceRole("arn:aws:iam::111122223333:role/build");
        step.setBuildTimeoutMinutes(20);
        step.setQueuedTimeoutMinutes(10);
        step.setAutoRetryLimit(0);
        step.setEncryptionKey("alias/builds");
        step.setReportBuildStatus(false);
        step.setDebugSession(true);
        step.setArtifacts(new HashMap<>(Map.of("type", "S3", "location", "bucket", "encryptionDisabled", true)));
        step.setSecondarySources(new ArrayList<>(
                List.of(Map.of("type", "S3", "location", "bucket/two.zip", "sourceIdentifier", "two"))));
        step.setCache(new HashMap<>(Map.of("type", "LOCAL", "modes", List.of("LOCAL_SOURCE_CACHE"))));
        if (workspace) {
            step.workspace = "src";
            step.store = "s3://checkout-artifacts/sources";
            step.workspaceIncludes = "**/*.java";
            step.workspaceExcludes = "target/";
        }
        step.artifactsTo = "out";
        step.unpack = false;
        step.downloadOnFailure = true;
        step.testReports = false;
        step.timeoutMinutes = 30;
        step.propagate = false;
        step.wait = false;
        step.log = "tail";
        step.setRegion("eu-west-1");
        return step;
    }

    private static void assertSame(CodeBuildFollowStep step, CodeBuildFollowStep expected) {
        assertThat(step).usingRecursiveComparison().isEqualTo(expected);
    }

    private static CodeBuildStep untouched() {
        return new CodeBuildStep("checkout-it");
    }

    @Test
    void theStepsFormKeepsEveryField(JenkinsRule j) throws Exception {
        for (CodeBuildStep step : inForms()) {
            assertSame(new StepConfigTester(j).configRoundTrip(step), step);
        }
    }

    @Test
    void aFormThatSaysNothingOverridesNothing(JenkinsRule j) throws Exception {
        CodeBuildStep again = new StepConfigTester(j).configRoundTrip(untouched());
        assertSame(again, untouched());
    }

    @Test
    void theBuildersFormKeepsEveryField(JenkinsRule j) throws Exception {
        FreeStyleProject job = j.createFreeStyleProject();
        List<CodeBuildStep> steps = new ArrayList<>(inForms());
        steps.add(untouched());
        for (CodeBuildStep step : steps) {
            job.getBuildersList().replace(new CodeBuildStep.Builder(step));
            FreeStyleProject saved = j.configRoundtrip(job);
            CodeBuildStep.Builder again = saved.getBuildersList().get(CodeBuildStep.Builder.class);
            assertSame(again.getStep(), step);
        }
    }

    private static CodeBuildBatchStep batch() {
        CodeBuildBatchStep step = new CodeBuildBatchStep("checkout-it");
        step.setEnv(new HashMap<>(Map.of("STAGE", "test")));
        step.setImage("alpine:3");
        step.setBuildTimeoutMinutes(20);
        step.setReportBuildStatus(true);
        step.setBatchConfig(new HashMap<>(Map.of("combineArtifacts", true)));
        step.propagate = false;
        step.wait = false;
        step.setRegion("eu-west-1");
        assertThat(step.allProblems(Expansion.NONE)).isEmpty();
        return step;
    }

    @Test
    void theBatchsFormsKeepEveryField(JenkinsRule j) throws Exception {
        assertSame(new StepConfigTester(j).configRoundTrip(batch()), batch());
        FreeStyleProject job = j.createFreeStyleProject();
        job.getBuildersList().add(new CodeBuildBatchStep.Builder(batch()));
        CodeBuildBatchStep.Builder again =
                j.configRoundtrip(job).getBuildersList().get(CodeBuildBatchStep.Builder.class);
        assertSame(again.getStep(), batch());
    }

    /** What Job DSL and Pipeline make builders of. */
    @Test
    void aDescriptionOfABuilderKeepsEveryField(JenkinsRule j) throws Exception {
        Map<String, Object> build = DescribableModel.of(CodeBuildStep.Builder.class)
                .uninstantiate2(new CodeBuildStep.Builder(full()))
                .toMap();
        assertSame(
                DescribableModel.of(CodeBuildStep.Builder.class)
                        .instantiate(build, TaskListener.NULL)
                        .getStep(),
                full());
        Map<String, Object> batch = DescribableModel.of(CodeBuildBatchStep.Builder.class)
                .uninstantiate2(new CodeBuildBatchStep.Builder(batch()))
                .toMap();
        assertSame(
                DescribableModel.of(CodeBuildBatchStep.Builder.class)
                        .instantiate(batch, TaskListener.NULL)
                        .getStep(),
                batch());
    }

    @Test
    void whatIsSavedIsReadAgain(JenkinsRule j) throws Exception {
        FreeStyleProject job = j.createFreeStyleProject();
        job.getBuildersList().add(new CodeBuildStep.Builder(full()));
        job.getBuildersList().add(new CodeBuildBatchStep.Builder(batch()));
        job.save();
        job.doReload();
        FreeStyleProject again = j.jenkins.getItemByFullName(job.getName(), FreeStyleProject.class);
        assertSame(again.getBuildersList().get(CodeBuildStep.Builder.class).getStep(), full());
        assertSame(again.getBuildersList().get(CodeBuildBatchStep.Builder.class).getStep(), batch());
    }

    /** Builders come into Configuration as Code by its jobs, which are scripts of the Job DSL. */
    @Test
    void aJobOfConfigurationAsCodeKeepsWhatItSays(JenkinsRule j, @TempDir Path folder) throws Exception {
        Path yaml = Files.writeString(folder.resolve("jenkins.yaml"), """
                jobs:
                  - script: |
                      job('made') { steps {
                        codeBuild { step {
                          project('checkout-it'); image('alpine:3'); privileged(true); buildTimeoutMinutes(20)
                          artifactsTo('out'); propagate(false)
                        } }
                        codeBuildBatch { step {
                          project('checkout-it'); computeType('BUILD_GENERAL1_SMALL'); propagate(false)
                        } }
                      } }
                """);
        ConfigurationAsCode.get().configure(yaml.toString());

        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setImage("alpine:3");
        step.setPrivileged(true);
        step.setBuildTimeoutMinutes(20);
        step.artifactsTo = "out";
        step.propagate = false;
        CodeBuildBatchStep batch = new CodeBuildBatchStep("checkout-it");
        batch.setComputeType("BUILD_GENERAL1_SMALL");
        batch.propagate = false;
        FreeStyleProject made = j.jenkins.getItemByFullName("made", FreeStyleProject.class);
        assertSame(made.getBuildersList().get(CodeBuildStep.Builder.class).getStep(), step);
        assertSame(made.getBuildersList().get(CodeBuildBatchStep.Builder.class).getStep(), batch);
    }

    @Test
    void theWaitingStepsFormKeepsEveryField(JenkinsRule j) throws Exception {
        CodeBuildWaitStep step = new CodeBuildWaitStep("checkout-it:1234");
        step.propagate = false;
        step.stopOnAbort = true;
        step.timeoutMinutes = 7;
        step.log = "none";
        step.setRegion("eu-west-1");
        assertSame(new StepConfigTester(j).configRoundTrip(step), step);
    }

    @Test
    void pipelineSyntaxWritesWhatItReads(JenkinsRule j) throws Exception {
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setImage("alpine:3");
        step.setPrivileged(true);
        step.setCache(new HashMap<>(Map.of("type", "NO_CACHE")));
        step.setSecondarySources(new ArrayList<>(List.of(Map.of("sourceIdentifier", "two"))));
        step.setEnv(new HashMap<>(Map.of("STAGE", "test")));
        new SnippetizerTester(j)
                .assertRoundTrip(
                        step,
                        "codeBuild cache: [type: 'NO_CACHE'], env: [STAGE: 'test'], image: 'alpine:3', privileged: true,"
                                + " project: 'checkout-it', secondarySources: [[sourceIdentifier: 'two']]");
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.scm.NullSCM;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.FetchArtifactStep;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.StoreArtifactStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnChangeSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDriftStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnExecuteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnOutputsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBatchStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import io.jenkins.plugins.awsreleasestages.jenkins.lambda.LambdaInvokeStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceTrigger;
import io.jenkins.plugins.awsreleasestages.jenkins.source.CodeCommitSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.CodeConnectionSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.EcrImageSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.GitRepositorySource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.JenkinsScmSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.S3ObjectSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each builder and the wrapper, as a seed job says them: all in one shape, the fields of the step in {@code step}. */
@WithJenkins
class JobDslJenkinsTest {

    private static FreeStyleProject seeded(JenkinsRule j, String wrappers, String steps) throws Exception {
        FreeStyleProject seed = j.createFreeStyleProject("seed");
        ExecuteDslScripts dsl = new ExecuteDslScripts();
        dsl.setScriptText("job('made') {\n wrappers {\n" + wrappers + "\n }\n steps {\n" + steps + "\n }\n}\n");
        seed.getBuildersList().add(dsl);
        j.buildAndAssertSuccess(seed);
        return j.jenkins.getItemByFullName("made", FreeStyleProject.class);
    }

    @Test
    void theWrapper(JenkinsRule j) throws Exception {
        FreeStyleProject made = seeded(
                j, "awsRole { step { environment('prod'); region('eu-west-1'); exportKeys(true) } }", "shell('true')");
        AwsRoleBuildWrapper role = made.getBuildWrappersList().get(AwsRoleBuildWrapper.class);
        assertThat(role.getStep().getEnvironment()).isEqualTo("prod");
        assertThat(role.getStep().getRegion()).isEqualTo("eu-west-1");
        assertThat(role.getStep().isExportKeys()).isTrue();
    }

    @Test
    void buildersWithMapsAndLists(JenkinsRule j) throws Exception {
        FreeStyleProject made = seeded(j, "", """
                def stage = 'test'
                codeBuild { step {
                    project('checkout')
                    env([STAGE: "${stage}", NUMBER: 3])
                    envFromParameterStore([HOST: '/it/host'])
                    cache([type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE']])
                    secondarySources([[type: 'S3', location: 'b/k', sourceIdentifier: 'two']])
                } }
                codeBuildBatch { step { project('checkout'); env([STAGE: 'test']); batchConfig([combineArtifacts: true]) } }
                cfnChangeSet { step {
                    stack('shop')
                    template('shop.yaml')
                    parameters([Size: 'small'])
                    tags([team: 'shop'])
                    capabilities(['CAPABILITY_IAM'])
                    resourcesToImport([[type: 'AWS::S3::Bucket', logicalId: 'B', identifier: [BucketName: 'b']]])
                } }
                cfnExecute { step { changeSet('arn:aws:cloudformation:eu-west-1:111122223333:changeSet/a/b') } }
                cfnDeploy { step { stack('shop'); template('shop.yaml'); parameters([Size: 'small']) } }
                cfnDelete { step { stack('shop') } }
                cfnDrift { step { stack('shop') } }
                cfnOutputs { step { stack('shop') } }
                lambdaInvoke { step { function('smoke'); payload([orders: [1, 2]]); wait(false) } }
                storeArtifact { step { name('app'); includes('dist/**'); folder('out'); store('s3://b-artifacts/x') } }
                fetchArtifact { step { name('app'); job('build'); run(7); requireProvenance(true) } }
                cfnStackSet { step { name('all'); parameters([Size: 'small']); parameterOverrides([Size: 'big']); tags([team: 'shop']) } }
                """);
        CodeBuildStep build =
                made.getBuildersList().get(CodeBuildStep.Builder.class).getStep();
        assertThat(build.getEnv()).containsExactlyInAnyOrderEntriesOf(Map.of("STAGE", "test", "NUMBER", "3"));
        assertThat(build.getEnvFromParameterStore()).isEqualTo(Map.of("HOST", "/it/host"));
        assertThat(build.getCache()).containsEntry("modes", List.of("LOCAL_SOURCE_CACHE"));
        assertThat(build.getSecondarySources()).hasSize(1);
        assertThat(made.getBuildersList()
                        .get(CodeBuildBatchStep.Builder.class)
                        .getStep()
                        .getBatchConfig())
                .isEqualTo(Map.of("combineArtifacts", true));
        CfnChangeSetStep change =
                made.getBuildersList().get(CfnChangeSetStep.Builder.class).getStep();
        assertThat(change.getParameters()).isEqualTo(Map.of("Size", "small"));
        assertThat(change.getTags()).isEqualTo(Map.of("team", "shop"));
        assertThat(change.capabilities).isEqualTo(List.of("CAPABILITY_IAM"));
        assertThat(change.getResourcesToImport()).hasSize(1);
        assertThat(made.getBuildersList()
                        .get(CfnDeployStep.Builder.class)
                        .getStep()
                        .getParameters())
                .isEqualTo(Map.of("Size", "small"));
        CfnStackSetStep set =
                made.getBuildersList().get(CfnStackSetStep.Builder.class).getStep();
        assertThat(set.getParameters()).isEqualTo(Map.of("Size", "small"));
        assertThat(set.getParameterOverrides()).isEqualTo(Map.of("Size", "big"));
        LambdaInvokeStep invoke =
                made.getBuildersList().get(LambdaInvokeStep.Builder.class).getStep();
        assertThat(invoke.getPayload()).isEqualTo("{\"orders\":[1,2]}");
        assertThat(invoke.wait).isFalse();
        StoreArtifactStep store =
                made.getBuildersList().get(StoreArtifactStep.Builder.class).getStep();
        assertThat(List.of(store.getName(), store.includes, store.folder, store.store))
                .containsExactly("app", "dist/**", "out", "s3://b-artifacts/x");
        FetchArtifactStep fetch =
                made.getBuildersList().get(FetchArtifactStep.Builder.class).getStep();
        assertThat(fetch.job).isEqualTo("build");
        assertThat(fetch.run).isEqualTo(7);
        assertThat(fetch.requireProvenance).isTrue();
        for (Class<? extends ActionBuilder> one : List.of(
                CfnExecuteStep.Builder.class,
                CfnDeleteStep.Builder.class,
                CfnDriftStep.Builder.class,
                CfnOutputsStep.Builder.class)) {
            assertThat(made.getBuildersList().get(one)).as(one.getSimpleName()).isNotNull();
        }
    }

    @Test
    void theTriggerWithEachSourceAndItsOptions(JenkinsRule j) throws Exception {
        String connection = "arn:aws:codeconnections:eu-west-1:111122223333:connection/0a1b2c3d";
        Map<String, AwsSource> sources = new LinkedHashMap<>();
        GitRepositorySource git = new GitRepositorySource("https://example.com/r.git");
        git.setBranch("release");
        git.setCredentialsId("robot");
        sources.put(
                "gitRepository { url('https://example.com/r.git'); branch('release'); credentialsId('robot') }", git);
        CodeCommitSource codeCommit = new CodeCommitSource("shop");
        codeCommit.setBranch("release");
        codeCommit.setOutput("ZIP");
        sources.put("codeCommit { repository('shop'); branch('release'); output('ZIP') }", codeCommit);
        sources.put(
                "codeConnection { connection('" + connection + "'); repository('team/shop') }",
                new CodeConnectionSource(connection, "team/shop"));
        EcrImageSource image = new EcrImageSource("team/shop");
        image.setTag("live");
        sources.put("ecrImage { repository('team/shop'); tag('live') }", image);
        S3ObjectSource object = new S3ObjectSource("artifacts", "app.zip");
        object.unversioned = true;
        object.allowOverrideForKey = true;
        sources.put(
                "s3Object { bucket('artifacts'); key('app.zip'); unversioned(true); allowOverrideForKey(true) }",
                object);
        sources.put("jenkinsScm { scm { none() } }", new JenkinsScmSource(new NullSCM()));
        StringBuilder script = new StringBuilder();
        for (String source : sources.keySet()) {
            script.append("job('made-")
                    .append(source, 0, source.indexOf(' '))
                    .append("') { triggers { awsSourceChange {\n")
                    .append("spec('H/5 * * * *'); everySeconds(20); environment('prod'); source { ")
                    .append(source)
                    .append(" }\nfilters { changeFilter { branches(['main', 'release/**']); filePaths(['src/**']) }\n")
                    .append("changeFilter { excludedTags(['v0.*']) } } } } }\n");
        }
        FreeStyleProject seed = j.createFreeStyleProject("seed");
        ExecuteDslScripts dsl = new ExecuteDslScripts();
        dsl.setScriptText(script.toString());
        seed.getBuildersList().add(dsl);
        j.buildAndAssertSuccess(seed);
        for (Map.Entry<String, AwsSource> source : sources.entrySet()) {
            String name = "made-" + source.getKey().substring(0, source.getKey().indexOf(' '));
            AwsSourceTrigger trigger =
                    j.jenkins.getItemByFullName(name, FreeStyleProject.class).getTrigger(AwsSourceTrigger.class);
            assertThat(trigger.getSource().said()).isEqualTo(source.getValue().said());
            assertThat(trigger.getSpec()).isEqualTo("H/5 * * * *");
            assertThat(trigger.getEverySeconds()).isEqualTo(20);
            assertThat(trigger.getEnvironment()).isEqualTo("prod");
            assertThat(trigger.getFilters()).hasSize(2);
            assertThat(trigger.getFilters().get(0).branches).containsExactly("main", "release/**");
            assertThat(trigger.getFilters().get(0).filePaths).containsExactly("src/**");
            assertThat(trigger.getFilters().get(1).excludedTags).containsExactly("v0.*");
        }
    }

    @Test
    void whatMayBeASecretIsEncryptedInTheJobsFile(JenkinsRule j) throws Exception {
        FreeStyleProject made = seeded(j, "", """
                codeBuild { step { project('checkout'); env([TOKEN: 'secret-of-the-env']) } }
                lambdaInvoke { step { function('smoke'); payload([key: 'secret-of-the-payload']) } }
                cfnChangeSet { step {
                    stack('shop'); template('shop.yaml')
                    parameters([Password: 'secret-of-the-parameters']); parameterOverrides('{"P": "secret-of-the-overrides"}')
                } }
                """);
        assertThat(made.getConfigFile().asString())
                .contains("TOKEN", "Password")
                .doesNotContain("secret-of-the");
        made.doReload();
        FreeStyleProject again = j.jenkins.getItemByFullName("made", FreeStyleProject.class);
        assertThat(again.getBuildersList()
                        .get(CodeBuildStep.Builder.class)
                        .getStep()
                        .getEnv())
                .containsEntry("TOKEN", "secret-of-the-env");
        assertThat(again.getBuildersList()
                        .get(CfnChangeSetStep.Builder.class)
                        .getStep()
                        .getParameterOverrides())
                .contains("secret-of-the-overrides");
    }
}

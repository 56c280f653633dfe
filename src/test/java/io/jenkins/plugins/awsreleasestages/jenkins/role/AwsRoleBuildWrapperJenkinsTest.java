package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.slaves.DumbSlave;
import hudson.tasks.Builder;
import hudson.tasks.Shell;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

@UnixOnly("the commands are for a Unix shell")
class AwsRoleBuildWrapperJenkinsTest extends EmulatedRoleJenkinsTest {

    private static AwsRoleStep shellRole() {
        AwsRoleStep role = new AwsRoleStep();
        role.setRole(ROLE);
        role.setCredentialsId("ci");
        role.setRegion("eu-west-1");
        return role;
    }

    private static FreeStyleProject job(JenkinsRule j, AwsRoleStep role, Builder... builders) throws Exception {
        addCredentials();
        FreeStyleProject job = j.createFreeStyleProject("a shell");
        job.getBuildWrappersList().add(new AwsRoleBuildWrapper(role));
        job.getBuildersList().addAll(List.of(builders));
        return job;
    }

    /** Not traced by the shell itself. */
    private static Shell sh(String script) {
        return new Shell("#!/bin/sh\nset -e\n" + script);
    }

    private static AwsRoleStep wrapped(FreeStyleProject job) {
        return job.getBuildWrappersList().get(AwsRoleBuildWrapper.class).getStep();
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(new AwsEnvironment("prod")));
            AwsRoleStep role = shellRole();
            role.setExternalId("shop");
            role.setDurationMinutes(45);
            role.setSessionPolicy("{}");
            role.setSourceIdentity("anna");
            role.setExportKeys(true);
            FreeStyleProject job = j.configRoundtrip(job(j, role));
            assertThat(wrapped(job)).isNotSameAs(role);
            j.assertEqualDataBoundBeans(role, wrapped(job));

            AwsRoleStep prod = new AwsRoleStep();
            prod.setEnvironment("prod");
            job.getBuildWrappersList().replace(new AwsRoleBuildWrapper(prod));
            j.assertEqualDataBoundBeans(prod, wrapped(j.configRoundtrip(job)));
        });
        session.then(j -> {
            FreeStyleProject job = j.jenkins.getItemByFullName("a shell", FreeStyleProject.class);
            assertThat(wrapped(job).getEnvironment()).isEqualTo("prod");
        });
    }

    /** What the Job DSL does with {@code wrappers { awsRole { step { environment('prod') } } }}. */
    @Test
    void aJobDescribedInCodeSaysTheSame() throws Throwable {
        session.then(j -> {
            Map<String, Object> said = Map.of("step", Map.of("environment", "prod", "durationMinutes", 20));
            DescribableModel<AwsRoleBuildWrapper> model = DescribableModel.of(AwsRoleBuildWrapper.class);
            AwsRoleBuildWrapper wrapper = model.instantiate(said, null);
            assertThat(wrapper.getStep().getEnvironment()).isEqualTo("prod");
            assertThat(model.uninstantiate2(wrapper).toMap()).isEqualTo(said);
            assertThat(model.instantiate(Map.of(), null).getStep().getRole()).isNull();
        });
    }

    @Test
    void buildStepsAreTheRoleAndNothingIsLeft() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = job(
                    j,
                    shellRole(),
                    sh(ASK + "echo in $AWS_REGION\nstat -c %a \"$AWS_CONFIG_FILE\" \"$(dirname"
                            + " \"$AWS_CONFIG_FILE\")\"\ncat \"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"\n"));
            FreeStyleBuild build = j.buildAndAssertSuccess(job);
            assertThat(j.getLog(build))
                    .contains("I have a session", "in eu-west-1", "600", "700", "\"SecretAccessKey\": \"****\"")
                    .doesNotContain(SecretSearch.MARK);
            assertThat(build.getActions(BuildRole.class)).isEmpty();
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
            assertThat(proxy.count("STS.AssumeRole")).isEqualTo(1);
        });
    }

    @Test
    void onAnAgentToo() throws Throwable {
        session.then(j -> {
            DumbSlave agent = j.createOnlineSlave(Label.get("far"));
            FreeStyleProject job = job(j, shellRole(), sh(ASK));
            job.setAssignedNode(agent);
            j.assertLogContains("I have a session", j.buildAndAssertSuccess(job));
            assertNothingIsLeft(Path.of(agent.getRemoteFS()));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void aCommandThatOutlivesItsSessionIsGivenTheNext() throws Throwable {
        sessionsLast(15);
        session.then(j -> {
            FreeStyleProject job = job(
                    j,
                    shellRole(),
                    sh(
                            "json=\"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"\nfirst=$(sum \"$json\")\n"
                                    + "while [ \"$first\" = \"$(sum \"$json\")\" ]; do sleep 0.2; done\necho it \"was renewed\"\n"));
            j.assertLogContains("it was renewed", j.buildAndAssertSuccess(job));
        });
    }

    @Test
    void exportedKeysAreVariablesOfTheMomentAndHidden() throws Throwable {
        session.then(j -> {
            AwsRoleStep role = shellRole();
            role.setExportKeys(true);
            FreeStyleProject job = job(
                    j,
                    role,
                    sh("case $AWS_ACCESS_KEY_ID in ASIA*) echo I have \"a session\";; esac\n"
                            + "echo shown as $AWS_SECRET_ACCESS_KEY and $AWS_SESSION_TOKEN\n"
                            + "echo config ${AWS_CONFIG_FILE:-none}\n"));
            FreeStyleBuild build = j.buildAndAssertSuccess(job);
            assertThat(j.getLog(build)).contains("I have a session", "shown as **** and ****", "config none");
            assertThat(build.getSensitiveBuildVariables()).contains("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void anAbortedBuildLeavesNothing() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = job(j, shellRole(), sh("echo \"begun\"\nsleep 100\n"));
            FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("begun", build);
            Path home = j.jenkins.getRootDir().toPath();
            assertThat(shellFolders(home)).isNotEmpty();
            build.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(build));
            assertNothingIsLeft(home);
        });
    }

    /** As after a crash: nobody is left who would remove them. */
    @Test
    void whatAControllerThatDiedLeftIsGoneAfterItsStart() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = job(j, shellRole(), sh("echo \"begun\"\nsleep 100\n"));
            FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("begun", build);
            Path home = j.jenkins.getRootDir().toPath();
            Path folder = shellFolders(home).stream()
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow();
            Path copy = home.resolve("kept");
            FileUtils.copyDirectory(folder.toFile(), copy.toFile());
            Path notes = home.resolve("aws-release-stages/agent-folders");
            FileUtils.copyDirectory(notes.toFile(), home.resolve("notes").toFile());
            build.doStop();
            j.waitForCompletion(build);
            FileUtils.copyDirectory(copy.toFile(), folder.toFile());
            FileUtils.deleteDirectory(copy.toFile());
            FileUtils.copyDirectory(home.resolve("notes").toFile(), notes.toFile());
            FileUtils.deleteDirectory(home.resolve("notes").toFile());
            assertThat(shellFolders(home)).isNotEmpty();
        });
        session.then(j -> {
            Path home = j.jenkins.getRootDir().toPath();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!shellFolders(home).isEmpty() && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertNothingIsLeft(home);
        });
    }

    @Test
    void aRoleThatCannotBeAssumedIsSaidAndNoBuildStepRuns() throws Throwable {
        deleteRole();
        session.then(j -> {
            FreeStyleProject job = job(j, shellRole(), sh("touch ran\n"));
            FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("ERROR: Assuming " + ROLE + " failed", build);
            j.assertLogContains("is not authorized to perform: sts:AssumeRole", build);
            assertThat(Files.exists(Path.of(build.getWorkspace().getRemote(), "ran")))
                    .isFalse();
        });
    }

    @Test
    void textsNameVariablesOfTheRun() throws Throwable {
        session.then(j -> {
            AwsRoleStep role = shellRole();
            role.setRole("${ROLE}");
            role.setRegion(" ${REGION} ");
            FreeStyleProject job = job(j, role, sh(ASK + "echo in $AWS_REGION\n"));
            job.addProperty(new ParametersDefinitionProperty(
                    new StringParameterDefinition("ROLE", ROLE), new StringParameterDefinition("REGION", "us-west-2")));
            assertThat(j.getLog(j.buildAndAssertSuccess(job))).contains("I have a session", "in us-west-2");
            job.removeProperty(ParametersDefinitionProperty.class);
            job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("ROLE", " ")));
            FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("role: '${ROLE}' is empty in this run.", build);
            j.assertLogContains("region: '${REGION}' is not a region code", build);
            assertThat(proxy.count("STS.AssumeRole")).isEqualTo(1);
        });
    }

    @Test
    void allMistakesAreSaidAtOnce() throws Throwable {
        session.then(j -> {
            AwsRoleStep role = new AwsRoleStep();
            role.setRole("admin");
            role.setRegion("Frankfurt");
            FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job(j, role, sh("echo ran\n")));
            j.assertLogContains("role: 'admin' is not the ARN of a role", build);
            j.assertLogContains("region: 'Frankfurt' is not a region code", build);
        });
    }
}

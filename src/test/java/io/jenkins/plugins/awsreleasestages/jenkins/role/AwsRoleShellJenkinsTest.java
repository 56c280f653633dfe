package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

@UnixOnly("the commands are for a Unix shell")
class AwsRoleShellJenkinsTest extends EmulatedRoleJenkinsTest {

    /** Where the commands leave their traces; it outlives a restart. */
    @TempDir
    private Path traces;

    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        addCredentials();
        WorkflowJob job = j.createProject(WorkflowJob.class, "a shell");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static String role(String body) {
        return "awsRole(role: '" + ROLE + "', credentialsId: 'ci', region: 'eu-west-1') { " + body + " }\n";
    }

    private static String sh(String script) {
        return "sh '''set +x\n" + script + "'''\n";
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("a shell", WorkflowJob.class).getBuildByNumber(1);
    }

    @Test
    void aCommandIsTheRoleInANodeAndAroundOne() throws Throwable {
        session.then(j -> {
            String seen = sh(ASK + "stat -c %a \"$AWS_CONFIG_FILE\" \"$(dirname \"$AWS_CONFIG_FILE\")\"\n"
                    + "cat \"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"\n");
            WorkflowJob job = job(
                    j,
                    role("node { " + seen + " }") + "node { " + role(seen) + sh("echo then ${AWS_CONFIG_FILE:-none}\n")
                            + " }");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            String log = j.getLog(run);
            assertThat(log.split("I have a session", -1)).hasSize(3);
            assertThat(log).contains("600", "700", "then none", "\"SecretAccessKey\": \"****\"");
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void onAnAgentToo() throws Throwable {
        session.then(j -> {
            DumbSlave agent = j.createOnlineSlave(hudson.model.Label.get("far"));
            WorkflowJob job = job(j, role("node('far') { dir('sub') { " + sh(ASK) + " } }"));
            WorkflowRun run = j.buildAndAssertSuccess(job);
            j.assertLogContains("I have a session", run);
            assertNothingIsLeft(Path.of(agent.getRemoteFS()));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void aCommandGoesOnThroughARestartAndKeepsBeingRenewed() throws Throwable {
        sessionsLast(15);
        String json = "\"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"";
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "node { "
                            + role(sh("cp " + json + " " + traces + "/before\ntouch " + traces + "/begun\n"
                                    + "while [ ! -e " + traces + "/go ]; do sleep 0.2; done\n"
                                    + "cat " + traces + "/before " + json + "\n" + "cmp -s " + traces + "/before "
                                    + json + " || echo it \"was renewed\"\n"))
                            + " }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            await(traces.resolve("begun"));
        });
        session.then(j -> {
            TimeUnit.SECONDS.sleep(3);
            Files.createFile(traces.resolve("go"));
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            String log = j.getLog(run);
            assertThat(log).contains("it was renewed").doesNotContain(SecretSearch.MARK);
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void anAbortedBlockLeavesNothing() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "node { " + role(sh("touch " + traces + "/begun\nsleep 100\n")) + " }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            await(traces.resolve("begun"));
            assertThat(shellFolders(j.jenkins.getRootDir().toPath())).isNotEmpty();
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void aRoleThatCannotBeRenewedIsSaidAndTheCommandGoesOn() throws Throwable {
        sessionsLast(15);
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "node { "
                            + role(sh("touch " + traces + "/begun\nwhile [ ! -e " + traces
                                    + "/go ]; do sleep 0.2; done\necho went on\n"))
                            + " }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            await(traces.resolve("begun"));
            deleteRole();
            j.waitForMessage("could not be renewed. Assuming " + ROLE + " failed", run);
            createRole();
            j.waitForMessage("are renewed again", run);
            Files.createFile(traces.resolve("go"));
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("went on", run);
        });
    }
}

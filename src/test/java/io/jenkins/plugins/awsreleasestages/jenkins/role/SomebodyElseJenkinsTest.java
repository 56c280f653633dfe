package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.OtherIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** As {@code SomebodyElseTest} of the local runner: a command is the role, whoever the machine has made of it. */
@UnixOnly("the commands are for a Unix shell")
class SomebodyElseJenkinsTest extends EmulatedRoleJenkinsTest {

    @TempDir
    private Path folder;

    private OtherIdentity other;

    @BeforeEach
    void somebody() throws Exception {
        other = OtherIdentity.in(folder);
    }

    private static String role(String body) {
        return "awsRole(role: '" + ROLE + "', credentialsId: 'ci', region: 'eu-west-1') { " + body + " }\n";
    }

    private String who(String place) {
        return "sh '''set +x\n" + other.ask(EmulatedAccount.python(), AWS.endpoint(), place) + "'''\n";
    }

    private static String theRole(String place) {
        return place + ": arn:aws:sts::" + Emulator.ACCOUNT + ":assumed-role/shell";
    }

    private static String log(JenkinsRule j, String script) throws Exception {
        addCredentials();
        WorkflowJob job = j.createProject(WorkflowJob.class, "somebody");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return JenkinsRule.getLog(j.buildAndAssertSuccess(job));
    }

    @Test
    void theMachineAndItsUserAreOthers() throws Throwable {
        session.then(j -> {
            EnvVars machine = new EnvVars("HOME", other.home().toString());
            other.everyWay().forEach(machine::putAll);
            j.jenkins
                    .getGlobalNodeProperties()
                    .add(new EnvironmentVariablesNodeProperty(machine.entrySet().stream()
                            .map(one -> new EnvironmentVariablesNodeProperty.Entry(one.getKey(), one.getValue()))
                            .toList()));
            String log = log(
                    j,
                    "node { " + who("before") + role(who("inside a node")) + who("after") + " }\n"
                            + role("node { " + who("around a node") + " }"));
            assertThat(log)
                    .contains(theRole("inside a node"), theRole("around a node"))
                    .contains("before: somebody else", "after: somebody else")
                    .doesNotContain("node: somebody else");
        });
    }

    @Test
    void soHaveTheBlocksAround() throws Throwable {
        session.then(j -> {
            StringBuilder script = new StringBuilder();
            List<Map<String, String>> ways = other.everyWay();
            for (int i = 0; i < ways.size(); i++) {
                String inside = role("node { " + who("outside " + i + " around") + " }") + "node { "
                        + role(who("outside " + i + " inside")) + " }\n";
                script.append(OtherIdentity.withEnv(ways.get(i), inside));
            }
            String log = log(j, script.toString());
            assertThat(log).doesNotContain("somebody else");
            for (int i = 0; i < ways.size(); i++) {
                assertThat(log).contains(theRole("outside " + i + " around"), theRole("outside " + i + " inside"));
            }
        });
    }

    @Test
    void whatIsSaidInsideTheBlockCountsOrFailsAloud() throws Throwable {
        session.then(j -> {
            String log = log(
                    j,
                    "node { "
                            + role(OtherIdentity.withEnv(other.keys(), who("keys"))
                                    + OtherIdentity.withEnv(other.config(), who("config"))
                                    + OtherIdentity.withEnv(other.credentials(), who("credentials"))
                                    + OtherIdentity.withEnv(other.profile(), who("profile"))
                                    + OtherIdentity.withEnv(other.container(), who("container")))
                            + " }");
            assertThat(log)
                    .contains("keys: somebody else", "config: somebody else", "credentials: somebody else")
                    .contains("profile: failed", theRole("container"));
        });
    }
}

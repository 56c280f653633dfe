package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.plugins.git.GitSCM;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

@UnixOnly("the commands are for a Unix shell")
class AwsRoleCheckoutJenkinsTest extends EmulatedRoleJenkinsTest {

    @TempDir
    private Path repository;

    @Test
    void aCheckoutInsideWorksAndWarnsOfNothing() throws Throwable {
        git("init", "-q", "-b", "main");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one");
        boolean before = GitSCM.ALLOW_LOCAL_CHECKOUT;
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
        try {
            session.then(j -> {
                addCredentials();
                WorkflowJob job = j.createProject(WorkflowJob.class, "a checkout");
                String checkout = "checkout scmGit(branches: [[name: 'main']], userRemoteConfigs: [[url: 'file://"
                        + repository + "']])\nsh 'git log --format=%s'\n" + "sh '''set +x\n" + ASK + "'''\n";
                String role = "awsRole(role: '" + ROLE + "', credentialsId: 'ci', region: 'eu-west-1')";
                job.setDefinition(new CpsFlowDefinition(
                        "node { " + role + " { " + checkout + " } }\n" + role + " { node { " + checkout + " } }",
                        true));
                String log = JenkinsRule.getLog(j.buildAndAssertSuccess(job));
                assertThat(log.split("I have a session", -1)).hasSize(3);
                assertThat(log).contains("Checking out Revision").doesNotContainIgnoringCase("special launcher");
            });
        } finally {
            GitSCM.ALLOW_LOCAL_CHECKOUT = before;
        }
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(repository.toFile())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).isZero();
    }
}

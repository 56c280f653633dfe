package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.slaves.DumbSlave;
import hudson.slaves.WorkspaceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What a build of a controller, or an agent, that died has left. */
class AgentFoldersJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private Path left;

    private FreeStyleBuild ended(JenkinsRule j, FreeStyleProject project) throws Exception {
        FreeStyleBuild build = j.buildAndAssertSuccess(project);
        FilePath folder = WorkspaceList.tempDir(build.getWorkspace()).child("aws-left");
        left = Path.of(folder.getRemote());
        return build;
    }

    private void leave(String node, FreeStyleBuild build) throws Exception {
        AgentFolders.add(node, left.toString(), build);
        PrivateFolder.create(left);
        PrivateFolder.write(left.resolve("credentials.json"), "live");
    }

    /** What is swept at the end of the build itself may take it along, as long as that is under way. */
    private void leaveForGood(FreeStyleBuild build) throws Exception {
        do {
            leave("", build);
            TimeUnit.SECONDS.sleep(1);
        } while (!Files.exists(left));
    }

    private void awaitGone() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (Files.exists(left) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void itGoesWhenTheControllerHasStarted() throws Throwable {
        session.then(j -> leaveForGood(ended(j, j.createFreeStyleProject())));
        assertThat(left.resolve("credentials.json")).exists();
        session.then(j -> awaitGone());
    }

    @Test
    void itGoesWhenTheAgentIsConnected() throws Throwable {
        session.then(j -> {
            DumbSlave agent = j.createOnlineSlave();
            FreeStyleProject project = j.createFreeStyleProject();
            project.setAssignedNode(agent);
            FreeStyleBuild build = ended(j, project);
            agent.toComputer().disconnect(null).get();
            leave(agent.getNodeName(), build);
            agent.toComputer().connect(true).get();
            awaitGone();
        });
    }

    @Test
    void itGoesWhenTheNextBuildBegins() throws Throwable {
        session.then(j -> {
            FreeStyleProject project = j.createFreeStyleProject();
            leave("", ended(j, project));
            j.buildAndAssertSuccess(project);
            awaitGone();
        });
    }
}

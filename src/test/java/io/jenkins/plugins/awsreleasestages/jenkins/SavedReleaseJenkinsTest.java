package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.Result;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Releases that waited in a real Jenkins with an earlier version of the plugin go on with this one: their folders, with
 * their programs, are kept in {@code src/test/resources}. What is recorded there is never changed; a version that saves
 * something else adds a folder of its own.
 */
class SavedReleaseJenkinsTest {

    private static final String JOB = "saved";

    /** Of the gate, which is open for the longest time there is: 60 days. */
    private static final int MINUTES = 60 * 24 * 60;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowRun run(JenkinsRule j) {
        return j.jenkins.getItemByFullName(JOB, WorkflowJob.class).getBuildByNumber(1);
    }

    private Path jobFolder() {
        return session.getHome().toPath().resolve("jobs").resolve(JOB);
    }

    @ParameterizedTest
    @ValueSource(strings = "gate-1.0.zip")
    void aGateOfAnEarlierVersionIsPassedWithThisOne(String recorded) throws Throwable {
        try (InputStream zip =
                getClass().getResourceAsStream("/io/jenkins/plugins/awsreleasestages/saved/" + recorded)) {
            Path jobs = Files.createDirectories(jobFolder().getParent());
            new FilePath(jobs.toFile()).unzipFrom(zip);
        }
        session.then(j -> {
            WorkflowRun run = run(j);
            Instant deadline = Instant.ofEpochMilli(run.getStartTimeInMillis()).plusSeconds(MINUTES * 60L);
            if (Instant.now().isBefore(deadline)) {
                approve(j, run);
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                j.assertLogContains("Approved by anonymous: still good", run);
                j.assertLogContains("shipped by anonymous", run);
            } else {
                j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
                j.assertLogContains("Expired: nobody decided in time", run);
            }
        });
    }

    private void restore(String recorded) throws Exception {
        try (InputStream zip =
                getClass().getResourceAsStream("/io/jenkins/plugins/awsreleasestages/saved/" + recorded)) {
            Path jobs = Files.createDirectories(jobFolder().getParent());
            new FilePath(jobs.toFile()).unzipFrom(zip);
        }
    }

    @Test
    void aGateOfTheTimeBeforeIsRefusedInOneSentence() throws Throwable {
        restore("gate-before-1.0.zip");
        session.then(j -> {
            WorkflowRun run = run(j);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("This build waited in a step of a version of AWS Release Stages before 1.0", run);
            j.assertLogContains("begin the build anew.", run);
        });
    }

    private static void approve(JenkinsRule j, WorkflowRun run) throws Exception {
        try (JenkinsRule.WebClient client = j.createWebClient()) {
            HtmlPage page = client.getPage(run, "approval");
            HtmlForm form = page.getForms().stream()
                    .filter(one -> one.getActionAttribute().equals("decide"))
                    .findFirst()
                    .orElseThrow();
            form.getTextAreaByName("reason").setText("still good");
            form.getButtonByName("approve").click();
        }
    }

    /** Records what {@link #aGateOfAnEarlierVersionIsPassedWithThisOne} resumes: {@code -Dsaved.record=FILE.zip}. */
    @Test
    @EnabledIfSystemProperty(
            named = "saved.record",
            matches = ".+",
            disabledReason = "It only records what the other tests resume; say -Dsaved.record=FILE.zip.")
    void recordAGate() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, JOB);
            job.setDefinition(new CpsFlowDefinition(
                    "def d = releaseApproval message: 'Ship it?', timeoutMinutes: " + MINUTES
                            + "\necho \"shipped by ${d.by}\"",
                    true));
            j.waitForMessage("Approve or reject", job.scheduleBuild2(0).waitForStart());
        });
        Path to = Path.of(System.getProperty("saved.record"));
        new FilePath(jobFolder().toFile()).zip(new FilePath(to.toFile()));
        assertThat(to).isNotEmptyFile();
    }
}

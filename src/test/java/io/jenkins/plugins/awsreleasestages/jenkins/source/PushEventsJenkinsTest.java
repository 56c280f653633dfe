package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.plugins.git.ApiTokenPropertyConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import jenkins.scm.api.SCMHeadEvent;
import org.htmlunit.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What a plugin's web hook tells Jenkins makes the trigger look. */
@ExtendWith(LocalRepositories.class)
class PushEventsJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    private static void startedOnce(JenkinsRule j, Job<?, ?> job, int number) throws Exception {
        until(() -> job.getLastBuild() != null && job.getLastBuild().getNumber() == number);
        j.waitUntilNoActivity();
        assertThat(job.getBuilds()).hasSize(number);
    }

    private static void push(String repository) {
        for (int i = 0; i < 20; i++) {
            SCMHeadEvent.fireNow(new Push(repository));
        }
    }

    private static String notified(JenkinsRule j, String url, String token) throws Exception {
        Page answer = j.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .goTo(
                        "git/notifyCommit?token=" + token + "&url=" + URLEncoder.encode(url, StandardCharsets.UTF_8),
                        null);
        return answer.getWebResponse().getStatusCode() + " "
                + answer.getWebResponse().getContentAsString();
    }

    @Test
    void aPushStartsTheJobOnceWithoutAScheduleAlsoAfterARestart() throws Throwable {
        GitRepository repository = new GitRepository(temp.resolve("shop"));
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("release");
            AwsSourceTrigger trigger = new AwsSourceTrigger("", new GitRepositorySource(repository.folder.toString()));
            job.addTrigger(trigger);
            trigger.start(job, true);
            push("team/Shop");
            startedOnce(j, job, 1);
            job.save();
        });
        repository.commit("a.txt", "2", "Two");
        session.then(j -> {
            FreeStyleProject job = j.jenkins.getItemByFullName("release", FreeStyleProject.class);
            push("another");
            push("team/shop");
            startedOnce(j, job, 2);

            repository.commit("a.txt", "3", "Three");
            String url = "https://git.example.org/team/shop.git";
            assertThat(notified(j, url, "")).startsWith("401 ");
            j.waitUntilNoActivity();
            assertThat(job.getBuilds()).hasSize(2);
            String token =
                    ApiTokenPropertyConfiguration.get().generateApiToken("hook").getString("value");
            assertThat(notified(j, url, token))
                    .startsWith("200 ")
                    .contains("Triggers awsSourceChange that look now: 1");
            startedOnce(j, job, 3);

            job.delete();
            assertThat(ActionThreads.get().news().of(SourceNews.repository(url)))
                    .isZero();
            assertThat(notified(j, url, token)).startsWith("200 ").doesNotContain("awsSourceChange");
        });
    }
}

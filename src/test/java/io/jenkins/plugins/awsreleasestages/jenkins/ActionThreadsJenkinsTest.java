package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ActionThreadsJenkinsTest {

    @Test
    void whatIsDueAfterTheShutdownIsLeftOutWithoutAWord(JenkinsRule j) throws Exception {
        try (LogRecorder log = new LogRecorder()
                .record("jenkins.util.ErrorLoggingScheduledThreadPoolExecutor", Level.WARNING)
                .capture(10)) {
            AtomicBoolean ran = new AtomicBoolean();
            ActionThreads.get().after(Duration.ofMillis(300), () -> ran.set(true));
            ActionThreads.terminate();
            Thread.sleep(1500);
            assertThat(ran).isFalse();
            assertThat(log.getMessages()).isEmpty();
        }
    }
}

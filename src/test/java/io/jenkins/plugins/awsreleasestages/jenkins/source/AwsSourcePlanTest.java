package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.File;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsSourcePlanTest {

    /** A workspace and nothing else. */
    private static final class Workspace implements ActionContext {
        @Override
        public <T> T find(Class<T> type) {
            return type == FilePath.class ? type.cast(new FilePath(new File("workspace"))) : null;
        }

        @Override
        public TaskListener listener() {
            return TaskListener.NULL;
        }
    }

    @Test
    void gitIsAskedForTheRevisionWhereItMayHang() {
        AwsSourceStep.Plan plan = new AwsSourceStep.Plan(
                AwsRoleScope.NONE, new GitRepositorySource("https://example.com/r").said(), null, null);
        AfterStages before = AfterStages.of(plan.sequence(new Workspace()));
        SourceCheckout.State state = (SourceCheckout.State) before.nextData();
        assertThat(before.worker(before.next(), state)).isPresent();
        SourceCheckout.State pinned =
                state.pinned(SourceRevision.git("https://example.com/r", "main", "a".repeat(40)), "");
        assertThat(before.worker(before.next(), pinned))
                .as("bringing in has a worker of its own")
                .isEmpty();
    }

    private static AwsSource restored(AwsSource source) {
        return AwsSource.of(PlainData.read(
                        AwsSourceStep.Plan.class,
                        PlainData.of(new AwsSourceStep.Plan(AwsRoleScope.NONE, source.said(), null, null)))
                .source());
    }

    /** What was left out stays so: a blank would be refused, or be looked for. */
    @Test
    void aSourceComesBackFromTheDiskAsItWasSaid() {
        GitRepositorySource plain = (GitRepositorySource) restored(new GitRepositorySource("https://example.com/r"));
        assertThat(plain.getUrl()).isEqualTo("https://example.com/r");
        assertThat(plain.getBranch()).isEqualTo("main");
        assertThat(plain.getCredentialsId()).isNull();
        assertThat(plain.problems()).isEmpty();

        GitRepositorySource whole = new GitRepositorySource("https://example.com/r");
        whole.setBranch("release");
        whole.setCredentialsId("git");
        GitRepositorySource again = (GitRepositorySource) restored(whole);
        assertThat(again.getBranch()).isEqualTo("release");
        assertThat(again.getCredentialsId()).isEqualTo("git");

        S3ObjectSource object = (S3ObjectSource) restored(new S3ObjectSource("releases", "app.zip"));
        assertThat(object.getBucket()).isEqualTo("releases");
        assertThat(object.getKey()).isEqualTo("app.zip");
    }

    /** A step that an earlier version has begun goes on. */
    @Test
    void whoHasWrittenItComesBackFromTheDiskToo() {
        SourceRevision revision = SourceRevision.git("https://example.com/r", "main", "a".repeat(40))
                .by(CommitAuthors.listed("a\nJane\njane@example.com\0", false).butFor("why"));
        SourceCheckout.State state = SourceCheckout.State.create(null).pinned(revision, "the newest");
        Map<String, Object> plain = PlainData.ofRecord(state);
        assertThat(PlainData.read(SourceCheckout.State.class, plain).revision().authors())
                .isEqualTo(revision.authors());
        plain.remove("authors");
        assertThat(PlainData.read(SourceCheckout.State.class, plain).revision().authors())
                .isEqualTo(CommitAuthors.NONE);
    }
}

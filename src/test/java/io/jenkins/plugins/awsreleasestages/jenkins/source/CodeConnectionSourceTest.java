package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import org.junit.jupiter.api.Test;

/** What is said; CodeConnectionJenkinsTest has the table and a server. */
class CodeConnectionSourceTest {

    private static final String ARN = "arn:aws:codeconnections:eu-west-1:111122223333:connection/0a1b-2c";

    @Test
    void namesOfConnectionsAndRepositories() {
        for (String good : new String[] {ARN, ARN.replace("codeconnections", "codestar-connections")}) {
            assertThat(new CodeConnectionSource(good, "owner/name").problems()).isEmpty();
        }
        assertThat(new CodeConnectionSource(ARN, "group/sub/na.me-1").problems())
                .isEmpty();
        assertThat(new CodeConnectionSource(ARN, "owner/.github").problems()).isEmpty();
        for (String wrong : new String[] {
            null, "", "name", "/name", "owner/", "../name", "owner/..", "-x/y", "a/../b", "a/b?c", "a/b#c", "a@b/c"
        }) {
            assertThat(new CodeConnectionSource(ARN, wrong).problems())
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("repository: ");
        }
        for (String wrong : new String[] {null, "x", ARN.replace("codeconnections", "s3"), ARN + "/x"}) {
            assertThat(new CodeConnectionSource(wrong, "owner/name").problems())
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("connection: ");
        }
    }

    @Test
    void itComesBackFromTheDisk() {
        CodeConnectionSource source = new CodeConnectionSource(ARN, "owner/name");
        source.setBranch("next");
        CodeConnectionSource again = (CodeConnectionSource) AwsSource.of(source.said());
        assertThat(again.getConnection()).isEqualTo(ARN);
        assertThat(again.getRepository()).isEqualTo("owner/name");
        assertThat(again.getBranch()).isEqualTo("next");
    }

    @Test
    void theVariablesOfCodePipeline() {
        SourceRevision revision = SourceRevision.git("https://github.com/owner/name.git", "main", "a".repeat(40));
        assertThat(new CodeConnectionSource(ARN, "owner/name").variables(revision, false))
                .containsEntry("ConnectionArn", ARN)
                .containsEntry("FullRepositoryName", "owner/name")
                .containsEntry("BranchName", "main")
                .containsEntry("CommitId", "a".repeat(40));
    }
}

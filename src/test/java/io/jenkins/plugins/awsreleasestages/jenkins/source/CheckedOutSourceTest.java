package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.scm.NullSCM;
import hudson.scm.SCM;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Jenkins checks out, before or by the step; CheckedOutJenkinsTest has real plugins of source controls. */
class CheckedOutSourceTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path temp;

    private LocalSite site;
    private final CheckedOutSource source = new CheckedOutSource();

    @BeforeEach
    void makeSite() {
        site = new LocalSite(temp);
    }

    @Test
    void whatIsSaidIsRecorded() throws Exception {
        source.setUrl("https://example.com/r");
        source.setBranch("origin/main");
        source.setRevision(COMMIT);
        assertThat(source.problems()).isEmpty();
        SourceRevision found = AwsSource.of(source.said()).look(site);
        assertThat(found).isEqualTo(SourceRevision.git("https://example.com/r", "main", COMMIT));
        assertThat(source.bringIn(site, found).authors().gap()).contains("no change log");
        assertThat(temp).isEmptyDirectory();
        assertThat(site.commands).isEmpty();
    }

    @Test
    void whatDeclarativePipelineHasCheckedOut() throws Exception {
        site.environment.put("GIT_URL", "https://example.com/r");
        site.environment.put("GIT_BRANCH", "origin/main");
        site.environment.put("GIT_COMMIT", COMMIT);
        assertThat(source.problems()).isEmpty();
        assertThat(source.look(site)).isEqualTo(SourceRevision.git("https://example.com/r", "main", COMMIT));
    }

    @Test
    void whereNothingIsKnownThatIsSaid() {
        assertThatThrownBy(() -> source.look(site))
                .isInstanceOf(RemoteFailure.class)
                .hasMessage(
                        "It is not known what this run was started from. Check out before, and hand on what comes of"
                                + " it: awsSource checkedOut(checkout(scm)).");
    }

    @Test
    void halfOfItIsRefused() {
        source.setRevision(COMMIT);
        assertThat(source.problems())
                .containsExactly("url and revision: say both, or neither for what the run was started from.");
        source.setUrl(null);
        assertThat(source.problems()).singleElement().asString().startsWith("url: is blank");
    }

    @Test
    void aRevisionOfAnotherRunIsNone() {
        assertThatThrownBy(() -> source.named(site, COMMIT)).hasMessageContaining("Leave it out");
        assertThat(source.has(SourceRevision.git("https://example.com/r", "main", COMMIT)))
                .isFalse();
    }

    @Test
    void theVariablesOfACheckoutBecomeFields() {
        CheckedOutSource.DescriptorImpl descriptor = new CheckedOutSource.DescriptorImpl();
        assertThat(descriptor.customInstantiate(Map.of("GIT_URL", "u", "GIT_BRANCH", "origin/main", "GIT_COMMIT", "c")))
                .isEqualTo(Map.of("url", "u", "branch", "origin/main", "revision", "c"));
        assertThat(descriptor.customInstantiate(Map.of("SVN_URL", "u", "SVN_REVISION", "7")))
                .isEqualTo(Map.of("url", "u", "revision", "7"));
        assertThat(descriptor.customInstantiate(Map.of("url", "u"))).isEqualTo(Map.of("url", "u"));
        assertThat(descriptor.customInstantiate(Map.of())).isEmpty();
        assertThatThrownBy(() -> descriptor.customInstantiate(Map.of("P4_CHANGELIST", "7")))
                .hasMessage("checkedOut: P4_CHANGELIST tell no revision of Git or Subversion."
                        + " Say checkedOut(url: '…', revision: '…').");
    }

    @Test
    void authorsAreThoseSinceTheLastReleaseAndNobodyClaimsMore() {
        SourceRevision now = SourceRevision.git("https://example.com/r", "main", COMMIT);
        site.earlier = new SourceSite.Earlier(now, true);
        assertThat(source.bringIn(site, now).authors()).isEqualTo(CommitAuthors.NONE);
        site.earlier = new SourceSite.Earlier(
                SourceRevision.git("https://example.com/r", "main", COMMIT.replace('0', '1')), true);
        assertThat(source.bringIn(site, now).authors().gap()).contains("the change log of this run does not tell");
    }

    @Test
    void noTriggerWatchesIt() throws Exception {
        for (AwsSource one : new AwsSource[] {source, new JenkinsScmSource(new Numbered(7))}) {
            assertThat(new AwsSourceTrigger("", one).problems())
                    .singleElement()
                    .asString()
                    .contains("Poll SCM", "web hook");
        }
    }

    /** Something to check out that is not serializable. */
    static final class Numbered extends NullSCM {
        final int number;

        Numbered(int number) {
            this.number = number;
        }
    }

    @Test
    void theSettingsOfASourceControlComeBackFromTheDisk() {
        AwsSource saved = AwsSource.of(new JenkinsScmSource(new Numbered(7)).said());
        assertThat(saved.problems()).isEmpty();
        assertThat(((Numbered) ((JenkinsScmSource) saved).getScm()).number).isEqualTo(7);
    }

    @Test
    void withoutSettingsThereIsNothingToCheckOut() {
        assertThat(new JenkinsScmSource((SCM) null).problems())
                .singleElement()
                .asString()
                .startsWith("scm: is missing.");
    }
}

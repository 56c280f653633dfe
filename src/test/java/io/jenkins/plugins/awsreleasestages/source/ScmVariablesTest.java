package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScmVariablesTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static SourceRevision told(String... pairs) {
        Map<String, String> variables = new HashMap<>(Map.of("PATH", "/bin"));
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        ScmVariables told = ScmVariables.of(variables);
        return told == null ? null : told.toRevision();
    }

    @Test
    void aCheckoutOfGit() {
        SourceRevision revision = told(
                "GIT_URL", "https://jane:secret@example.com/r.git", "GIT_BRANCH", "origin/main", "GIT_COMMIT", COMMIT);
        assertThat(revision).isEqualTo(SourceRevision.git("https://example.com/r.git", "main", COMMIT));
        assertThat(revision.variables())
                .containsExactly(entry("RepositoryName", "r"), entry("BranchName", "main"), entry("CommitId", COMMIT));
    }

    @Test
    void namesOfBranches() {
        for (String name : new String[] {"main", "origin/main", "refs/heads/main", "refs/remotes/origin/main"}) {
            assertThat(told("GIT_URL", "u", "GIT_BRANCH", name, "GIT_COMMIT", COMMIT)
                            .name())
                    .as(name)
                    .isEqualTo("main");
        }
        assertThat(told("GIT_URL", "u", "GIT_BRANCH", "origin/feature/origin/x", "GIT_COMMIT", COMMIT)
                        .name())
                .isEqualTo("feature/origin/x");
        for (String[] none : new String[][] {{}, {"GIT_BRANCH", "detached"}, {"GIT_BRANCH", " "}}) {
            String[] all = {"GIT_URL", "https://example.com/r", "GIT_COMMIT", COMMIT, "X", "", "", ""};
            System.arraycopy(none, 0, all, 6, none.length);
            SourceRevision revision = told(all);
            assertThat(revision.location()).isEqualTo("https://example.com/r");
            assertThat(revision.variables()).doesNotContainKey("BranchName");
            assertThat(SourceRevision.of(revision.toMap())).isEqualTo(revision);
        }
    }

    @Test
    void aCheckoutOfSubversion() {
        SourceRevision revision = told("SVN_URL", "https://example.com/svn/trunk", "SVN_REVISION", "4711");
        assertThat(revision.kind()).isEqualTo(SourceRevision.Kind.SCM);
        assertThat(revision).hasToString("https://example.com/svn/trunk at 4711");
        assertThat(revision.toMap()).contains(entry("type", "scm"), entry("revision", "4711"));
        assertThat(SourceRevision.of(revision.toMap())).isEqualTo(revision);
    }

    @Test
    void halfOfItIsNothing() {
        assertThat(told()).isNull();
        assertThat(told("GIT_COMMIT", COMMIT)).isNull();
        assertThat(told("GIT_URL", "https://example.com/r")).isNull();
        assertThat(told("GIT_URL", "https://example.com/r", "GIT_COMMIT", " ")).isNull();
    }
}

package io.jenkins.plugins.awsreleasestages.source;

import java.util.List;
import java.util.Map;

/**
 * What the plugins of source controls tell of a checkout: the variables that {@code checkout} returns.
 *
 * @param branch null where it is not told
 */
public record ScmVariables(String url, String branch, String revision) {

    private static final List<ScmVariables> NAMES = List.of(
            new ScmVariables("GIT_URL", "GIT_BRANCH", "GIT_COMMIT"), new ScmVariables("SVN_URL", null, "SVN_REVISION"));

    /** @return null where they tell of no revision */
    public static ScmVariables of(Map<String, ?> variables) {
        for (ScmVariables names : NAMES) {
            ScmVariables told = new ScmVariables(
                    text(variables, names.url), text(variables, names.branch), text(variables, names.revision));
            if (told.url != null && told.revision != null) {
                return told;
            }
        }
        return null;
    }

    private static String text(Map<String, ?> variables, String name) {
        Object value = name == null ? null : variables.get(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    public SourceRevision toRevision() {
        return SourceRevision.checkedOut(url, branch, revision);
    }
}

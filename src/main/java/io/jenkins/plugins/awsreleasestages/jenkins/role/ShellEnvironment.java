package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.EnvVars;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** The variables that a block's commands see. They come after those around, and before those of a block inside. */
final class ShellEnvironment extends EnvironmentExpander {

    private static final long serialVersionUID = 1L;

    /** The variables of exported keys that must not be shown. */
    static final Set<String> SENSITIVE = Set.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    private final ShellCredentials of;

    ShellEnvironment(ShellCredentials of) {
        this.of = of;
    }

    @Override
    public void expand(EnvVars env) {
        of.expand(env);
    }

    @Override
    public Set<String> getSensitiveVariables() {
        return of.exportsKeys() ? SENSITIVE : Set.of();
    }
}

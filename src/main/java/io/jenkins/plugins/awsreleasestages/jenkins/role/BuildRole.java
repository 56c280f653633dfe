package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.jenkins.ContextAction;

/** The role of a freestyle build's builders while they run: taken from the build at their end, and never saved. */
final class BuildRole extends ContextAction {

    private final transient AwsRoleScope scope;
    private final transient ShellCredentials shell;

    BuildRole(AwsRoleScope scope, ShellCredentials shell) {
        this.scope = scope;
        this.shell = shell;
    }

    /** @return null in a build that was read from disk */
    ShellCredentials shell() {
        return shell;
    }

    @Override
    public <T> T find(Class<T> type) {
        return type == AwsRoleScope.class ? type.cast(scope) : null;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import hudson.model.ItemGroup;
import hudson.model.RootAction;
import jenkins.model.Jenkins;

/** What is live where, in the whole Jenkins. */
@Extension
public final class ReleaseEnvironments extends EnvironmentsView implements RootAction {

    @Override
    ItemGroup<?> group() {
        return Jenkins.get();
    }

    @Override
    void checkPermission() {
        Jenkins.get().checkPermission(Jenkins.READ);
    }
}

package jenkins.branch;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import hudson.model.TaskListener;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;

public abstract class BranchBuildStrategy extends AbstractDescribableImpl<BranchBuildStrategy>
        implements ExtensionPoint {
    public abstract boolean isAutomaticBuild(
            SCMSource source,
            SCMHead head,
            SCMRevision currRevision,
            SCMRevision lastBuiltRevision,
            SCMRevision lastSeenRevision,
            TaskListener listener);

    @Override
    public BranchBuildStrategyDescriptor getDescriptor() {
        return (BranchBuildStrategyDescriptor) super.getDescriptor();
    }
}

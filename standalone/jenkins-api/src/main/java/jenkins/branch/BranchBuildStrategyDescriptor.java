package jenkins.branch;

import hudson.model.Descriptor;

public abstract class BranchBuildStrategyDescriptor extends Descriptor<BranchBuildStrategy> {}

package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Every label is this machine. */
public final class NodeStep extends BaseStep {
    private String label;

    @DataBoundConstructor
    public NodeStep() {}

    public String getLabel() {
        return label;
    }

    @DataBoundSetter
    public void setLabel(String label) {
        this.label = label;
    }

    @Override
    StepExecution start(StepCall call) throws Exception {
        FilePath workspace = new FilePath(call.interpreter().freeWorkspace().toFile());
        workspace.mkdirs();
        // As in Jenkins no expander, which would come after those of the blocks around: they see where they work.
        EnvVars env = new EnvVars(
                "WORKSPACE",
                workspace.getRemote(),
                "WORKSPACE_TMP",
                WorkspaceList.tempDir(workspace).getRemote(),
                "NODE_NAME",
                "local",
                "EXECUTOR_NUMBER",
                "0");
        return new InBlock(call, null, List.of(workspace, env));
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("node", true);
        }
    }
}

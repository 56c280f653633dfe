package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class DirStep extends BaseStep {
    private final String path;

    @DataBoundConstructor
    public DirStep(String path) {
        this.path = path;
    }

    @Override
    StepExecution start(StepCall call) throws Exception {
        return new InBlock(call, null, List.of(call.get(FilePath.class).child(path)));
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("dir", true, FilePath.class);
        }
    }
}

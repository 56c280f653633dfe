package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class ReadFileStep extends BaseStep {
    private final String file;

    @DataBoundConstructor
    public ReadFileStep(String file) {
        this.file = file;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, file);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String file;

        Execution(StepContext context, String file) {
            super(context);
            this.file = file;
        }

        @Override
        Object work(FilePath folder) throws Exception {
            return folder.child(file).readToString();
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("readFile", false, FilePath.class);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class WriteFileStep extends BaseStep {
    private final String file;
    private final String text;

    @DataBoundConstructor
    public WriteFileStep(String file, String text) {
        this.file = file;
        this.text = text;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, file, text);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String file;
        private final String text;

        Execution(StepContext context, String file, String text) {
            super(context);
            this.file = file;
            this.text = text;
        }

        @Override
        Object work(FilePath folder) throws Exception {
            folder.child(file).write(text, null);
            return null;
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("writeFile", false, FilePath.class);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class WriteFileStep extends BaseStep {
    private final String file;
    private final String text;
    private String encoding;

    @DataBoundConstructor
    public WriteFileStep(String file, String text) {
        this.file = file;
        this.text = text;
    }

    @DataBoundSetter
    public void setEncoding(String encoding) {
        this.encoding = encoding;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, file, text, encoding);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String file;
        private final String text;
        private final String encoding;

        Execution(StepContext context, String file, String text, String encoding) {
            super(context);
            this.file = file;
            this.text = text;
            this.encoding = encoding;
        }

        @Override
        Object work(FilePath folder) throws Exception {
            folder.child(file).write(text, encoding);
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

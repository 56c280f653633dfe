package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Base64;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class ReadFileStep extends BaseStep {
    private final String file;
    private String encoding;

    @DataBoundConstructor
    public ReadFileStep(String file) {
        this.file = file;
    }

    @DataBoundSetter
    public void setEncoding(String encoding) {
        this.encoding = encoding;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, file, encoding);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String file;
        private final String encoding;

        Execution(StepContext context, String file, String encoding) {
            super(context);
            this.file = file;
            this.encoding = encoding;
        }

        @Override
        Object work(FilePath folder) throws Exception {
            try (InputStream in = folder.child(file).read()) {
                byte[] bytes = in.readAllBytes();
                if ("Base64".equals(encoding)) {
                    return Base64.getEncoder().encodeToString(bytes);
                }
                return new String(bytes, encoding == null ? Charset.defaultCharset() : Charset.forName(encoding));
            }
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("readFile", false, FilePath.class);
        }
    }
}

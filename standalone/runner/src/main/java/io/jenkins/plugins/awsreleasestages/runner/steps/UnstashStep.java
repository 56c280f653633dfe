package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class UnstashStep extends BaseStep {
    private final String name;

    @DataBoundConstructor
    public UnstashStep(String name) {
        this.name = name;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, name);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String name;

        Execution(StepContext context, String name) {
            super(context);
            this.name = name;
        }

        @Override
        Object work(FilePath workspace) throws Exception {
            Path stash = StashStep.folder(call(), name);
            if (!Files.isDirectory(stash)) {
                throw new AbortException("No such saved stash " + name);
            }
            new FilePath(stash.toFile()).copyRecursiveTo(workspace);
            return null;
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("unstash", false, FilePath.class);
        }
    }
}

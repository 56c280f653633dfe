package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class StashStep extends BaseStep {
    private final String name;
    private String includes = "**";
    private String excludes;
    private boolean useDefaultExcludes = true;
    private boolean allowEmpty;

    @DataBoundConstructor
    public StashStep(String name) {
        this.name = name;
    }

    @DataBoundSetter
    public void setIncludes(String includes) {
        this.includes = includes;
    }

    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = excludes;
    }

    @DataBoundSetter
    public void setUseDefaultExcludes(boolean useDefaultExcludes) {
        this.useDefaultExcludes = useDefaultExcludes;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    static Path folder(StepCall call, String name) throws AbortException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new AbortException("A stash cannot be named " + name);
        }
        return call.interpreter().folder().resolve("stashes").resolve(name);
    }

    @Override
    StepExecution start(StepCall call) throws Exception {
        folder(call, name);
        return new Execution(call, this);
    }

    private static final class Execution extends FileWork {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final String includes;
        private final String excludes;
        private final boolean useDefaultExcludes;
        private final boolean allowEmpty;

        Execution(StepContext context, StashStep step) {
            super(context);
            name = step.name;
            includes = step.includes;
            excludes = step.excludes;
            useDefaultExcludes = step.useDefaultExcludes;
            allowEmpty = step.allowEmpty;
        }

        @Override
        Object work(FilePath workspace) throws Exception {
            Path target = folder(call(), name);
            Path fresh = target.resolveSibling(name + ".new");
            Util.deleteRecursive(fresh.toFile());
            Files.createDirectories(fresh);
            Path root = Path.of(workspace.getRemote());
            FilePath[] files = workspace.list(includes, excludes, useDefaultExcludes);
            if (files.length == 0 && !allowEmpty) {
                throw new AbortException("No files included in stash " + name);
            }
            for (FilePath file : files) {
                Path from = Path.of(file.getRemote());
                Path to = fresh.resolve(root.relativize(from));
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Util.deleteRecursive(target.toFile());
            Files.move(fresh, target);
            getContext().get(TaskListener.class).getLogger().println("Stashed " + files.length + " file(s)");
            return null;
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("stash", false, FilePath.class);
        }
    }
}

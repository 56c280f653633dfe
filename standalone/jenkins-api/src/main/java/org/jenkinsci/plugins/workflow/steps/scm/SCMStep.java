package org.jenkinsci.plugins.workflow.steps.scm;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import org.jenkinsci.plugins.workflow.steps.Step;

public abstract class SCMStep extends Step {
    public final void checkout(Run<?, ?> run, FilePath workspace, TaskListener listener, Launcher launcher)
            throws Exception {
        throw new UnsupportedOperationException("Nothing is checked out here");
    }
}

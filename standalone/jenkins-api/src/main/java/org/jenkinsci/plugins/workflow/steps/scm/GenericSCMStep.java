package org.jenkinsci.plugins.workflow.steps.scm;

import hudson.scm.SCM;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

public final class GenericSCMStep extends SCMStep {
    public GenericSCMStep(SCM scm) {}

    @Override
    public StepExecution start(StepContext context) throws Exception {
        throw new UnsupportedOperationException("Nothing is checked out here");
    }
}

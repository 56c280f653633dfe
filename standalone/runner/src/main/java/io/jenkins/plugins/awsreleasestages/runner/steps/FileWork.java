package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import standalone.Workers;

/** Works with files, on a thread of its own. Doing it twice does no harm, so after a restart it is done again. */
abstract class FileWork extends StepExecution {
    private static final long serialVersionUID = 1L;

    FileWork(StepContext context) {
        super(context);
    }

    abstract Object work(FilePath folder) throws Exception;

    StepCall call() {
        return (StepCall) getContext();
    }

    @Override
    public boolean start() {
        begin();
        return false;
    }

    @Override
    public void onResume() {
        begin();
    }

    private void begin() {
        Workers.submit(() -> {
            try {
                getContext().onSuccess(work(getContext().get(FilePath.class)));
            } catch (Throwable e) {
                getContext().onFailure(e);
            }
        });
    }
}

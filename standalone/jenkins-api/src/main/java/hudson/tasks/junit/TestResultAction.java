package hudson.tasks.junit;

import hudson.model.Action;
import hudson.model.Run;
import hudson.model.TaskListener;

public class TestResultAction implements Action {
    private final TestResult result;

    public TestResultAction(Run owner, TestResult result, TaskListener listener) {
        this.result = result;
    }

    public TestResult getResult() {
        return result;
    }

    public void mergeResult(TestResult additionalResult, TaskListener listener) {}

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return null;
    }
}

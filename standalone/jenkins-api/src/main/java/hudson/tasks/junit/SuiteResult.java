package hudson.tasks.junit;

public final class SuiteResult {
    private SuiteResult() {}

    public String getFile() {
        return null;
    }
}

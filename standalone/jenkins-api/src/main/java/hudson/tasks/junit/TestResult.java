package hudson.tasks.junit;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Counts nothing: a run here has no page to show results on. */
public final class TestResult {
    private final List<SuiteResult> suites = new ArrayList<>();

    public TestResult() {}

    public void parse(File reportFile) throws IOException {}

    public void tally() {}

    public void freeze(TestResultAction parent) {}

    public int getFailCount() {
        return 0;
    }

    public int getTotalCount() {
        return 0;
    }

    public Collection<SuiteResult> getSuites() {
        return suites;
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.TestResult;
import hudson.tasks.junit.TestResultAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where the JUnit plugin is; without it Jenkins cannot load this class and leaves it out. */
@Extension(optional = true)
public final class JUnitTestResults implements TestResults {

    /** Links the class to the plugin, so that without it no instance is made. */
    private final Class<?> needed = TestResultAction.class;

    @Override
    public List<String> add(Run<?, ?> run, Map<String, byte[]> xml, boolean unstable, TaskListener listener)
            throws IOException {
        synchronized (run) {
            TestResultAction action = run.getAction(TestResultAction.class);
            TestResult results = new TestResult();
            for (Map.Entry<String, byte[]> file : xml.entrySet()) {
                if (action == null || !holds(action.getResult(), name(file.getKey()))) {
                    parse(results, name(file.getKey()), file.getValue());
                }
            }
            results.tally();
            if (results.getTotalCount() == 0) {
                return List.of();
            }
            add(run, action, results, listener);
            if (unstable && results.getFailCount() > 0) {
                run.setResult(Result.UNSTABLE);
            }
            run.save();
            return List.of();
        }
    }

    private void add(Run<?, ?> run, TestResultAction action, TestResult results, TaskListener listener) {
        if (action == null) {
            run.addAction(new TestResultAction(run, results, listener));
            return;
        }
        results.freeze(action);
        action.mergeResult(results, listener);
    }

    /** Recorded already, in a life of the controller that ended before this could be saved. */
    private static boolean holds(TestResult results, String name) {
        return results.getSuites().stream()
                .anyMatch(suite -> suite.getFile() != null && suite.getFile().endsWith(name));
    }

    /** Tells an id again, and can be the name of a file. */
    private static String name(String id) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)) + ".xml";
    }

    /** The parser reads files only. */
    private static void parse(TestResult results, String name, byte[] xml) throws IOException {
        Path folder = Files.createTempDirectory("test-report");
        Path file = folder.resolve(name);
        try {
            Files.write(file, xml);
            results.parse(file.toFile());
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}

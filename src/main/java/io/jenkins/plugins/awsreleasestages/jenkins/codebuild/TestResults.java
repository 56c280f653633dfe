package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Takes test results for a run; there is one where the JUnit plugin is. */
public interface TestResults extends ExtensionPoint {

    /**
     * Adds results to those that the run has. What was added before, under the same id, is not added again.
     *
     * @param xml JUnit files, by an id of each
     * @param unstable whether failed tests make the run unstable
     * @return lines for the log
     */
    List<String> add(Run<?, ?> run, Map<String, byte[]> xml, boolean unstable, TaskListener listener)
            throws IOException;

    static List<String> record(ActionContext context, Map<String, byte[]> xml, boolean unstable) {
        ExtensionList<TestResults> there = ExtensionList.lookup(TestResults.class);
        if (there.isEmpty()) {
            return List.of("The JUnit plugin is not installed: Jenkins shows no test reports.");
        }
        try {
            return there.get(0).add(context.get(Run.class), xml, unstable, context.listener());
        } catch (IOException e) {
            return List.of("The test reports could not be recorded as test results: " + e.getMessage());
        }
    }
}

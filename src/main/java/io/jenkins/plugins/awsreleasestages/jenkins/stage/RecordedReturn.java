package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.TaskListener;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Keeps what a stage returns, for retries and rollbacks of later stages. */
final class RecordedReturn {

    private RecordedReturn() {}

    static void keep(StepContext context, ReleaseAction release, String id, Object result) throws IOException {
        try {
            release.returned(id, result);
        } catch (IllegalArgumentException e) {
            say(
                    context,
                    "What the stage returns is not recorded: " + e.getMessage()
                            + ". So later stages of this release cannot be retried, nor rolled back to it. Return plain data:"
                            + " maps, lists, texts, numbers and booleans.");
        }
    }

    private static void say(StepContext context, String line) throws IOException {
        try {
            TaskListener listener = context.get(TaskListener.class);
            if (listener != null) {
                listener.getLogger().println(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

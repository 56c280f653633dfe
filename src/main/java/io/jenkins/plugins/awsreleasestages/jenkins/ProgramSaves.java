package io.jenkins.plugins.awsreleasestages.jenkins;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.SharedSave;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The saves of Pipelines' programs. Pipeline saves a run's whole program for each step that asks; with hundreds of steps
 * side by side that would be most of what the controller does, so steps of one run that ask at the same time share one.
 */
final class ProgramSaves {

    private final Map<Run<?, ?>, SharedSave> ofRuns = new WeakHashMap<>();

    CompletionStage<Void> save(Run<?, ?> run, StepContext context) {
        SharedSave shared;
        synchronized (ofRuns) {
            shared = ofRuns.computeIfAbsent(run, first -> new SharedSave());
        }
        return shared.save(() -> saving(context));
    }

    private static CompletionStage<Void> saving(StepContext context) {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        ListenableFuture<Void> saving = context.saveState();
        saving.addListener(
                () -> {
                    try {
                        saving.get();
                        saved.complete(null);
                    } catch (Exception e) {
                        saved.completeExceptionally(e);
                    }
                },
                Runnable::run);
        return saved;
    }
}

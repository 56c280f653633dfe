package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Result;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** A release ended in front of a stage because a newer one took its place. */
public final class Superseded extends CauseOfInterruption {

    private static final long serialVersionUID = 1L;

    private final String stage;
    private final long by;

    private Superseded(String stage, long by) {
        this.stage = stage;
        this.by = by;
    }

    /** CodePipeline has a status for it; of Jenkins's results it is the one for what was not built. */
    static FlowInterruptedException exception(String stage, long by) {
        return new FlowInterruptedException(Result.NOT_BUILT, true, new Superseded(stage, by));
    }

    static boolean isCauseOf(Throwable problem) {
        return problem instanceof FlowInterruptedException interrupted
                && interrupted.getCauses().stream().anyMatch(Superseded.class::isInstance);
    }

    @Override
    public String getShortDescription() {
        return "Superseded by #" + by + " in front of stage " + stage;
    }

    // Read by the page.

    public String getStage() {
        return stage;
    }

    public long getBy() {
        return by;
    }
}

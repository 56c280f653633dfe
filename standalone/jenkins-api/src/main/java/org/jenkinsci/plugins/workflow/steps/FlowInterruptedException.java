package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Result;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;

public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    private final Result result;
    private final CauseOfInterruption[] causes;
    private boolean actualInterruption;

    public FlowInterruptedException(Result result, CauseOfInterruption... causes) {
        this(result, true, causes);
    }

    public FlowInterruptedException(Result result, boolean actualInterruption, CauseOfInterruption... causes) {
        this.result = result;
        this.actualInterruption = actualInterruption;
        this.causes = causes.clone();
    }

    public Result getResult() {
        return result;
    }

    public List<CauseOfInterruption> getCauses() {
        return List.of(causes);
    }

    public boolean isActualInterruption() {
        return actualInterruption;
    }

    @Override
    public String getMessage() {
        return causes.length == 0
                ? null
                : getCauses().stream()
                        .map(CauseOfInterruption::getShortDescription)
                        .collect(Collectors.joining(", "));
    }
}

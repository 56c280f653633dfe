package io.jenkins.plugins.awsreleasestages.benchmark.gates;

import hudson.model.Run;
import standalone.Host;

/** Knows the runs of one job. */
public record OneController(WaitingRun.OneJob job) implements Host {

    @Override
    public Run<?, ?> run(String externalizableId) {
        int number = Integer.parseInt(externalizableId.substring(externalizableId.indexOf('#') + 1));
        return job.getBuildByNumber(number);
    }
}

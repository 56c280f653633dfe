package io.jenkins.plugins.awsreleasestages.benchmark.gates;

import com.cloudbees.plugins.credentials.Credentials;
import hudson.model.Computer;
import hudson.model.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import standalone.Host;

/** Knows the runs of one job. */
record OneController(WaitingRun.OneJob job) implements Host {

    @Override
    public Run<?, ?> run(String externalizableId) {
        int number = Integer.parseInt(externalizableId.substring(externalizableId.indexOf('#') + 1));
        return job.getBuildByNumber(number);
    }

    @Override
    public Path home() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public List<StepExecution> runningSteps() {
        return List.of();
    }

    @Override
    public List<Credentials> credentials() {
        return List.of();
    }

    @Override
    public Computer computer() {
        return null;
    }

    @Override
    public Step step(StepDescriptor descriptor, Map<String, Object> arguments) {
        throw new UnsupportedOperationException();
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.plugins.credentials.Credentials;
import hudson.model.Computer;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import standalone.Host;

/** What the stand-ins for Jenkins see of a run. */
record LocalHost(Path home, Interpreter interpreter) implements Host {

    @Override
    public List<StepExecution> runningSteps() {
        return interpreter == null
                ? List.of()
                : interpreter.program().fibers.stream()
                        .filter(fiber -> fiber.waitingFor != null && fiber.waitingFor.execution() != null)
                        .map(fiber -> fiber.waitingFor.execution())
                        .toList();
    }

    @Override
    public List<Credentials> credentials() {
        return CredentialsFile.read(home.resolve("credentials"));
    }

    @Override
    public Computer computer() {
        return interpreter == null ? null : interpreter.computer();
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

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

    /** Only the one that runs here: whatever came before it has ended. */
    @Override
    public Run<?, ?> run(String externalizableId) {
        return interpreter != null && interpreter.build().getExternalizableId().equals(externalizableId)
                ? interpreter.build()
                : null;
    }

    @Override
    public Step step(StepDescriptor descriptor, Map<String, Object> arguments) throws Exception {
        if (interpreter == null) {
            throw new IllegalStateException("A step is made while a Jenkinsfile runs");
        }
        return interpreter.binder().step(descriptor, arguments);
    }
}

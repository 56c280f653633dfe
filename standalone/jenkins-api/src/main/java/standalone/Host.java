package standalone;

import com.cloudbees.plugins.credentials.Credentials;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** What the stand-ins ask of the program that they run in. Set once, at its start; tests may do without. */
public interface Host {

    /** The folder that stands for the home of Jenkins. */
    default Path home() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    default List<StepExecution> runningSteps() {
        return List.of();
    }

    default List<Credentials> credentials() {
        return List.of();
    }

    /** The computer that steps run on; null outside a run. */
    default Computer computer() {
        return null;
    }

    /** The run of this identifier; null when there is none. */
    default Run<?, ?> run(String externalizableId) {
        return null;
    }

    /** Puts a job into the queue. */
    default void schedule(Job<?, ?> job) {
        throw new UnsupportedOperationException("Nothing is scheduled outside Jenkins");
    }

    /** Makes a step of its arguments in a Jenkinsfile. */
    default Step step(StepDescriptor descriptor, Map<String, Object> arguments) throws Exception {
        throw new UnsupportedOperationException("Nobody reads a Jenkinsfile here: " + descriptor.getFunctionName());
    }

    static Host get() {
        return Current.host;
    }

    static void set(Host host) {
        Current.host = host;
    }

    /** Holds the host, because a field of an interface cannot change. */
    final class Current {
        private static volatile Host host = new Nobody();

        private Current() {}
    }

    /** Before any host is set: nothing runs, nothing is known. */
    record Nobody() implements Host {}
}

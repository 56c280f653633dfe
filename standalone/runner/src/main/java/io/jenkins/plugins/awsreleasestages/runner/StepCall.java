package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Outcome;
import com.google.common.util.concurrent.ListenableFuture;
import groovy.lang.Closure;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Node;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** One call of a step: what it may ask for, and where it reports its end. */
public final class StepCall extends StepContext {
    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> NEED_A_NODE = Set.of(Launcher.class, Node.class, Computer.class);

    private final Interpreter interpreter;
    private final int id;
    private final String function;
    private final Map<String, Object> arguments;
    private final Closure<?> body;
    private Fiber fiber;
    private StepExecution execution;
    private Outcome outcome;
    private transient LineLog log;

    StepCall(Interpreter interpreter, int id, String function, Map<String, Object> arguments, Closure<?> body) {
        this.interpreter = interpreter;
        this.id = id;
        this.function = function;
        this.arguments = arguments;
        this.body = body;
    }

    void in(Fiber caller) {
        fiber = caller;
    }

    Fiber fiber() {
        return fiber;
    }

    /** The body that the step stands in; null at the top. */
    BodyRun around() {
        return fiber.body;
    }

    String function() {
        return function;
    }

    Map<String, Object> arguments() {
        return arguments;
    }

    StepExecution execution() {
        return execution;
    }

    void started(StepExecution started) {
        execution = started;
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    public Interpreter interpreter() {
        return interpreter;
    }

    /** A folder for this call alone, the same after a restart. */
    public Path folder() {
        return interpreter.build().folder().resolve("steps/" + id);
    }

    @Override
    public void onSuccess(Object result) {
        settle(new Outcome(result, null));
    }

    @Override
    public void onFailure(Throwable problem) {
        settle(new Outcome(null, problem));
    }

    /** Once: the first end counts, whoever else comes later. */
    private void settle(Outcome end) {
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            outcome = end;
        }
        interpreter.post(() -> interpreter.goOnAfter(this));
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return interpreter.saveSoon();
    }

    @Override
    public void setResult(Result result) {
        interpreter.build().setResult(result);
    }

    @Override
    public boolean hasBody() {
        return body != null;
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        if (body == null) {
            throw new IllegalStateException(function + " was called without a block");
        }
        return newBodyInvoker(body);
    }

    /** For a step that has several bodies among its arguments. */
    public BodyStart newBodyInvoker(Closure<?> closure) {
        return new BodyStart(this, closure);
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        if (key == EnvVars.class) {
            return key.cast(environment());
        }
        if (key == TaskListener.class) {
            return key.cast(new StepListener(this));
        }
        if (key == Run.class || key == Job.class) {
            return key.cast(
                    key == Run.class ? interpreter.build() : interpreter.build().getParent());
        }
        Object given = given(key);
        if (given == null && NEED_A_NODE.contains(key) && given(FilePath.class) != null) {
            return key.cast(ofNode(key));
        }
        return key.cast(given);
    }

    /** What the nearest block around gave. */
    private <T> Object given(Class<T> key) {
        for (BodyRun near = around(); near != null; near = near.owner().around()) {
            Object given = near.given(key);
            if (given != null) {
                return given;
            }
        }
        return null;
    }

    private Object ofNode(Class<?> key) {
        if (key == Launcher.class) {
            return decorated(new Launcher.LocalLauncher(new StepListener(this)));
        }
        Computer computer = interpreter.computer();
        return key == Computer.class ? computer : computer.getNode();
    }

    /** With what the blocks around do at each start of a command. */
    public Launcher decorated(Launcher launcher) {
        return given(LauncherDecorator.class) instanceof LauncherDecorator decorator
                ? decorator.decorate(launcher, interpreter.computer().getNode())
                : launcher;
    }

    /** In Jenkins's order: the machine and its workspace, the build, and then the blocks from the outside in. */
    private EnvVars environment() throws IOException, InterruptedException {
        boolean onNode = given(FilePath.class) != null;
        EnvVars env = onNode ? new EnvVars(EnvVars.masterEnvVars) : new EnvVars();
        if (given(EnvVars.class) instanceof EnvVars ofNode) {
            env.overrideAll(ofNode);
        }
        env.overrideAll(interpreter.build().getEnvironment(TaskListener.NULL));
        env.overrideAll(interpreter.assignedEnv());
        if (given(EnvironmentExpander.class) instanceof EnvironmentExpander expander) {
            expander.expand(env);
        }
        return env;
    }

    void checkContext(StepDescriptor descriptor) throws Exception {
        for (Class<?> wanted : descriptor.getRequiredContext()) {
            if (get(wanted) == null) {
                throw new hudson.AbortException("Required context " + wanted + " is missing"
                        + (wanted == FilePath.class || NEED_A_NODE.contains(wanted)
                                ? "; perhaps you forgot to surround the " + function + " step with a step that provides"
                                        + " this, such as: node"
                                : ""));
            }
        }
    }

    /** The names of the stages and branches around, the outermost first. */
    List<BodyRun> bodies() {
        List<BodyRun> bodies = new ArrayList<>();
        for (BodyRun near = around(); near != null; near = near.owner().around()) {
            bodies.add(0, near);
        }
        return bodies;
    }

    /** A line for the log of the step. */
    public void say(String line) {
        log().stream().println(line);
    }

    public boolean hasEnded() {
        return outcome() != null;
    }

    synchronized void endLog() {
        if (log != null) {
            log.end();
        }
    }

    synchronized LineLog log() {
        if (log == null) {
            log = interpreter.view().lines(bodies());
            if (given(ConsoleLogFilter.class) instanceof ConsoleLogFilter filter) {
                log.through(filter, interpreter.build());
            }
        }
        return log;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return function + " (" + id + ")";
    }
}

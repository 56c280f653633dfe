package io.jenkins.plugins.awsreleasestages.runner.steps;

import groovy.lang.Closure;
import hudson.Extension;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.runner.BadArguments;
import io.jenkins.plugins.awsreleasestages.runner.FreeArguments;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

public final class ParallelStep extends BaseStep {
    private final Map<String, Closure<?>> branches;
    private final boolean failFast;

    ParallelStep(Map<String, Closure<?>> branches, boolean failFast) {
        this.branches = branches;
        this.failFast = failFast;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, branches, failFast);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        private final transient Map<String, Closure<?>> branches;
        private final boolean failFast;
        private final ArrayList<String> names;
        private final ArrayList<BodyExecution> bodies = new ArrayList<>();
        private final LinkedHashMap<String, Object> results = new LinkedHashMap<>();
        private final LinkedHashMap<String, Throwable> problems = new LinkedHashMap<>();

        Execution(StepContext context, Map<String, Closure<?>> branches, boolean failFast) {
            super(context);
            this.branches = branches;
            this.failFast = failFast;
            this.names = new ArrayList<>(branches.keySet());
        }

        @Override
        public boolean start() {
            if (branches.isEmpty()) {
                getContext().onSuccess(results);
                return true;
            }
            StepCall call = (StepCall) getContext();
            branches.forEach((name, closure) -> bodies.add(call.newBodyInvoker(closure)
                    .asBranch(name)
                    .withCallback(new BranchEnd(this, name))
                    .start()));
            return false;
        }

        void ended(String name, Object result, Throwable problem) {
            if (problem == null) {
                results.put(name, result);
            } else {
                ((StepCall) getContext()).say("Failed in branch " + name);
                problems.put(name, problem);
                if (failFast && problems.size() == 1) {
                    FlowInterruptedException cause =
                            new FlowInterruptedException(Result.ABORTED, true, new FailFast(name));
                    bodies.forEach(body -> body.cancel(cause));
                }
            }
            if (results.size() + problems.size() == names.size()) {
                end();
            }
        }

        private void end() {
            if (problems.isEmpty()) {
                LinkedHashMap<String, Object> ordered = new LinkedHashMap<>();
                names.forEach(name -> ordered.put(name, results.get(name)));
                getContext().onSuccess(ordered);
                return;
            }
            // The first to fail is the reason; the others may have been stopped because of it.
            List<Throwable> all = new ArrayList<>(problems.values());
            Throwable first = all.remove(0);
            all.stream().filter(other -> other != first).forEach(first::addSuppressed);
            getContext().onFailure(first);
        }

    }

    private static final class BranchEnd extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final Execution execution;
        private final String name;

        BranchEnd(Execution execution, String name) {
            this.execution = execution;
            this.name = name;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.ended(name, result, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            execution.ended(name, null, problem);
        }
    }

    private static final class FailFast extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String branch;

        FailFast(String branch) {
            this.branch = branch;
        }

        @Override
        public String getShortDescription() {
            return "Failed in branch " + branch;
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described implements FreeArguments {
        public DescriptorImpl() {
            super("parallel", false);
        }

        @Override
        public Step step(Map<String, Object> arguments) throws BadArguments {
            Map<String, Closure<?>> branches = new LinkedHashMap<>();
            List<String> problems = new ArrayList<>();
            boolean failFast = false;
            for (Map.Entry<String, Object> argument : arguments.entrySet()) {
                if (argument.getValue() instanceof Closure<?> closure) {
                    branches.put(argument.getKey(), closure);
                } else if (argument.getKey().equals("failFast") && argument.getValue() instanceof Boolean flag) {
                    failFast = flag;
                } else {
                    problems.add("parallel: " + argument.getKey()
                            + " must be a block (failFast alone is true or false)");
                }
            }
            if (!problems.isEmpty()) {
                throw new BadArguments(problems);
            }
            return new ParallelStep(branches, failFast);
        }
    }
}

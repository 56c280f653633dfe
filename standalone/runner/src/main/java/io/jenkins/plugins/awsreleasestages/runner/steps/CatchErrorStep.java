package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class CatchErrorStep extends BaseStep {
    private String message;
    private Result buildResult = Result.FAILURE;
    private Result stageResult = Result.SUCCESS;
    private boolean catchInterruptions = true;

    @DataBoundConstructor
    public CatchErrorStep() {}

    @DataBoundSetter
    public void setMessage(String message) {
        this.message = message;
    }

    @DataBoundSetter
    public void setBuildResult(String result) {
        buildResult = result(result);
    }

    @DataBoundSetter
    public void setStageResult(String result) {
        stageResult = result(result);
    }

    @DataBoundSetter
    public void setCatchInterruptions(boolean catchInterruptions) {
        this.catchInterruptions = catchInterruptions;
    }

    private static Result result(String name) {
        Result result = name == null ? Result.SUCCESS : Result.fromString(name);
        if (name != null && !result.toString().equalsIgnoreCase(name)) {
            throw new IllegalArgumentException("catchError: there is no result " + name);
        }
        return result;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, new End(message, buildResult, stageResult, catchInterruptions));
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        private final transient End end;

        Execution(StepContext context, End end) {
            super(context);
            this.end = end;
        }

        @Override
        public boolean start() {
            getContext().newBodyInvoker().withCallback(end).start();
            return false;
        }
    }

    private static final class End extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final String message;
        private final Result buildResult;
        private final Result stageResult;
        private final boolean catchInterruptions;

        End(String message, Result buildResult, Result stageResult, boolean catchInterruptions) {
            this.message = message;
            this.buildResult = buildResult;
            this.stageResult = stageResult;
            this.catchInterruptions = catchInterruptions;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            boolean interrupted = problem instanceof FlowInterruptedException;
            if (interrupted && !catchInterruptions) {
                context.onFailure(problem);
                return;
            }
            StepCall call = (StepCall) context;
            Result result = buildResult;
            if (problem instanceof FlowInterruptedException stopped && buildResult != Result.SUCCESS) {
                result = stopped.getResult();
            }
            if (message != null) {
                call.say(message);
            }
            if (problem instanceof FlowInterruptedException stopped) {
                stopped.getCauses().forEach(cause -> call.say(cause.getShortDescription()));
            } else {
                call.say("ERROR: " + problem.getMessage());
            }
            if (result != Result.SUCCESS) {
                context.setResult(result);
            }
            call.worsenStage(stageResult == Result.SUCCESS ? result : stageResult);
            context.onSuccess(null);
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("catchError", true);
        }
    }
}

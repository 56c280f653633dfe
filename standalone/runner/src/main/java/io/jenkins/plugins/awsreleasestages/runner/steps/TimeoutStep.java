package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

public final class TimeoutStep extends BaseStep {
    private final long time;
    private TimeUnit unit = TimeUnit.MINUTES;

    @DataBoundConstructor
    public TimeoutStep(long time) {
        this.time = time;
    }

    @DataBoundSetter
    public void setUnit(TimeUnit unit) {
        this.unit = unit;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, System.currentTimeMillis() + unit.toMillis(time));
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        private final long deadline;
        private BodyExecution body;
        private transient Future<?> alarm;

        Execution(StepContext context, long deadline) {
            super(context);
            this.deadline = deadline;
        }

        @Override
        public boolean start() {
            body = getContext().newBodyInvoker().withCallback(new End(this)).start();
            setAlarm();
            return false;
        }

        /** What has run out meanwhile ends what is in the block before anything in it goes on, such as a gate. */
        @Override
        public void onResume() {
            if (left() == 0) {
                expire();
            } else {
                setAlarm();
            }
        }

        private void setAlarm() {
            alarm = Timer.get().schedule(this::expire, left(), TimeUnit.MILLISECONDS);
        }

        private long left() {
            return Math.max(0, deadline - System.currentTimeMillis());
        }

        private void expire() {
            if (body.isDone()) {
                return;
            }
            ((StepCall) getContext()).say("Cancelling nested steps due to timeout");
            // Nobody asked for it, so that retry may act.
            body.cancel(new FlowInterruptedException(Result.ABORTED, false, new ExceededTimeout()));
        }

        void stopAlarm() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    private static final class End extends BodyExecutionCallback.TailCall {
        private static final long serialVersionUID = 1L;

        private final Execution execution;

        End(Execution execution) {
            this.execution = execution;
        }

        @Override
        protected void finished(StepContext context) {
            execution.stopAlarm();
        }
    }

    private static final class ExceededTimeout extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Timeout has been exceeded";
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("timeout", true);
        }
    }
}

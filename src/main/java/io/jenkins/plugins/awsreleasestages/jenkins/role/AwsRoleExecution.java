package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.AbortException;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.StepActionContext;
import java.time.Duration;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Assumes the role once, so that a wrong one is known before anything is started, then runs the block. */
final class AwsRoleExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final int TRIES = 4;

    private final AwsRoleScope asked;

    /** Set before the block begins: after a restart it goes on by itself. */
    private boolean bodyStarted;

    private transient boolean stopped;

    AwsRoleExecution(StepContext context, AwsRoleScope asked) {
        super(context);
        this.asked = asked;
    }

    @Override
    public boolean start() {
        verifyAfter(Duration.ZERO, 1);
        return false;
    }

    @Override
    public void onResume() {
        if (!bodyStarted) {
            verifyAfter(Duration.ZERO, 1);
        }
    }

    @Override
    public synchronized void stop(Throwable cause) throws Exception {
        if (bodyStarted) {
            super.stop(cause);
            return;
        }
        stopped = true;
        getContext().onFailure(cause);
    }

    private void verifyAfter(Duration delay, int attempt) {
        ActionThreads threads = ActionThreads.get();
        threads.after(delay, () -> {
            try {
                verify(attempt);
            } catch (Exception e) {
                if (!threads.isShutDown()) {
                    getContext().onFailure(e);
                }
            }
        });
    }

    private void verify(int attempt) throws Exception {
        AwsRoleScope scope = asked.inside(RunSession.scope(new StepActionContext(getContext())));
        String what = scope.role() == null ? "Getting AWS credentials" : "Assuming " + scope.role();
        try {
            RunSession.of(new StepActionContext(getContext()), scope).verify(what);
        } catch (RemoteFailure e) {
            if (!e.passing() || attempt == TRIES) {
                throw new AbortException(e.getMessage());
            }
            getContext().get(TaskListener.class).getLogger().println(e.getMessage() + " Trying again.");
            verifyAfter(Backoff.DEFAULT.delay(attempt, 0.5), attempt + 1);
            return;
        }
        runBody(scope);
    }

    private synchronized void runBody(AwsRoleScope scope) throws Exception {
        if (stopped) {
            return;
        }
        bodyStarted = true;
        EnvironmentExpander expander = scope.region() == null
                ? EnvironmentExpander.constant(Map.of())
                : EnvironmentExpander.constant(
                        Map.of("AWS_REGION", scope.region(), "AWS_DEFAULT_REGION", scope.region()));
        getContext()
                .newBodyInvoker()
                .withContexts(scope, EnvironmentExpander.merge(getContext().get(EnvironmentExpander.class), expander))
                .withCallback(BodyExecutionCallback.wrap(getContext()))
                .start();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.LauncherDecorator;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.StepActionContext;
import java.io.Serializable;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Assumes the role once, so that a wrong one is known before anything is started, then runs the block. */
final class AwsRoleExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Duration LONGEST_CLEAN_UP = Duration.ofSeconds(30);

    private final AwsRoleScope asked;

    /**
     * Whether the program that is saved has the block in it, which then goes on by itself after a restart. Set where the
     * block is put there, on the Pipeline's own thread: no save comes in between.
     */
    private boolean bodyStarted;

    private volatile ShellCredentials shell;

    /** How the block ended: saved, since what it left on the agents is removed before the step ends. */
    private boolean bodyEnded;

    private Object result;
    private Throwable failure;

    private transient boolean stopped;
    private transient boolean bodyAskedFor;
    private transient boolean settled;

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
        } else if (bodyEnded) {
            cleanUp();
        } else if (shell != null) {
            shell.resume();
        }
    }

    @Override
    public synchronized void stop(Throwable cause) throws Exception {
        if (bodyStarted || bodyAskedFor) {
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
        String region;
        try {
            AwsSession session = RunSession.of(new StepActionContext(getContext()), scope);
            session.verify(scope.purpose());
            TaskListener listener = getContext().get(TaskListener.class);
            RunSession.sayRemarks(session, listener);
            listener.getLogger().println("awsRole: " + session.who());
            region = session.region().id();
        } catch (RemoteFailure e) {
            verifyAfter(RoleRetry.pauseAfter(e, attempt, getContext().get(TaskListener.class)), attempt + 1);
            return;
        }
        runBody(scope, region);
    }

    private synchronized void runBody(AwsRoleScope scope, String region) throws Exception {
        if (stopped) {
            return;
        }
        shell = new ShellCredentials(new OfStep(getContext(), asked), region, scope.exportKeys());
        shell.open();
        bodyAskedFor = true;
        StepContext context = getContext();
        context.newBodyInvoker()
                .withContexts(
                        scope,
                        EnvironmentExpander.merge(context.get(EnvironmentExpander.class), new ShellEnvironment(shell)),
                        BodyInvoker.mergeLauncherDecorators(
                                context.get(LauncherDecorator.class), new ShellLauncher(shell)),
                        BodyInvoker.mergeConsoleLogFilters(
                                context.get(ConsoleLogFilter.class), new ShellLogFilter(shell)))
                .withCallback(new End(this))
                .start();
    }

    /** On the Pipeline's own thread: the agents are asked elsewhere. */
    private void bodyEnded(Object with, Throwable problem) {
        result = with;
        failure = problem;
        bodyEnded = true;
        cleanUp();
    }

    private void cleanUp() {
        if (!shell.used() && !shell.exportsKeys()) {
            settle();
            return;
        }
        shell.closing().whenComplete((done, problem) -> settle());
        // An agent that does not answer delays the end of the block, and does not prevent it.
        ActionThreads.get().after(LONGEST_CLEAN_UP, this::settle);
    }

    private void settle() {
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
        }
        if (failure != null) {
            getContext().onFailure(failure);
        } else {
            getContext().onSuccess(result);
        }
    }

    private static final class End extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final AwsRoleExecution execution;

        End(AwsRoleExecution execution) {
            this.execution = execution;
        }

        @Override
        public void onStart(StepContext context) {
            execution.bodyStarted = true;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.bodyEnded(result, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            execution.bodyEnded(null, problem);
        }
    }

    private static final class OfStep implements ShellCredentials.Source, Serializable {
        private static final long serialVersionUID = 1L;

        private final StepContext context;
        private final AwsRoleScope asked;

        OfStep(StepContext context, AwsRoleScope asked) {
            this.context = context;
            this.asked = asked;
        }

        @Override
        public AwsCredentials credentials() {
            StepActionContext around = new StepActionContext(context);
            AwsRoleScope scope = asked.inside(RunSession.scope(around));
            return RunSession.of(around, asked).credentials(scope.purpose());
        }

        @Override
        public TaskListener listener() {
            return new StepActionContext(context).listener();
        }

        @Override
        public Run<?, ?> run() {
            return new StepActionContext(context).find(Run.class);
        }

        @Override
        public void save() {
            context.saveState();
        }
    }
}

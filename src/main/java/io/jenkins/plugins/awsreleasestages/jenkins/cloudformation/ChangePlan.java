package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Makes the stack ready and a change set for it. What comes after that a step adds. */
class ChangePlan extends StackPlan {

    private static final long serialVersionUID = 1L;

    private final WantedChange wanted;
    private final ChangeSetFiles files;
    private final String stackPolicy;

    /** @param stackPolicy JSON; null for that of the parameters file, or none */
    ChangePlan(
            AwsRoleScope scope,
            ChangeSetRequest request,
            ChangeSetFiles files,
            String stackPolicy,
            Readiness readiness,
            Duration limit) {
        super(scope, readiness, limit);
        this.wanted = WantedChange.of(request);
        this.files = files;
        this.stackPolicy = stackPolicy;
    }

    @Override
    final String stack() {
        return wanted.stack();
    }

    @Override
    public Serializable initial(ActionContext context) {
        return first(token(context), label(context));
    }

    /** The first stage. */
    final Staged<?> first(String token, String label) {
        return files.maybePackaged()
                ? Staged.first(token, label, FilesUploadState.create(token, Instant.now()))
                : Staged.first(token, label, ready(token, label));
    }

    private ReadyState ready(String token, String label) {
        return ReadyState.create(token, label, wanted.stack(), null, null);
    }

    @Override
    final FilesUpload packaging(ActionContext context) {
        Supplier<FilePath> workspace = () -> context.get(FilePath.class);
        return new FilesUpload(
                new TemplatePackaging(
                        files.template(),
                        wanted.options().store(),
                        workspace,
                        () -> WorkspaceText.root(context),
                        sessions(context)),
                workspace,
                () -> context.get(Run.class));
    }

    @Override
    final Action<ChangeSetState, ChangeSetAnswer> planning(Staged<?> staged, ActionContext context) {
        Supplier<AwsSession> sessions = sessions(context);
        Action<ChangeSetState, ChangeSetAnswer> planning = new ChangeSetAction(
                sessions, wanted.request(), () -> files.read(context, sessions, staged.packaged()), turns());
        return files.readFromWorkspace(staged.packaged())
                ? BlockingWork.with(context, planning, change -> change.id() == null ? Length.SHORT : null)
                : planning;
    }

    @Override
    Staged<?> after(Staged<?> ended) {
        if (ended.work() instanceof FilesUploadState upload) {
            return ended.packaged(upload.last()).to(ready(ended.token(), ended.label()));
        }
        return ended.work() instanceof ReadyState && ended.change() == null
                ? ended.to(ChangeSetState.create(wanted.stack(), ended.token(), stackPolicy))
                : null;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return ((Staged<?>) last).work() instanceof ChangeSetState planned
                ? ChangeSetResult.map(planned)
                : refuse(last);
    }

    private static Object refuse(Serializable last) {
        throw new RemoteFailure(RemoteFailure.Kind.REFUSED, "No change set was made: " + last);
    }
}

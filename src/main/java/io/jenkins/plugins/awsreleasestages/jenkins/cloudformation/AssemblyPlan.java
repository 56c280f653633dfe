package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.role.WorkPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deploys a CDK cloud assembly: reads it on the agent, brings its files to their buckets, then deploys its stacks one
 * after another, each by a change set of its own.
 */
final class AssemblyPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String folder;
    private final List<String> stacks;
    private final WantedChange wanted;
    private final String stackPolicy;
    private final Readiness readiness;
    private final Judgement judgement;
    private final boolean leavesOnAbort;
    private final Duration limit;

    /**
     * @param folder the assembly, in the workspace
     * @param stacks which of its stacks; those they depend on are deployed too; empty for all
     * @param wanted for every stack; a parameter {@code Stack:Name} is for one. Its own stack is null.
     */
    AssemblyPlan(
            AwsRoleScope scope,
            String folder,
            List<String> stacks,
            WantedChange wanted,
            String stackPolicy,
            Readiness readiness,
            Judgement judgement,
            boolean leavesOnAbort,
            Duration limit) {
        this.scope = scope;
        this.folder = folder;
        this.stacks = new ArrayList<>(stacks);
        this.wanted = wanted;
        this.stackPolicy = stackPolicy;
        this.readiness = readiness;
        this.judgement = judgement;
        this.leavesOnAbort = leavesOnAbort;
        this.limit = limit;
    }

    AwsRoleScope scope() {
        return scope;
    }

    String folder() {
        return folder;
    }

    List<String> stacks() {
        return stacks;
    }

    WantedChange wanted() {
        return wanted;
    }

    String stackPolicy() {
        return stackPolicy;
    }

    Readiness readiness() {
        return readiness;
    }

    Judgement judgement() {
        return judgement;
    }

    boolean leavesOnAbort() {
        return leavesOnAbort;
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public Serializable initial(ActionContext context) {
        String token = StackPlan.token(context);
        return Assembled.first(token, StackPlan.label(context), FilesUploadState.create(token, Instant.now()));
    }

    @Override
    public Action<?, ?> action(Serializable saved, ActionContext context) {
        Assembled<?> assembled = (Assembled<?>) saved;
        return carried(
                assembled.work() instanceof FilesUploadState
                        ? publishing(context)
                        : assembled.current().action(assembled.work(), context));
    }

    private Action<?, ?> publishing(ActionContext context) {
        Supplier<FilePath> workspace = () -> context.get(FilePath.class);
        return BlockingWork.with(
                context,
                new FilesUpload(
                        new AssemblyFiles(this, workspace, new Sessions(context, scope)),
                        workspace,
                        () -> context.get(Run.class)));
    }

    private record Sessions(ActionContext context, AwsRoleScope scope) implements AssemblyFiles.Sessions {
        @Override
        public AwsSession in(RoleHop role, String region) {
            return RunSession.of(context, scope, role, region);
        }

        @Override
        public WorkPlace place() {
            return RunSession.place(context, scope);
        }
    }

    /** What the state says decides which action goes with it; the types in between are nobody's affair. */
    @SuppressWarnings("unchecked")
    private static <S extends Serializable, A> Action<?, ?> carried(Action<?, ?> action) {
        return new CarriedAction<Assembled<S>, S, A>((Action<S, A>) action, Assembled::work, Assembled::to);
    }

    @Override
    @SuppressWarnings("unchecked") // what AssemblyFiles lists
    public Serializable following(Serializable ended, Outcome outcome) {
        Assembled<?> assembled = (Assembled<?>) ended;
        if (assembled.work() instanceof FilesUploadState upload) {
            return outcome instanceof Outcome.Succeeded
                    ? assembled
                            .published((List<AssemblyStackPlan>) upload.content())
                            .toNext()
                    : null;
        }
        AssemblyStackPlan plan = assembled.current();
        Serializable next = plan.following(assembled.work(), outcome);
        if (next != null) {
            return assembled.to(next);
        }
        if (!(outcome instanceof Outcome.Succeeded)) {
            return null;
        }
        Assembled<?> further = assembled.deployed((Staged<?>) assembled.work());
        if (!further.hasNext()) {
            return null;
        }
        plan.over(assembled.work());
        return further.toNext();
    }

    @Override
    public Serializable afterStop(Serializable ended, boolean started) {
        Assembled<?> assembled = (Assembled<?>) ended;
        if (assembled.work() instanceof FilesUploadState) {
            return null;
        }
        Serializable tidying = assembled.current().afterStop(assembled.work(), started);
        return tidying == null ? null : assembled.to(tidying);
    }

    @Override
    public void seen(Serializable state, ActionContext context) {
        Assembled<?> assembled = (Assembled<?>) state;
        if (assembled.work() instanceof Staged<?> staged) {
            assembled.current().seen(staged, context);
        }
    }

    @Override
    public void over(Serializable last) {
        Assembled<?> assembled = (Assembled<?>) last;
        if (assembled.work() instanceof Staged<?> staged) {
            assembled.current().over(staged);
        }
    }

    @Override
    public Exception failure(Serializable last, String message) {
        Assembled<?> assembled = (Assembled<?>) last;
        if (!(assembled.work() instanceof Staged<?> staged)) {
            return new AbortException(message);
        }
        String rest = assembled.plans().stream()
                .skip(assembled.done().size() + 1L)
                .map(StackPlan::stack)
                .collect(Collectors.joining(", "));
        String before = assembled.plans().stream()
                .limit(assembled.done().size())
                .map(StackPlan::stack)
                .collect(Collectors.joining(", "));
        return assembled
                .current()
                .failure(
                        staged,
                        message
                                + (before.isEmpty() ? "" : " Deployed before: " + before + ".")
                                + (rest.isEmpty() ? "" : " Not begun: " + rest + "."));
    }

    @Override
    public Optional<Gate> gate(Serializable saved) {
        Assembled<?> assembled = (Assembled<?>) saved;
        return assembled.work() instanceof Staged<?> staged
                ? assembled.current().gate(staged)
                : Optional.empty();
    }

    @Override
    public String inLog(String line) {
        return ChangeLine.coloured(line);
    }

    @Override
    public String describe(Serializable saved) {
        Assembled<?> assembled = (Assembled<?>) saved;
        return assembled.work() instanceof Staged<?> staged
                ? assembled.current().describe(staged) + " ("
                        + (assembled.done().size() + 1) + " of "
                        + assembled.plans().size() + ")"
                : "publishing the files of " + folder;
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        Assembled<?> assembled = (Assembled<?>) last;
        return assembled.work() instanceof Staged<?> staged
                ? assembled.current().atTheEnd(staged)
                : Map.of();
    }

    /** The same stack may be in several regions. */
    private static String key(AssemblyStackPlan plan, List<AssemblyStackPlan> all) {
        long namesakes =
                all.stream().filter(one -> one.stack().equals(plan.stack())).count();
        return namesakes > 1 ? plan.stack() + "@" + plan.place() : plan.stack();
    }

    /** What each stack came to, by its name. */
    @Override
    public Object result(Serializable last, ActionContext context) {
        Assembled<?> assembled = (Assembled<?>) last;
        List<Staged<?>> ended = new ArrayList<>(assembled.done());
        ended.add((Staged<?>) assembled.work());
        Map<String, Object> results = new LinkedHashMap<>();
        for (int i = 0; i < ended.size(); i++) {
            AssemblyStackPlan plan = assembled.plans().get(i);
            results.put(key(plan, assembled.plans()), plan.result(ended.get(i), context));
        }
        return results;
    }
}

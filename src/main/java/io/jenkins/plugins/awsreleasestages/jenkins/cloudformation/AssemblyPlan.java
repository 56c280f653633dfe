package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.role.WorkPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Deploys a CDK cloud assembly: reads it on the agent, brings its files to their buckets, then deploys its stacks one
 * after another, each by a change set of its own.
 *
 * @param folder the assembly, in the workspace
 * @param stacks which of its stacks; those they depend on are deployed too; empty for all
 * @param change for every stack; a parameter {@code Stack:Name} is for one. Its own stack and files are null.
 */
@ActionPlan.Kind("cfnDeploy assembly")
record AssemblyPlan(AwsRoleScope scope, String folder, List<String> stacks, StackChange change, Duration limit)
        implements ActionPlan {

    private static final String PUBLISH = "publish";

    @Override
    public Sequence sequence(ActionContext context) {
        Stage<?, ?> publish = FilesUpload.stage(
                PUBLISH,
                new AssemblyFiles(this, () -> context.get(FilePath.class), new Sessions(context, scope)),
                context);
        return state -> {
            List<Stage<?, ?>> stages = new ArrayList<>(List.of(publish));
            List<Deployment> found = found(state);
            for (int i = 0; i < found.size(); i++) {
                Deployment stack = found.get(i);
                stages.addAll(stages(i, found)
                        .deployment(
                                state,
                                stack.change(),
                                new PolicyGate(context, scope, stack.change().stack()),
                                () -> RunSession.of(context, scope, stack.role(), stack.region())));
            }
            return stages;
        };
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

    /** In the order in which they are deployed; empty before the files are published. */
    private static List<Deployment> found(SequenceState state) {
        if (!state.endedWell(PUBLISH)) {
            return List.of();
        }
        FilesUpload.State published = state.state(PUBLISH, FilesUpload.State.class);
        return ((Collection<?>) published.content())
                .stream().map(stack -> PlainData.read(Deployment.class, stack)).toList();
    }

    private static StackStages stages(int index, List<Deployment> found) {
        return StackStages.of(index + 1, found.get(index).name());
    }

    /** Whose turn it is, or was at the end; -1 before the first. */
    private static int current(SequenceState state, List<Deployment> found) {
        String stage = state.decisiveStage();
        for (int i = 0; i < found.size(); i++) {
            if (stages(i, found).has(stage)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<StackStages> currentStack(SequenceState state) {
        List<Deployment> found = found(state);
        int current = current(state, found);
        return current < 0
                ? Optional.empty()
                : Optional.of(stages(current, found).last(state));
    }

    @Override
    public void ended(SequenceState state) {
        List<Deployment> found = found(state);
        for (int i = 0; i < found.size(); i++) {
            stages(i, found).last(state).release(state);
        }
    }

    @Override
    public Exception failure(SequenceState state, String message) {
        List<Deployment> found = found(state);
        int current = current(state, found);
        if (current < 0) {
            return new AbortException(message);
        }
        String before = names(found.subList(0, current));
        String rest = names(found.subList(current + 1, found.size()));
        return stages(current, found)
                .last(state)
                .failure(
                        state,
                        message
                                + (before.isEmpty() ? "" : " Deployed before: " + before + ".")
                                + (rest.isEmpty() ? "" : " Not begun: " + rest + "."));
    }

    private static String names(List<Deployment> stacks) {
        return stacks.stream().map(Deployment::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Gate> gate(SequenceState state) {
        return currentStack(state).flatMap(stack -> stack.gate(state));
    }

    @Override
    public String inLog(String line) {
        return ChangeLine.coloured(line);
    }

    @Override
    public String describe(SequenceState state) {
        List<Deployment> found = found(state);
        int current = current(state, found);
        return current < 0
                ? "publishing the files of " + folder
                : stages(current, found).last(state).describe(state) + " (" + (current + 1) + " of " + found.size()
                        + ")";
    }

    @Override
    public Map<String, String> atTheEnd(SequenceState state) {
        return currentStack(state).map(stack -> stack.atTheEnd(state)).orElse(Map.of());
    }

    /** The same stack may be in several regions. */
    private static String key(Deployment stack, List<Deployment> all) {
        long namesakes =
                all.stream().filter(one -> one.name().equals(stack.name())).count();
        return namesakes > 1 ? stack.name() + "@" + stack.place() : stack.name();
    }

    /** What each stack came to, by its name. */
    @Override
    public Object result(SequenceState state, ActionContext context) {
        List<Deployment> found = found(state);
        Map<String, Object> results = new LinkedHashMap<>();
        for (int i = 0; i < found.size(); i++) {
            results.put(key(found.get(i), found), stages(i, found).last(state).deploymentResult(state));
        }
        return results;
    }

    /**
     * What happens to one stack of a CDK assembly: as any other is deployed, in its own account and region.
     *
     * @param account where the stack is, twelve digits
     * @param role the one that talks to CloudFormation, on top of the step's; null for the step's own
     * @param region the stack's
     */
    record Deployment(StackChange change, String account, RoleHop role, String region) {

        String name() {
            return change.stack();
        }

        /** Account and region, as {@code account/region}. */
        String place() {
            return account + "/" + region;
        }
    }
}

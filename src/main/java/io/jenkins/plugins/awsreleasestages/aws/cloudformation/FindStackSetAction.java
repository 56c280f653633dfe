package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.StackSet;

/** Looks a stack set and its stacks up, and says what is going to be done. Nothing is started. */
public final class FindStackSetAction implements Action<FoundStackSet, FoundStackSet> {

    private final Supplier<AwsSession> sessions;
    private final StackSetRequest request;
    private final Supplier<String> template;

    /**
     * @param sessions asked before each call
     * @param template reads the template; gives null where there is none, throws {@link RemoteFailure} where it should be
     *     there
     */
    public FindStackSetAction(Supplier<AwsSession> sessions, StackSetRequest request, Supplier<String> template) {
        this.sessions = sessions;
        this.request = request;
        this.template = template;
    }

    @Override
    public String title() {
        return "Looking at stack set " + request.name();
    }

    @Override
    public Optional<FoundStackSet> find(FoundStackSet state) {
        return Optional.of(state);
    }

    @Override
    public FoundStackSet start(FoundStackSet state) {
        return state;
    }

    @Override
    public CompletionStage<FoundStackSet> ask(FoundStackSet state) {
        AwsSession session = sessions.get();
        String body = StackSets.checked(template.get());
        Optional<StackSet> set = StackSets.find(session, request);
        String region = session.region().id();
        if (set.isEmpty()) {
            if (body == null && request.templateUrl() == null) {
                throw RemoteFailure.refused("There is no stack set " + request.name() + " in " + region
                        + " yet: say template or templateUrl.");
            }
            return CompletableFuture.completedFuture(
                    new FoundStackSet(request.name(), region, null, Set.of(), true, List.of()));
        }
        refuseAutoDeployment(set.get());
        return CompletableFuture.completedFuture(new FoundStackSet(
                request.name(),
                region,
                set.get().stackSetId(),
                set.get().parameters().stream()
                        .map(parameter -> parameter.parameterKey())
                        .collect(Collectors.toSet()),
                StackSets.differs(set.get(), request, body),
                StackSets.instances(session, request)));
    }

    /** CloudFormation API reference, UpdateStackSet, AutoDeployment. */
    private void refuseAutoDeployment(StackSet set) {
        if (request.namesTargets()
                && request.autoDeployment() != null
                && !request.autoDeployment().equals(StackSets.automatic(set))) {
            throw RemoteFailure.refused(
                    "autoDeployment: is " + StackSets.automatic(set) + " now, and AWS changes it only"
                            + " for all stacks of a set: run the step once without organizationalUnits and regions.");
        }
    }

    @Override
    public Look<FoundStackSet> read(FoundStackSet before, FoundStackSet found, Instant now) {
        if (!found.exists()) {
            return Look.succeeded(
                    found, List.of("There is no stack set " + found.name() + " in " + found.region() + " yet."));
        }
        List<StackSetChange> changes;
        try {
            changes = StackSetChange.plan(found, request);
        } catch (IllegalArgumentException e) {
            return Look.failed(found, List.of(), e.getMessage());
        }
        String what = changes.isEmpty()
                ? "nothing changes"
                : changes.stream()
                        .map(change -> change.words() + ": " + change.where())
                        .collect(Collectors.joining("; "));
        return Look.succeeded(
                found,
                List.of("Stack set " + found.name() + " has "
                        + Counted.of(found.instances().size(), "stack") + "; " + what + "."));
    }

    @Override
    public void stop(FoundStackSet state) {
        // Nothing runs.
    }

    @Override
    public String leftBehind(FoundStackSet state) {
        return "Nothing was started.";
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.StackSet;

/** Looks a stack set and its stacks up, and says what is going to be done. Nothing is started. */
public final class FindStackSetAction implements Call<FindStackSetAction.State> {

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
    public State make(State state) {
        State found = look();
        try {
            StackSetChange.plan(found, request);
        } catch (IllegalArgumentException e) {
            throw RemoteFailure.refused(e.getMessage());
        }
        return found;
    }

    private State look() {
        AwsSession session = sessions.get();
        String body = StackSets.checked(template.get());
        Optional<StackSet> set = StackSets.find(session, request);
        String region = session.region().id();
        if (set.isEmpty()) {
            if (body == null && request.templateUrl() == null) {
                throw RemoteFailure.refused("There is no stack set " + request.name() + " in " + region
                        + " yet: say template or templateUrl.");
            }
            return new State(request.name(), region, null, Set.of(), true, List.of());
        }
        refuseAutoDeployment(set.get());
        return new State(
                request.name(),
                region,
                set.get().stackSetId(),
                set.get().parameters().stream()
                        .map(parameter -> parameter.parameterKey())
                        .collect(Collectors.toSet()),
                StackSets.differs(set.get(), request, body),
                StackSets.instances(session, request));
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
    public List<String> lines(State found) {
        if (!found.exists()) {
            return List.of("There is no stack set " + found.name() + " in " + found.region() + " yet.");
        }
        List<StackSetChange> changes = StackSetChange.plan(found, request);
        String what = changes.isEmpty()
                ? "nothing changes"
                : changes.stream()
                        .map(change -> change.title() + ": " + change.where())
                        .collect(Collectors.joining("; "));
        return List.of("Stack set " + found.name() + " has "
                + Stacks.count(found.instances().size(), "stack") + "; " + what + ".");
    }

    @Override
    public String leftBehind(State state) {
        return "Nothing was started.";
    }

    /**
     * A stack set that was looked for.
     *
     * @param region where it was looked for; null before
     * @param id {@code name:uuid}; null before it was looked for, and where there is none
     * @param parameters the names of its parameters
     * @param changed whether it is to become something else; true where AWS does not let one compare
     * @param instances its stacks
     */
    public record State(
            String name,
            String region,
            String id,
            Set<String> parameters,
            boolean changed,
            List<StackSetAction.Instance> instances) {

        public State {
            parameters = new LinkedHashSet<>(parameters);
            instances = List.copyOf(instances);
        }

        public static State create(String name) {
            return new State(name, null, null, Set.of(), false, List.of());
        }

        public boolean exists() {
            return id != null;
        }
    }
}

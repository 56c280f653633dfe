package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudformation.model.AutoDeployment;

/** Creates a stack set without stacks. */
public final class CreateStackSetAction implements Call<CreateStackSetAction.State> {

    private final Supplier<AwsSession> sessions;
    private final StackSetRequest request;
    private final Supplier<String> template;

    public CreateStackSetAction(Supplier<AwsSession> sessions, StackSetRequest request, Supplier<String> template) {
        this.sessions = sessions;
        this.request = request;
        this.template = template;
    }

    @Override
    public String title() {
        return "The creation of stack set " + request.name();
    }

    @Override
    public State make(State state) {
        AwsSession session = sessions.get();
        String body = StackSets.checked(template.get());
        try {
            String id = AwsFailures.call(
                    session,
                    "Creating stack set " + request.name(),
                    () -> session.cloudFormation()
                            .createStackSet(r -> r.stackSetName(request.name())
                                    .clientRequestToken(state.token())
                                    .templateBody(body)
                                    .templateURL(request.templateUrl())
                                    .description(request.description())
                                    .parameters(StackSets.parameters(request.parameters()))
                                    .capabilitiesWithStrings(request.capabilities())
                                    .tags(StackSets.tags(request))
                                    .permissionModel(request.permissionModel())
                                    .administrationRoleARN(request.administrationRole())
                                    .executionRoleName(request.executionRole())
                                    .autoDeployment(automatic(request))
                                    .callAs(request.callAs()))
                            .stackSetId());
            return new State(state.name(), state.region(), state.token(), id);
        } catch (RemoteFailure e) {
            if (Stacks.says(e, "NameAlreadyExists")) {
                throw new RemoteFailure(
                        RemoteFailure.Kind.REFUSED,
                        e.getMessage() + " Somebody has created it in this moment; run the step again to update it.",
                        e);
            }
            throw withCapability(e);
        }
    }

    static RemoteFailure withCapability(RemoteFailure e) {
        return Stacks.says(e, "InsufficientCapabilities")
                ? new RemoteFailure(
                        RemoteFailure.Kind.REFUSED,
                        e.getMessage() + ". Add what AWS names to capabilities if the template may do that.",
                        e)
                : e;
    }

    /** @return null where it is left to AWS, or as it is */
    static AutoDeployment automatic(StackSetRequest request) {
        if (request.autoDeployment() == null) {
            return null;
        }
        boolean enabled = !request.autoDeployment().equals("DISABLED");
        return AutoDeployment.builder()
                .enabled(enabled)
                .retainStacksOnAccountRemoval(
                        enabled ? request.autoDeployment().equals("ENABLED_WITH_STACK_RETENTION") : null)
                .build();
    }

    @Override
    public List<String> lines(State state) {
        return List.of("Stack set " + request.name() + " is created.");
    }

    @Override
    public String leftBehind(State state) {
        return "Stack set " + request.name() + " may have been created; it has no stacks.";
    }

    /**
     * A stack set that is created, without stacks.
     *
     * @param token chosen before the creation is asked for; makes it idempotent
     * @param id {@code name:uuid}; null before it is known
     */
    public record State(String name, String region, String token, String id) {

        public static State create(FindStackSetAction.State absent, String token) {
            return new State(absent.name(), absent.region(), token, null);
        }
    }
}

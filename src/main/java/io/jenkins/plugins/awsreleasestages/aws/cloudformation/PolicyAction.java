package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import java.util.List;
import java.util.function.Supplier;

/** Sets a stack's policy, which guards it from then on. A change set cannot carry one. */
public final class PolicyAction implements Call<PolicyAction.State> {

    private final Supplier<AwsSession> sessions;
    private final String stack;

    public PolicyAction(Supplier<AwsSession> sessions, String stack) {
        this.sessions = sessions;
        this.stack = stack;
    }

    @Override
    public String title() {
        return "The policy of stack " + stack;
    }

    @Override
    public State make(State state) {
        AwsSession session = sessions.get();
        AwsFailures.call(
                session,
                "Setting the policy of stack " + stack + ", which is deployed,",
                () -> session.cloudFormation()
                        .setStackPolicy(r -> r.stackName(state.stackId()).stackPolicyBody(state.policy())));
        return state;
    }

    @Override
    public List<String> lines(State state) {
        return List.of("The stack policy is set.");
    }

    @Override
    public String leftBehind(State state) {
        return "Stack " + stack + " is deployed; its policy may not be set.";
    }

    /** @param policy a stack policy, JSON */
    public record State(String stack, String stackId, String policy) {}
}

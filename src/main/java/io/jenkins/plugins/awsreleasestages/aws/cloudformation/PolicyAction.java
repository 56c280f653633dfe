package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Sets a stack's policy, which guards it from then on. A change set cannot carry one. */
public final class PolicyAction implements Action<PolicyState, Boolean> {

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

    /** Setting it twice does no harm. */
    @Override
    public Optional<PolicyState> find(PolicyState state) {
        return Optional.empty();
    }

    @Override
    public PolicyState start(PolicyState state) {
        AwsSession session = sessions.get();
        AwsFailures.call(
                session,
                "Setting the policy of stack " + stack + ", which is deployed,",
                () -> session.cloudFormation()
                        .setStackPolicy(r -> r.stackName(state.stackId()).stackPolicyBody(state.policy())));
        return state;
    }

    @Override
    public CompletionStage<Boolean> ask(PolicyState state) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public Look<PolicyState> read(PolicyState state, Boolean answer, Instant now) {
        return Look.succeeded(state, List.of("The stack policy is set."));
    }

    @Override
    public void stop(PolicyState state) {
        // It takes a moment only.
    }

    @Override
    public String leftBehind(PolicyState state) {
        return "Stack " + stack + " is deployed; its policy may not be set.";
    }
}

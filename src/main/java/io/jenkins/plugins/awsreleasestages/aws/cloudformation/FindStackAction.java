package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks a stack up. Nothing is started. */
public final class FindStackAction implements Action<FoundStack, FoundStack> {

    private final Supplier<AwsSession> sessions;
    private final String stack;
    private final boolean mustExist;
    private final Function<FoundStack, List<String>> words;

    /**
     * @param sessions asked before each call
     * @param mustExist whether it is a failure when there is no such stack
     * @param words what the log gets of it
     */
    public FindStackAction(
            Supplier<AwsSession> sessions, String stack, boolean mustExist, Function<FoundStack, List<String>> words) {
        this.sessions = sessions;
        this.stack = stack;
        this.mustExist = mustExist;
        this.words = words;
    }

    @Override
    public String title() {
        return "Looking at stack " + stack;
    }

    @Override
    public Optional<FoundStack> find(FoundStack state) {
        return Optional.of(state);
    }

    @Override
    public FoundStack start(FoundStack state) {
        return state;
    }

    @Override
    public CompletionStage<FoundStack> ask(FoundStack state) {
        AwsSession session = sessions.get();
        return CompletableFuture.completedFuture(new FoundStack(
                stack,
                session.region().id(),
                Stacks.find(session, stack).map(StackReport::of).orElse(null)));
    }

    @Override
    public Look<FoundStack> read(FoundStack before, FoundStack answer, Instant now) {
        if (mustExist && !answer.exists()) {
            return Look.failed(
                    answer,
                    List.of(),
                    answer.absence()
                            + " A stack is looked for in one region of one account: check its name, the region,"
                            + " and the role of the step.");
        }
        return Look.succeeded(answer, words.apply(answer));
    }

    @Override
    public void stop(FoundStack state) {
        // Nothing runs.
    }

    @Override
    public String leftBehind(FoundStack state) {
        return "Nothing was started.";
    }
}

package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks a stack up. Nothing is started. */
public final class FindStackAction implements Call<FoundStack> {

    private final Supplier<AwsSession> sessions;
    private final String stack;
    private final boolean mustExist;
    private final Function<FoundStack, List<String>> log;

    /**
     * @param sessions asked before each call
     * @param mustExist whether it is a failure when there is no such stack
     * @param log what the log gets of it
     */
    public FindStackAction(
            Supplier<AwsSession> sessions, String stack, boolean mustExist, Function<FoundStack, List<String>> log) {
        this.sessions = sessions;
        this.stack = stack;
        this.mustExist = mustExist;
        this.log = log;
    }

    @Override
    public String title() {
        return "Looking at stack " + stack;
    }

    @Override
    public FoundStack make(FoundStack state) {
        AwsSession session = sessions.get();
        FoundStack found = new FoundStack(
                stack,
                session.region().id(),
                Stacks.find(session, stack).map(StackReport::of).orElse(null));
        if (mustExist && !found.exists()) {
            throw RemoteFailure.refused(found.absence()
                    + " A stack is looked for in one region of one account: check its name, the region,"
                    + " and the role of the step.");
        }
        return found;
    }

    @Override
    public List<String> lines(FoundStack found) {
        return log.apply(found);
    }

    @Override
    public String leftBehind(FoundStack state) {
        return "Nothing was started.";
    }
}

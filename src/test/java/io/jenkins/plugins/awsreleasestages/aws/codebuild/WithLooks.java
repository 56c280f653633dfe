package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.util.function.Function;
import java.util.function.Supplier;

/** An action as a step drives it: its looks are shared, its starts and stops take turns. */
final class WithLooks {

    private WithLooks() {}

    static <S, A> Function<Scheduler, Driven.Paced<S, A>> of(
            Supplier<AwsSession> sessions, Function<BuildLooks, Action<S, A>> action) {
        return scheduler -> {
            BuildLooks looks = new BuildLooks(scheduler, new Paces(scheduler));
            return new Driven.Paced<>(action.apply(looks), Calls.pacedStarts(() -> looks.calls(sessions.get())));
        };
    }
}

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.RecentNews;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedLook;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;

/**
 * What the builds of one account, region and identity share: one {@code BatchGetBuilds} for all of them, one
 * {@code BatchGetBuildBatches} for all batches.
 */
public final class BuildLooks {

    /** Between two rounds of looks at many builds. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** As many looks as three minutes have: they are made when builds are about to end. */
    private static final int ROUNDS_SAVED = 36;

    private static final SharedLook.Rhythm RHYTHM =
            new SharedLook.Rhythm(UsualDurations.SOON, LookInterval.SHORTEST, INTERVAL, ROUNDS_SAVED);

    /** CodeBuild API reference, BatchGetBuilds and BatchGetBuildBatches: 1 to 100 ids. */
    private static final int MOST_IDS = 100;

    /** What those have in common who see the same. */
    private final class Looks {
        volatile AwsSession session;
        final SharedLook<String, Build> builds;
        final SharedLook<String, BuildBatch> batches;

        Looks(AwsSession session) {
            this.session = session;
            builds = new SharedLook<>(RHYTHM, MOST_IDS, this::builds, scheduler, calls(session));
            batches = new SharedLook<>(RHYTHM, MOST_IDS, this::batches, scheduler, calls(session));
        }

        private Map<String, Build> builds(List<String> ids) {
            return call(
                    "Looking at CodeBuild builds",
                    client -> client.batchGetBuilds(r -> r.ids(ids)).builds(),
                    Build::id);
        }

        private Map<String, BuildBatch> batches(List<String> ids) {
            return call(
                    "Looking at CodeBuild batches",
                    client -> client.batchGetBuildBatches(r -> r.ids(ids)).buildBatches(),
                    BuildBatch::id);
        }

        private <V> Map<String, V> call(String what, Function<CodeBuildClient, List<V>> call, Function<V, String> id) {
            AwsSession now = session;
            return AwsFailures.call(
                    now,
                    what,
                    () -> call.apply(now.codeBuild()).stream()
                            .collect(Collectors.toMap(id, Function.identity(), (a, b) -> b)));
        }
    }

    private final Scheduler scheduler;
    private final Paces paces;
    private final SharedTable<String, Looks> looks;
    private final UsualDurations usual = new UsualDurations();
    private final RecentNews events = new RecentNews();

    public BuildLooks(Scheduler scheduler, Paces paces) {
        this.scheduler = scheduler;
        this.paces = paces;
        this.looks = new SharedTable<>(scheduler.clock());
    }

    /**
     * @param within the answer is wanted within this time; zero when it is urgent
     * @return the build; null where CodeBuild does not know it (yet)
     */
    CompletableFuture<Build> ask(AwsSession session, String id, Duration within) {
        return looks(session).builds.ask(id, within).toCompletableFuture();
    }

    /** @return the batch; null where CodeBuild does not know it (yet) */
    CompletableFuture<BuildBatch> askBatch(AwsSession session, String id, Duration within) {
        return looks(session).batches.ask(id, within).toCompletableFuture();
    }

    /** Where calls to CodeBuild take turns. */
    public Pace calls(AwsSession session) {
        return paces.builds(session);
    }

    /** Where reads of logs take turns. */
    Pace logs(AwsSession session) {
        return paces.logs(session);
    }

    UsualDurations usual() {
        return usual;
    }

    /** Of builds, by their project. */
    RecentNews events() {
        return events;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private Looks looks(AwsSession session) {
        Looks shared = looks.get(session.lookKey(), key -> new Looks(session));
        // Any session that sees the same will do; the newest has the longest to live.
        shared.session = session;
        return shared;
    }
}

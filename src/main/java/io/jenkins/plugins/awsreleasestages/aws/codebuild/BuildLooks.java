package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedLook;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;

/**
 * What the builds of one account, region and identity share: one {@code BatchGetBuilds} for all of them, one
 * {@code BatchGetBuildBatches} for all batches, and the pace of their calls.
 */
public final class BuildLooks {

    /** Between two rounds of looks at many builds. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Duration URGENT = Duration.ofSeconds(1);

    /** CodeBuild API reference, BatchGetBuilds and BatchGetBuildBatches: 1 to 100 ids. */
    private static final int MOST_IDS = 100;

    /** CodeBuild documents no rate; nobody needs more than this, and it slows down when CodeBuild says so. */
    private static final double CALLS_A_SECOND = 10;

    /** CloudWatch Logs quotas of GetLogEvents, requests a second, not adjustable; 25 where not named. */
    private static final Map<String, Integer> LOG_QUOTAS = Map.of("eu-west-3", 30);

    private static final Set<String> LOG_QUOTA_10 = Set.of(
            "us-west-2", "ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "eu-west-1", "il-central-1");

    /** Others read logs in this account too. */
    private static final double SHARE_OF_QUOTA = 0.9;

    /** What the calls of one account have in common, whoever makes them. */
    private record Account(Pace calls, Pace logs) {}

    /** What those have in common who see the same. */
    private final class Looks {
        volatile AwsSession session;
        final SharedLook<String, Build> builds;
        final SharedLook<String, BuildBatch> batches;

        Looks(AwsSession session) {
            this.session = session;
            Pace calls = calls(session);
            builds = new SharedLook<>(rhythm, MOST_IDS, this::builds, scheduler, calls);
            batches = new SharedLook<>(rhythm, MOST_IDS, this::batches, scheduler, calls);
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
    private final SharedLook.Rhythm rhythm;
    private final SharedTable<String, Account> accounts;
    private final SharedTable<String, Looks> looks;

    public BuildLooks(Scheduler scheduler) {
        this(scheduler, INTERVAL);
    }

    /** @param interval the least time between two rounds of looks at many builds */
    public BuildLooks(Scheduler scheduler, Duration interval) {
        this.scheduler = scheduler;
        this.accounts = new SharedTable<>(scheduler.clock());
        this.looks = new SharedTable<>(scheduler.clock());
        Duration few = interval.compareTo(LookInterval.SHORTEST) < 0 ? interval : LookInterval.SHORTEST;
        this.rhythm = new SharedLook.Rhythm(few.compareTo(URGENT) < 0 ? few : URGENT, few, interval);
    }

    static double logReadsASecond(String region) {
        int quota = LOG_QUOTA_10.contains(region) ? 10 : LOG_QUOTAS.getOrDefault(region, 25);
        return quota * SHARE_OF_QUOTA;
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
        return account(session).calls();
    }

    /** Where reads of logs take turns. */
    Pace logs(AwsSession session) {
        return account(session).logs();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private Account account(AwsSession session) {
        return accounts.get(
                session.accountKey(),
                key -> new Account(
                        new Pace(CALLS_A_SECOND, scheduler),
                        new Pace(logReadsASecond(session.region().id()), scheduler)));
    }

    private Looks looks(AwsSession session) {
        Looks shared = looks.get(session.lookKey(), key -> new Looks(session));
        // Any session that sees the same will do; the newest has the longest to live.
        shared.session = session;
        return shared;
    }
}

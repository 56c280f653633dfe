package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedLook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;

/** Looks at all batches of one account, region and identity with one {@code BatchGetBuildBatches} per interval. */
public final class BatchLooks {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** CodeBuild API reference, BatchGetBuildBatches: 1 to 100 ids. */
    private static final int MOST_IDS = 100;

    private static final class Account {
        volatile AwsSession session;
        final SharedLook<String, BuildBatch> look;

        Account(Scheduler scheduler) {
            look = new SharedLook<>(INTERVAL, MOST_IDS, this::call, scheduler, Backoff.DEFAULT);
        }

        private Map<String, BuildBatch> call(List<String> ids) {
            AwsSession now = session;
            return AwsFailures.call(
                    now,
                    "Looking at CodeBuild batches",
                    () -> now.codeBuild().batchGetBuildBatches(r -> r.ids(ids)).buildBatches().stream()
                            .collect(Collectors.toMap(BuildBatch::id, Function.identity(), (a, b) -> b)));
        }
    }

    private final Scheduler scheduler;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    public BatchLooks(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** @return the batch; null where CodeBuild does not know it (yet) */
    CompletionStage<BuildBatch> ask(AwsSession session, String id) {
        Account account = accounts.computeIfAbsent(session.lookKey(), key -> new Account(scheduler));
        // Any session of the same identity will do; the newest has the longest to live.
        account.session = session;
        return account.look.ask(id);
    }

    <T> CompletionStage<T> onWorker(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> scheduler.after(Duration.ZERO, task));
    }
}

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
import software.amazon.awssdk.services.codebuild.model.Build;

/** Looks at all builds of one account, region and identity with one {@code BatchGetBuilds} per interval. */
public final class BuildLooks {

    private static final Duration INTERVAL = Duration.ofSeconds(4);

    /** CodeBuild API reference, BatchGetBuilds: 1 to 100 ids. */
    private static final int MOST_IDS = 100;

    private static final class Account {
        volatile AwsSession session;
        final SharedLook<String, Build> look;

        Account(Scheduler scheduler) {
            look = new SharedLook<>(INTERVAL, MOST_IDS, this::call, scheduler, Backoff.DEFAULT);
        }

        private Map<String, Build> call(List<String> ids) {
            AwsSession now = session;
            return AwsFailures.call(
                    now,
                    "Looking at CodeBuild builds",
                    () -> now.codeBuild().batchGetBuilds(r -> r.ids(ids)).builds().stream()
                            .collect(Collectors.toMap(Build::id, Function.identity(), (a, b) -> b)));
        }
    }

    private final Scheduler scheduler;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    public BuildLooks(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** @return the build; null where CodeBuild does not know it (yet) */
    CompletionStage<Build> ask(AwsSession session, String id) {
        Account account = accounts.computeIfAbsent(session.lookKey(), key -> new Account(scheduler));
        // Any session of the same identity will do; the newest has the longest to live.
        account.session = session;
        return account.look.ask(id);
    }

    /** Does what follows a look on a worker of its own, so that one build's long log delays no other. */
    <T> CompletionStage<T> onWorker(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> scheduler.after(Duration.ZERO, task));
    }
}

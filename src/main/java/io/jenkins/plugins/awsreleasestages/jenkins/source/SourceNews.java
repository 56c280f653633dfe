package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.aws.codecommit.CodeCommitRepository;
import io.jenkins.plugins.awsreleasestages.engine.Coalesced;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Who watches a source looks at it when there is news of it: together with all others that watch the same. */
final class SourceNews {

    /** A push of several commits, an upload of several objects. */
    private static final Duration GATHERING = Duration.ofMillis(200);

    /** However much is told, a source is not looked at more often. */
    private static final Duration APART = Duration.ofSeconds(5);

    private static final String GIT = "Git ";

    /** Who watches for a job, by its folder; and all who watch the same, by what news of it names. */
    static final class Watching {
        private final Map<File, Watcher> byJob = new ConcurrentHashMap<>();
        private final Map<String, SourceNews> byName = new ConcurrentHashMap<>();

        int names() {
            return byName.size();
        }

        /** A name goes with the last who watches it. */
        Scheduler.Scheduled listen(String name, Scheduler threads, Scheduler where, Predicate<Instant> look) {
            SourceNews news = byName.compute(name, (same, known) -> {
                SourceNews all = known == null ? new SourceNews(threads) : known;
                all.watchers++;
                return all;
            });
            Scheduler.Scheduled listening = news.listen(where, name, look);
            AtomicBoolean cancelled = new AtomicBoolean();
            return () -> {
                listening.cancel();
                if (cancelled.compareAndSet(false, true)) {
                    byName.computeIfPresent(name, (same, known) -> --known.watchers == 0 ? null : known);
                }
            };
        }
    }

    private record Watcher(Item job, Scheduler.Scheduled listening, Polling polling) implements Scheduler.Scheduled {
        @Override
        public void cancel() {
            listening.cancel();
            polling.close();
        }
    }

    /**
     * Instead of whoever has watched for the job before: Jenkins stops no trigger of a job that it reads anew, and two that look
     * at once would start it twice.
     *
     * @param all whether not only the source's own branch, object or tag is watched
     * @param polling ends when another one watches
     * @param look once for all news of a moment; what others have found before that moment is too old. Gives false while another
     *     look goes on
     * @return to cancel when the source is not watched any more
     */
    static Scheduler.Scheduled watch(
            Item job, AwsSource source, boolean all, Polling polling, Predicate<Instant> look) {
        ActionThreads threads = ActionThreads.get();
        Watching watching = threads.shared(Watching.class, scheduler -> new Watching());
        Scheduler.Scheduled listening = about(source, all)
                .map(name -> watching.listen(name, threads, threads.forJob(job::getFullName), look))
                .orElse(() -> {});
        Watcher now = new Watcher(job, listening, polling);
        File folder = job.getRootDir();
        Watcher before = watching.byJob.put(folder, now);
        // One that was renamed is another job than the one that has its name now.
        if (before != null && before.job().getRootDir().equals(folder)) {
            before.cancel();
        }
        return () -> {
            now.cancel();
            watching.byJob.remove(folder, now);
        };
    }

    private final Scheduler scheduler;
    private final Coalesced soon;
    private final Set<Predicate<Instant>> told = ConcurrentHashMap.newKeySet();

    /** Changed by {@link Watching} alone, for one name by one thread at a time. */
    private int watchers;

    SourceNews(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.soon = new Coalesced(GATHERING, APART, scheduler, this::look);
    }

    /**
     * @param where who hears of the news
     * @param look see {@link #watch}
     */
    Scheduler.Scheduled listen(Scheduler where, String about, Predicate<Instant> look) {
        // Equal to none but itself, whatever the caller gives.
        Predicate<Instant> mine = moment -> look.test(moment);
        return where.listen(about, () -> {
            told.add(mine);
            soon.want();
        });
    }

    /** All of them at the same moment, so that the look of one is good for the others. */
    private boolean look() {
        List<Predicate<Instant>> now = List.copyOf(told);
        now.forEach(told::remove);
        // After that: who is told from here on looks once more.
        Instant moment = scheduler.clock().instant();
        now.stream().filter(one -> !one.test(moment)).forEach(told::add);
        return told.isEmpty();
    }

    /** Whatever the server: what a push is told by says no more than the name of the repository, and not all of them that. */
    static String repository(String urlOrName) {
        return GIT + GitNames.repository(urlOrName);
    }

    /** Whether news of the source are of it and of no other: a push is known by the repository's name alone. */
    static boolean isOfItAlone(AwsSource source) {
        return about(source, false).filter(name -> !name.startsWith(GIT)).isPresent();
    }

    /** What news of the source names; empty where there is none. */
    static Optional<String> about(AwsSource source, boolean all) {
        if (source == null || !source.problems().isEmpty()) {
            return Optional.empty();
        }
        if (source instanceof S3ObjectSource s3) {
            return Optional.of(all ? Subject.bucket(s3.getBucket()) : Subject.object(s3.getBucket(), s3.getKey()));
        }
        if (source instanceof EcrImageSource ecr) {
            return Optional.of(
                    all ? Subject.images(ecr.getRepository()) : Subject.image(ecr.getRepository(), ecr.getTag()));
        }
        if (source instanceof CodeCommitSource git) {
            String name = CodeCommitRepository.of(git.getRepository()).name();
            return Optional.of(all ? Subject.repository(name) : Subject.branch(name, git.getBranch()));
        }
        if (source instanceof GitRepositorySource git) {
            return Optional.of(repository(git.getUrl()));
        }
        if (source instanceof CodeConnectionSource git) {
            return Optional.of(repository(git.getRepository()));
        }
        return Optional.empty();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.aws.codecommit.CodeCommitRepository;
import io.jenkins.plugins.awsreleasestages.engine.Coalesced;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Who watches a source looks at it when there is news of it. */
final class SourceNews {

    /** A push of several commits, an upload of several objects. */
    private static final Duration GATHERING = Duration.ofMillis(200);

    /** However much is told, a source is not looked at more often. */
    private static final Duration APART = Duration.ofSeconds(5);

    private SourceNews() {}

    /** Who watches for a job, by its folder. */
    private static final class Watching {
        private final Map<File, Watcher> byJob = new ConcurrentHashMap<>();
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
     * @param heard told each time, at once
     * @param look once for all news of a moment; gives false while another look goes on
     * @return to cancel when the source is not watched any more
     */
    static Scheduler.Scheduled watch(
            Item job, AwsSource source, boolean all, Polling polling, Runnable heard, BooleanSupplier look) {
        ActionThreads threads = ActionThreads.get();
        Map<File, Watcher> byJob = threads.shared(Watching.class, scheduler -> new Watching()).byJob;
        Watcher now = new Watcher(
                job,
                about(source, all)
                        .map(name -> listen(threads, name, heard, look))
                        .orElse(() -> {}),
                polling);
        File folder = job.getRootDir();
        Watcher before = byJob.put(folder, now);
        // One that was renamed is another job than the one that has its name now.
        if (before != null && before.job().getRootDir().equals(folder)) {
            before.cancel();
        }
        return now;
    }

    /** A burst is one look, and looks for news are apart. */
    static Scheduler.Scheduled listen(Scheduler scheduler, String about, Runnable heard, BooleanSupplier look) {
        Coalesced soon = new Coalesced(GATHERING, APART, scheduler, look);
        return scheduler.listen(about, () -> {
            heard.run();
            soon.want();
        });
    }

    /** What news of the source names; empty where AWS has none. */
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
        return Optional.empty();
    }
}

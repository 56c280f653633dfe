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

    /**
     * Who listens for a job, by its folder: Jenkins stops no trigger of a job that it reads anew, and two that look at once would
     * start it twice.
     */
    private static final class Listening {
        private final Map<File, Scheduler.Scheduled> byJob = new ConcurrentHashMap<>();
    }

    /** Instead of whoever has listened for the job before. */
    static Scheduler.Scheduled listen(Item job, AwsSource source, boolean all, Runnable heard, BooleanSupplier look) {
        Map<File, Scheduler.Scheduled> byJob =
                ActionThreads.get().shared(Listening.class, scheduler -> new Listening()).byJob;
        Scheduler.Scheduled listening = listen(source, all, heard, look);
        Scheduler.Scheduled before = byJob.put(job.getRootDir(), listening);
        if (before != null) {
            before.cancel();
        }
        return listening;
    }

    /**
     * @param all whether not only the source's own branch, object or tag is watched
     * @param heard told each time, at once
     * @param look once for all news of a moment; gives false while another look goes on
     * @return to cancel when the source is not watched any more
     */
    private static Scheduler.Scheduled listen(AwsSource source, boolean all, Runnable heard, BooleanSupplier look) {
        ActionThreads threads = ActionThreads.get();
        Coalesced soon = new Coalesced(GATHERING, APART, threads, look);
        return about(source, all)
                .map(name -> threads.listen(name, () -> {
                    heard.run();
                    soon.want();
                }))
                .orElse(() -> {});
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

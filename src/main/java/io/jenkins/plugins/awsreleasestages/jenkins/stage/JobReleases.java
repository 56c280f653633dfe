package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What each job remembers of its stages. The file is in the job's folder: it goes with a job that is renamed or moved, and away
 * with one that is deleted; a copy of a job begins without, since Jenkins copies the configuration alone.
 */
public final class JobReleases {

    static final String FILE = "release-stages.jsonl";

    /** A job that is gone takes its own with it: none refers to its job but weakly. */
    private static final Map<Job<?, ?>, StageHistory> OF_JOBS = new WeakHashMap<>();

    private JobReleases() {}

    public static StageHistory of(Job<?, ?> job) {
        synchronized (OF_JOBS) {
            return OF_JOBS.computeIfAbsent(job, JobReleases::history);
        }
    }

    /** Whether it remembers anything; for who asks that of many jobs. */
    static boolean isThere(Job<?, ?> job) {
        return Files.exists(job.getRootDir().toPath().resolve(FILE));
    }

    private static StageHistory history(Job<?, ?> job) {
        WeakReference<Job<?, ?>> weak = new WeakReference<>(job);
        return new StageHistory(() -> file(weak.get()), Clock.systemUTC());
    }

    private static Path file(Job<?, ?> job) throws NoSuchFileException {
        if (job == null) {
            throw new NoSuchFileException(FILE, null, "the job is gone");
        }
        return job.getRootDir().toPath().resolve(FILE);
    }
}

package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceTrigger;
import io.jenkins.plugins.awsreleasestages.jenkins.source.S3ObjectSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;

/** A job that watches an object in S3. It is never built: that it would be is noted. */
final class WatchingJob extends Job<WatchingJob, WatchingJob.Never>
        implements ParameterizedJob<WatchingJob, WatchingJob.Never> {

    /** There is none. */
    abstract static class Never extends Run<WatchingJob, Never> {
        Never(WatchingJob job) {
            super(job, 0);
        }
    }

    static final String KEY = "release.zip";

    private final transient String bucket;
    private final transient Path folder;
    private final transient AwsSourceTrigger trigger;

    WatchingJob(int number, int source, Path home) throws IOException {
        super(Jenkins.get(), "job-" + number);
        folder = Files.createDirectory(home.resolve("job-" + number));
        bucket = bucket(source);
        trigger = new AwsSourceTrigger("* * * * *", new S3ObjectSource(bucket, KEY));
        trigger.setRegion("eu-west-1");
        trigger.start(this, true);
    }

    static String bucket(int source) {
        return "bucket-" + source;
    }

    String bucket() {
        return bucket;
    }

    /** As the timer of all triggers does. */
    void tick() {
        trigger.run();
    }

    @Override
    public File getRootDir() {
        return folder.toFile();
    }

    @Override
    public boolean isBuildable() {
        return true;
    }

    @Override
    protected SortedMap<Integer, Never> _getRuns() {
        return Collections.emptySortedMap();
    }

    @Override
    protected void removeRun(Never run) {}
}

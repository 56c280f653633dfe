package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.WorkFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.event.EventQueues;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.lookalike.sqs.QueueLookAlike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import standalone.Host;

/** What many jobs cost that watch few sources, and how soon a change has started them, by the timer and by events. */
public final class SourcesBenchmark implements Benchmark {

    private static final String LOG = "aws-source-polling.log";

    private static final long PATIENCE_SECONDS = 120;

    @Override
    public String name() {
        return "sources";
    }

    @Override
    public String about() {
        return "jobs that watch the same few objects in S3: looks, threads, the time until a change has started them,"
                + " by the timer and by events.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("triggers", new Option(1000, "how many jobs watch"));
        options.put("sources", new Option(50, "how many objects they watch"));
        options.put("rounds", new Option(5, "how often the timer calls all of them after a change"));
        options.put("changes", new Option(2, "how often each object changes, and an event tells of it"));
        options.put("events", new Option(10000, "how many events come at once"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        Path home = Files.createTempDirectory("bench-sources");
        try (ObjectServer server = new ObjectServer();
                QueueLookAlike queue = new QueueLookAlike()) {
            System.setProperty("aws.endpointUrl", server.endpoint());
            System.setProperty("aws.accessKeyId", "AKIAIOSFODNN7EXAMPLE");
            System.setProperty("aws.secretAccessKey", "example");
            AwsReleaseStagesConfiguration.get().setControllerIdentity(true);
            AwsEnvironment here = new AwsEnvironment("here");
            here.setRegion("eu-west-1");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(here));
            AwsReleaseStagesConfiguration.get().setEndpoints("sqs=" + queue.endpoint());
            return measured(options, server, queue, home);
        } finally {
            EventQueues.get().setQueues(List.of());
            List.of("aws.endpointUrl", "aws.accessKeyId", "aws.secretAccessKey").forEach(System::clearProperty);
            WorkFolder.delete(home);
        }
    }

    private static Report measured(Options options, ObjectServer server, QueueLookAlike queue, Path home)
            throws Exception {
        Report report = new Report();
        int triggers = options.count("triggers");
        int sources = options.count("sources");
        String of = triggers + " triggers, " + sources + " sources";
        Scheduled started = new Scheduled(home);
        Host.set(started);
        List<WatchingJob> jobs = new ArrayList<>();
        for (int i = 0; i < triggers; i++) {
            jobs.add(new WatchingJob(i, i % sources, home));
        }
        int threads = Thread.activeCount();
        int before = server.looks();
        jobs.forEach(WatchingJob::tick);
        awaitLooks(jobs, 1);
        report.add(of, "looks of the first round", server.looks() - before, "", Goal.atMost(sources));
        int most = threads;
        int looks = 0;
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < options.count("rounds"); round++) {
            server.change();
            started.clear();
            int looked = server.looks();
            long begin = System.nanoTime();
            jobs.forEach(WatchingJob::tick);
            most = Math.max(most, Thread.activeCount());
            await(() -> started.size() == triggers);
            most = Math.max(most, Thread.activeCount());
            looks = Math.max(looks, server.looks() - looked);
            started.times().forEach(time -> seconds.add((time - begin) / 1e9));
            awaitLooks(jobs, round + 2);
        }
        seconds.sort(Comparator.naturalOrder());
        report.add(of, "looks of any other round", looks, "", Goal.atMost(sources));
        report.add(of, "threads more than before the first", most - threads, "", Goal.atMost(20));
        report.add(of, "from the timer's call to the scheduled run, median", seconds.get(seconds.size() / 2), "s");
        report.add(of, "the same, slowest", seconds.get(seconds.size() - 1), "s", Goal.atMost(15));
        new Events(report, of, server, queue, jobs, started).measure(options.count("changes"), options.count("events"));
        report.add(of, "runs of a revision started twice", started.twice(), "", Goal.atMost(0));
        return report;
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Until all that was begun is in the logs. */
    private static void awaitLooks(List<WatchingJob> jobs, int number) throws Exception {
        for (WatchingJob job : jobs) {
            Path log = job.getRootDir().toPath().resolve(LOG);
            await(() -> ended(log) >= number);
        }
    }

    private static int ended(Path log) throws IOException {
        try {
            return Files.readString(log).split("Ended at", -1).length - 1;
        } catch (NoSuchFileException e) {
            // Not written yet, or just being replaced.
            return 0;
        }
    }

    static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("It was not done within " + PATIENCE_SECONDS + " seconds");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}

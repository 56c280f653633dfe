package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.jenkins.event.EventQueue;
import io.jenkins.plugins.awsreleasestages.jenkins.event.EventQueues;
import io.jenkins.plugins.awsreleasestages.lookalike.sqs.QueueLookAlike;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How soon an event has started the jobs that watch what it names, and what thousands at once cost. The timer is silent. */
final class Events {

    /** Looks for events are that far apart: what comes sooner waits, and is not what is measured. */
    private static final double APART_SECONDS = 5;

    private static final double ROUND_SECONDS = APART_SECONDS + 1;

    /** Each change starts as many jobs as watch the source. */
    private static final double CHANGES_A_SECOND = 2;

    private final Report report;
    private final String of;
    private final ObjectServer server;
    private final QueueLookAlike queue;
    private final List<WatchingJob> jobs;
    private final Scheduled started;
    private final List<String> buckets;

    Events(
            Report report,
            String of,
            ObjectServer server,
            QueueLookAlike queue,
            List<WatchingJob> jobs,
            Scheduled started) {
        this.report = report;
        this.of = of;
        this.server = server;
        this.queue = queue;
        this.jobs = jobs;
        this.started = started;
        this.buckets = jobs.stream().map(WatchingJob::bucket).distinct().toList();
    }

    /**
     * @param rounds how often each source changes
     * @param burst how many events come at once
     */
    void measure(int rounds, int burst) throws Exception {
        EventQueues.get().setQueues(List.of(new EventQueue(queue.url(), "here")));
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            seconds.addAll(round());
        }
        seconds.sort(Comparator.naturalOrder());
        report.add(of, "events: from the change to the scheduled run, median", part(seconds, 0.5), "s", Goal.atMost(1));
        report.add(of, "events: the same, 90 %", part(seconds, 0.9), "s", Goal.atMost(2));
        report.add(of, "events: the same, slowest", part(seconds, 1), "s");
        burst(burst);
    }

    private static double part(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    /** Each source changes once, one after another. */
    private List<Double> round() throws Exception {
        started.clear();
        Map<String, Long> changed = new HashMap<>();
        long pause = (long) (1000 * Math.max(ROUND_SECONDS / buckets.size(), 1 / CHANGES_A_SECOND));
        for (String bucket : buckets) {
            changed.put(bucket, System.nanoTime());
            server.change(bucket);
            queue.send(event(bucket));
            TimeUnit.MILLISECONDS.sleep(pause);
        }
        SourcesBenchmark.await(() -> started.size() == jobs.size());
        return started.timesOfEach().entrySet().stream()
                .map(one -> (one.getValue() - changed.get(((WatchingJob) one.getKey()).bucket())) / 1e9)
                .toList();
    }

    private void burst(int events) throws Exception {
        String what = String.format("%,d events at once", events);
        // The looks of the last round are to be over, and those for events to be due again.
        TimeUnit.MILLISECONDS.sleep((long) (1000 * ROUND_SECONDS));
        started.clear();
        long heap = heap();
        int threads = Thread.activeCount();
        int most = threads;
        Map<String, Integer> before = server.looksOfEach();
        int deleted = queue.deleted();
        long begin = System.nanoTime();
        server.change();
        for (int i = 0; i < events; i++) {
            queue.send(event(buckets.get(i % buckets.size())));
        }
        while (queue.deleted() - deleted < events) {
            most = Math.max(most, Thread.activeCount());
            TimeUnit.MILLISECONDS.sleep(5);
        }
        double taken = (System.nanoTime() - begin) / 1e9;
        SourcesBenchmark.await(() -> started.size() == jobs.size());
        double all = (Collections.max(started.times()) - begin) / 1e9;
        TimeUnit.MILLISECONDS.sleep((long) (1000 * ROUND_SECONDS));
        double watched = (System.nanoTime() - begin) / 1e9;
        Map<String, Integer> after = server.looksOfEach();
        int looks = buckets.stream()
                .mapToInt(bucket -> after.get(bucket) - before.get(bucket))
                .max()
                .orElse(0);
        report.add(of, what + ": until all are taken in", taken, "s");
        report.add(of, what + ": until all jobs are scheduled", all, "s");
        report.add(
                of,
                what + ": looks at one source, most",
                looks,
                "",
                Goal.atMost(1 + Math.floor(watched / APART_SECONDS)));
        report.add(of, what + ": threads more than before", most - threads, "", Goal.atMost(20));
        report.add(of, what + ": heap more than before", (heap() - heap) / 1024.0 / 1024.0, "MiB", Goal.atMost(20));
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String event(String bucket) {
        return """
                {"source": "aws.s3", "detail-type": "Object Created", "account": "111122223333", "region": "eu-west-1",
                 "time": "2026-01-01T10:00:00Z",
                 "detail": {"bucket": {"name": "%s"}, "object": {"key": "%s"}}}""".formatted(bucket, WatchingJob.KEY);
    }
}

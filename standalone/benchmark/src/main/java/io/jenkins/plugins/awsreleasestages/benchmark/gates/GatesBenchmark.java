package io.jenkins.plugins.awsreleasestages.benchmark.gates;

import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.WorkFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateRecord;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseInbox;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import standalone.Host;

/** What people who are waited for cost a controller, how long their list takes, and how soon a decision is acted upon. */
public final class GatesBenchmark implements Benchmark {

    @Override
    public String name() {
        return "gates";
    }

    @Override
    public String about() {
        return "gates that wait at the same time: threads, heap, CPU, the list of them, the time after a decision.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("gates", new Option(1000, "how many wait at the same time"));
        options.put("seconds", new Option(20, "for how long the waiting itself is watched"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        Path folder = Files.createTempDirectory("bench-gates");
        Report report = new Report();
        int gates = options.count("gates");
        String of = gates + " gates";
        WaitingRun.OneJob job = new WaitingRun.OneJob();
        Host.set(new OneController(job));
        int threads = Thread.activeCount();
        // The classes are loaded once, by the first.
        List<WaitingRun> runs = new ArrayList<>(open(job, 1, 1, folder));
        long heap = heap();
        runs.addAll(open(job, 2, gates, folder));
        report.add(of, "threads more than before", Thread.activeCount() - threads, "", Goal.atMost(20));
        report.add(of, "heap of a gate", (heap() - heap) / 1024.0 / gates, "KiB", Goal.atMost(50));
        waiting(options, of, report);
        list(of, runs, report);
        decisions(of, runs, report);
        WorkFolder.delete(folder);
        return report;
    }

    private static List<WaitingRun> open(WaitingRun.OneJob job, int first, int last, Path folder)
            throws InterruptedException {
        List<WaitingRun> runs = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            runs.add(WaitingRun.begin(job, i, folder));
        }
        for (WaitingRun run : runs) {
            while (run.approvals() == null || run.approvals().awaited().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        return runs;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void waiting(Options options, String of, Report report) throws InterruptedException {
        long before = cpu();
        TimeUnit.SECONDS.sleep(options.count("seconds"));
        double used = (cpu() - before) / 1e9 / options.count("seconds") * 100;
        report.add(of, "CPU of a core while nobody decides", used, "%", Goal.atMost(2));
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** As a page's header asks for it, and the list itself, each time anew. */
    private static void list(String of, List<WaitingRun> runs, Report report) throws Exception {
        double[] millis = new double[20];
        for (int i = 0; i < millis.length; i++) {
            ReleaseInbox inbox = new ReleaseInbox();
            long begin = System.nanoTime();
            inbox.getBadge();
            millis[i] = millisSince(begin);
        }
        // The first ones warm up.
        double[] warm = Arrays.copyOfRange(millis, 5, millis.length);
        Arrays.sort(warm);
        report.add(
                of,
                "the list of all that one person may decide, slowest of 15",
                warm[warm.length - 1],
                "ms",
                Goal.atMost(300));
    }

    private static void decisions(String of, List<WaitingRun> runs, Report report) throws Exception {
        double[] millis = new double[runs.size()];
        for (int i = 0; i < millis.length; i++) {
            WaitingRun run = runs.get(i);
            ApprovalAction approvals = run.approvals();
            GateRecord gate = approvals.getGates().get(0);
            long begin = System.nanoTime();
            approvals.vote(gate, Vote.of(Vote.Kind.APPROVE, "", Instant.now()), approvals.person());
            millis[i] = (run.ended().get(60, TimeUnit.SECONDS) - begin) / 1e6;
        }
        Arrays.sort(millis);
        report.add(of, "from a decision to going on, median", millis[millis.length / 2], "ms", Goal.atMost(300));
        report.add(of, "from a decision to going on, slowest", millis[millis.length - 1], "ms");
    }

    private static double millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toNanos() / 1e6;
    }
}

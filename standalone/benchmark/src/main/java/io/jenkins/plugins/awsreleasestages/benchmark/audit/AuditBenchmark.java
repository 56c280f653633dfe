package io.jenkins.plugins.awsreleasestages.benchmark.audit;

import io.jenkins.plugins.awsreleasestages.audit.AuditLog;
import io.jenkins.plugins.awsreleasestages.audit.AuditReport;
import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an event costs that is put down, and how long the log is read. */
public final class AuditBenchmark implements Benchmark {

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public String about() {
        return "the audit log: the time to add an event, on disk, and to verify all of them.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("events", new Option(100_000, "how many are added"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        int events = options.count("events");
        Path folder = Files.createTempDirectory("bench-audit");
        AuditLog log = new AuditLog(folder);
        double[] millis = new double[events];
        // About as long as a decision with two approvals and two conditions.
        String event = "{\"kind\":\"gate.decided\",\"message\":\"" + "x".repeat(1500) + "\"}";
        for (int i = 0; i < events; i++) {
            long begin = System.nanoTime();
            log.append(event);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        long begin = System.nanoTime();
        AuditReport found = log.verify();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Report report = new Report();
        String of = events + " events";
        report.add(of, "added, median", millis[events / 2], "ms", Goal.atMost(5));
        report.add(of, "added, 99 %", millis[events * 99 / 100], "ms");
        report.add(of, "verified", seconds, "s");
        report.add(of, "not found whole", events - (found.isWhole() ? found.lines() : 0), "", Goal.atMost(0));
        for (Path file : log.files()) {
            Files.delete(file);
        }
        return report;
    }
}

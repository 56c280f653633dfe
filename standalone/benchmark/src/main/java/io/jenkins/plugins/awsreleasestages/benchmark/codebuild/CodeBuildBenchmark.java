package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many builds a controller can wait for, what that takes, and how soon it knows of their ends. */
public final class CodeBuildBenchmark implements Benchmark {

    static final String REGION = "us-east-1";

    /** CloudWatch Logs quotas, GetLogEvents in this region. */
    private static final int LOG_READS_A_SECOND = 25;

    /** So many builds the goals of delay and of calls are about. */
    private static final int FEW = 100;

    private static final int SOME = 20;

    /** So many lines the goal of throughput is about. */
    private static final int LONG = 1_000_000;

    private static final int LINES_OF_A_BUILD = 100;
    private static final int LINE_LENGTH = 100;
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmx512m");

    /** Less than a long log: what was read must not be kept. */
    private static final List<String> SMALL_JVM = List.of("-XX:+UseSerialGC", "-Xmx64m");

    @Override
    public String name() {
        return "codebuild";
    }

    @Override
    public String about() {
        return "codeBuild steps that wait for builds, and a long log.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("builds", new Option(1000, "how many builds at the same time"));
        options.put("limit", new Option(10, "requests a second that CodeBuild admits"));
        options.put("latency", new Option(20, "how long AWS takes for an answer, in ms"));
        options.put("log-delay", new Option(1000, "how long after it was written a line can be read, in ms"));
        options.put("window", new Option(60, "for how many seconds calls are counted, and builds end"));
        options.put("lines", new Option(1_000_000, "lines of the long log"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        Report report = new Report();
        int builds = options.count("builds");
        if (builds > FEW) {
            manyBuilds(FEW, options, report);
        }
        if (builds > 0) {
            manyBuilds(builds, options, report);
        }
        if (options.count("lines") > 0) {
            longLog(options, report);
        }
        return report;
    }

    private static void manyBuilds(int builds, Options options, Report report) throws Exception {
        String of = builds + " builds";
        double window = options.number("window");
        try (Trial trial = new Trial(options)) {
            ChildProcess controller = trial.controller(JVM);
            // A part of the limit is for looks.
            double othersEnd = builds / options.number("limit") * 1.6 + window * 1.2 + 6;
            say("%s: one of them, for %.0f s", of, window);
            controller.ask("start", 1, window + othersEnd, window + othersEnd, LINES_OF_A_BUILD, LINE_LENGTH);
            controller.ask("settled");
            pause(window);
            long threadsOfOne = number(controller.ask("threads"));
            report.add(of, "threads with one build", threadsOfOne, "");
            say("%s: some that end, so that all there is to load is loaded", of);
            controller.ask("start", SOME, 2, 4, LINES_OF_A_BUILD, LINE_LENGTH);
            controller.ask("only-left", 1);
            long heapOfOne = number(controller.ask("heap"));
            say("%s: starting the others", of);
            controller.ask("start", builds - 1, othersEnd, othersEnd + window, LINES_OF_A_BUILD, LINE_LENGTH);
            controller.ask("settled");
            say("%s: waiting for all of them, for %.0f s", of, window);
            controller.ask("forget-peak");
            long calls = trial.count("BatchGetBuilds");
            pause(window);
            calls = trial.count("BatchGetBuilds") - calls;
            report.add(of, "BatchGetBuilds a minute", calls * 60 / window, "", goal(builds == FEW, Goal.atMost(12)));
            long threads = number(controller.ask("threads"));
            report.add(of, "threads with all", threads, "", goal(builds >= FEW, Goal.atMost(threadsOfOne)));
            long heap = number(controller.ask("heap"));
            double heapOfEach = (heap - heapOfOne) / 1000.0 / Math.max(1, builds - 1);
            report.add(of, "heap of a waiting build", heapOfEach, "KB", goal(builds >= FEW, Goal.atMost(20)));
            say("%s: the controller is killed and comes back", of);
            controller.kill();
            controller = trial.controller(JVM);
            long resumed = number(controller.ask("resume"));
            report.add(
                    of,
                    "until all are looked at after a restart",
                    resumed / 1000.0,
                    "s",
                    goal(builds >= FEW, Goal.atMost(5)));
            say("%s: they end", of);
            double[] delays = Arrays.stream(controller.ask("ended").split(" "))
                    .mapToDouble(millis -> Double.parseDouble(millis) / 1000)
                    .sorted()
                    .toArray();
            report.add(
                    of,
                    "from a build's end to its step's, median",
                    at(delays, 0.5),
                    "s",
                    goal(builds == FEW, Goal.atMost(3)));
            report.add(of, "from a build's end to its step's, 99 %", at(delays, 0.99), "s");
            report.add(of, "failed steps", number(controller.ask("failures")), "", Goal.atMost(0));
            report.add(of, "builds started twice", trial.builds() - builds - SOME, "", Goal.atMost(0));
            report.add(of, "lines lost", number(controller.ask("lost")), "", Goal.atMost(0));
            report.add(of, "throttled requests", trial.throttled(), "");
        }
    }

    private static void longLog(Options options, Report report) throws Exception {
        int lines = options.count("lines");
        String of = String.format("%,d lines", lines);
        try (Trial trial = new Trial(options)) {
            say("a log of %s", of);
            ChildProcess controller = trial.controller(SMALL_JVM);
            controller.ask("start", 1, 2, 2, lines, LINE_LENGTH);
            controller.ask("ended");
            double seconds = number(controller.ask("logging-nanos")) / 1e9;
            report.add(of, "from the first line to the last", seconds, "s");
            double throughput = number(controller.ask("logged")) / 1e6 / seconds;
            report.add(of, "throughput", throughput, "MB/s", goal(lines >= LONG, Goal.atLeast(10)));
            report.add(of, "lines lost", number(controller.ask("lost")), "", Goal.atMost(0));
            report.add(of, "failed steps", number(controller.ask("failures")), "", Goal.atMost(0));
        }
    }

    /** A few builds and a short log are for seeing whether it works: most of what they take is the start. */
    private static Goal goal(boolean counts, Goal goal) {
        return counts ? goal : null;
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    }

    private static long number(String answer) {
        return Long.parseLong(answer);
    }

    private static void pause(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1000));
    }

    private static void say(String format, Object... arguments) {
        System.err.printf(format + "%n", arguments);
    }

    /** A look-alike, and the controllers that ask it; a second one finds what the first has saved. */
    private static final class Trial implements AutoCloseable {
        private final Path home = Files.createTempDirectory("bench-codebuild");
        private final ChildProcess lookAlike;
        private ChildProcess controller;

        Trial(Options options) throws IOException {
            lookAlike = ChildProcess.start(
                    LookAlikeProcess.class,
                    JVM,
                    String.valueOf(options.number("limit")),
                    String.valueOf(LOG_READS_A_SECOND),
                    String.valueOf(options.number("latency")),
                    String.valueOf(options.number("log-delay")));
        }

        ChildProcess controller(List<String> jvm) throws IOException {
            controller = ChildProcess.start(Controller.class, jvm, home.toString(), lookAlike.ask("endpoint"));
            return controller;
        }

        long count(String operation) throws IOException {
            return number(lookAlike.ask("count", operation));
        }

        long builds() throws IOException {
            return number(lookAlike.ask("builds"));
        }

        long throttled() throws IOException {
            return number(lookAlike.ask("throttled"));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            if (controller != null) {
                controller.close();
            }
            lookAlike.close();
            WorkFolder.delete(home);
        }
    }
}

package io.jenkins.plugins.awsreleasestages.benchmark.stages;

import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.WorkFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.StageLines;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What releases that wait in front of stages cost a controller, and how soon the next one enters a stage that is left. */
public final class StagesBenchmark implements Benchmark {

    private static final List<String> STAGES = List.of("Build", "Test", "Production");

    @Override
    public String name() {
        return "stages";
    }

    @Override
    public String about() {
        return "releases that wait in front of stages: threads, heap, the time until the next one enters a stage.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("jobs", new Option(1000, "how many have releases that wait, each in front of three stages"));
        options.put("waiting", new Option(10, "how many wait in each job"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        int jobs = options.count("jobs");
        int waiting = options.count("waiting");
        String of = jobs + " jobs with " + waiting + " waiting releases";
        Report report = new Report();
        Path folder = Files.createTempDirectory("bench-stages");
        // The classes are loaded once, and all threads that there are have been at work.
        List<Front> warm = begin(20, waiting, folder.resolve("warm"));
        leave(warm);
        int threads = Thread.activeCount();
        long heap = heap();
        List<Front> fronts = begin(jobs, waiting, folder.resolve("jobs"));
        report.add(of, "threads more than with 20 jobs", Thread.activeCount() - threads, "", Goal.atMost(0));
        int releases = jobs * (waiting + STAGES.size());
        report.add(of, "heap of a release with its run", (heap() - heap) / 1024.0 / releases, "KiB", Goal.atMost(50));
        double[] millis = leave(fronts);
        report.add(
                of,
                "from the end of a stage to the next one's block, median",
                millis[millis.length / 2],
                "ms",
                Goal.atMost(300));
        report.add(of, "from the end of a stage to the next one's block, slowest", millis[millis.length - 1], "ms");
        WorkFolder.delete(folder);
        return report;
    }

    /** A stage of a job: who is inside, and after it those who wait, as they came. */
    private record Front(List<WaitingRelease> releases) {}

    private static List<Front> begin(int jobs, int waiting, Path folder) throws Exception {
        List<Front> fronts = new ArrayList<>();
        for (int number = 0; number < jobs; number++) {
            Path place = Files.createDirectories(folder.resolve("job" + number));
            WaitingRelease.OfJob job = new WaitingRelease.OfJob(folder.getFileName() + "-" + number, place.toFile());
            List<Front> ofJob = new ArrayList<>();
            for (String stage : STAGES) {
                WaitingRelease inside = WaitingRelease.begin(job, stage);
                inside.entered().get(60, TimeUnit.SECONDS);
                ofJob.add(new Front(new ArrayList<>(List.of(inside))));
            }
            for (int i = 0; i < waiting; i++) {
                int stage = i % STAGES.size();
                ofJob.get(stage).releases().add(WaitingRelease.begin(job, STAGES.get(stage)));
                while (StageLines.get().waiting(job).size() <= i) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            fronts.addAll(ofJob);
        }
        return fronts;
    }

    /**
     * All leave, of each stage one after another, until nobody waits.
     *
     * @return from each end to the next one's beginning, in milliseconds, the fastest first
     */
    private static double[] leave(List<Front> fronts) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (Front front : fronts) {
            for (int i = 0; i + 1 < front.releases().size(); i++) {
                long begin = System.nanoTime();
                front.releases().get(i).ends();
                long entered = front.releases().get(i + 1).entered().get(60, TimeUnit.SECONDS);
                millis.add((entered - begin) / 1e6);
            }
            front.releases().get(front.releases().size() - 1).ends();
        }
        return millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

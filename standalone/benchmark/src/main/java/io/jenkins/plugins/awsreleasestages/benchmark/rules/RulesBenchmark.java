package io.jenkins.plugins.awsreleasestages.benchmark.rules;

import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.gates.OneController;
import io.jenkins.plugins.awsreleasestages.benchmark.gates.WaitingRun;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.DeploymentWindowRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.RuleLook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import standalone.Host;

/** What windows that are waited for cost a controller: threads, and the time to look at all of them. */
public final class RulesBenchmark implements Benchmark {

    /** So many have all threads that there are at work. */
    private static final int FEW = 50;

    private static final int ROUNDS = 20;

    /** The first ones warm up. */
    private static final int WARM = 5;

    @Override
    public String name() {
        return "rules";
    }

    @Override
    public String about() {
        return "windows that are waited for at the same time: threads, the time to look at all of them.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("rules", new Option(1000, "how many wait at the same time"));
        return options;
    }

    @Override
    public Report run(Options options) throws Exception {
        Report report = new Report();
        int rules = options.count("rules");
        String of = rules + " rules";
        WaitingRun.OneJob job = new WaitingRun.OneJob();
        Host.set(new OneController(job));
        Path folder = Files.createTempDirectory("bench-rules");
        waitAt(job, 1, FEW, folder);
        int threads = Thread.activeCount();
        waitAt(job, FEW + 1, FEW + rules, folder);
        report.add(of, "threads more than with " + FEW, Thread.activeCount() - threads, "", Goal.atMost(0));
        double[] looks = looks(rules);
        report.add(of, "a look at all of them, median of 15", looks[looks.length / 2], "ms", Goal.atMost(50));
        report.add(of, "a look at all of them, slowest", looks[looks.length - 1], "ms");
        for (int number = 1; number <= FEW + rules; number++) {
            Files.deleteIfExists(folder.resolve("build-" + number + ".xml"));
        }
        return report;
    }

    /** Closed today, each at another time of another zone; every other one in the words of CodePipeline. */
    private static Condition closed(int number) {
        String day =
                LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek().name().substring(0, 3);
        String window = number % 2 == 0
                ? day.toLowerCase(Locale.ROOT) + " " + number % 12 + ":00-" + (13 + number % 10) + ":00"
                : "* " + number % 60 + " " + number % 24 + " ? * " + day + " *";
        DeploymentWindowRule rule = new DeploymentWindowRule(List.of(window));
        rule.setTimeZone(List.of("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")
                .get(number % 4));
        return rule.condition();
    }

    private static void waitAt(WaitingRun.OneJob job, int first, int last, Path folder) throws Exception {
        List<WaitingRun> runs = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            GateTerms terms = GateTerms.of(List.of()).with(List.of(closed(number)));
            runs.add(WaitingRun.begin(job, number, folder, terms));
        }
        for (WaitingRun run : runs) {
            while (run.approvals() == null || run.approvals().getGates().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    /** In milliseconds, the fastest first. */
    private static double[] looks(int rules) {
        List<Condition> conditions =
                IntStream.range(0, rules).mapToObj(RulesBenchmark::closed).toList();
        double[] millis = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Instant now = Instant.now();
            long begin = System.nanoTime();
            for (Condition condition : conditions) {
                ReleaseRule.of(condition).ask(new RuleLook(null, now, null, now));
            }
            millis[round] = (System.nanoTime() - begin) / 1e6;
        }
        return Arrays.stream(millis, WARM, ROUNDS).sorted().toArray();
    }
}

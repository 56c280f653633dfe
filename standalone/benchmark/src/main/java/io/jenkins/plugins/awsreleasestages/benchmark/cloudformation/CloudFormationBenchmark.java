package io.jenkins.plugins.awsreleasestages.benchmark.cloudformation;

import io.jenkins.plugins.awsreleasestages.benchmark.Benchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.CommandLine;
import io.jenkins.plugins.awsreleasestages.benchmark.Options;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import io.jenkins.plugins.awsreleasestages.benchmark.WorkFolder;
import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How long many stacks take at the same time, one after the other, and by {@code aws cloudformation deploy}. */
public final class CloudFormationBenchmark implements Benchmark {

    static final String REGION = "eu-central-1";

    @Override
    public String name() {
        return "cloudformation";
    }

    @Override
    public String about() {
        return "cfnDeploy steps at the same time, and the same by AWS's own command line.";
    }

    @Override
    public Map<String, Option> options() {
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("stacks", new Option(50, "how many stacks at the same time; 0 to leave that out"));
        options.put("alone", new Option(50, "how many one after the other"));
        options.put("limit", new Option(10, "requests a second that CloudFormation admits"));
        options.put("latency", new Option(20, "how long AWS takes for an answer, in ms"));
        options.put("seconds", new Option(2, "how long a resource takes; each stack has two, one after the other"));
        options.put("deployments", new Option(10, "how many stacks in a round against something else"));
        options.put("rounds", new Option(5, "how many such rounds"));
        return options;
    }

    @Override
    public Map<String, Set<String>> choices() {
        return Map.of("against", Set.of("aws"));
    }

    @Override
    public Report run(Options options) throws Exception {
        Report report = new Report();
        Path folder = Files.createTempDirectory("bench-cloudformation");
        try {
            if (options.count("stacks") > 0) {
                many(options, folder, report);
            }
            if (options.chosen().containsKey("against")) {
                againstAws(options, folder, report);
            }
            return report;
        } finally {
            WorkFolder.delete(folder);
        }
    }

    private static CloudFormationLookAlike aws(Options options) {
        return CloudFormationLookAlike.start(REGION, Clock.systemUTC())
                .limit(RequestLimit.perSecond(options.number("limit")))
                .latency(Duration.ofMillis((long) options.number("latency")))
                .resourceSeconds(options.number("seconds"));
    }

    private static void many(Options options, Path folder, Report report) throws Exception {
        int stacks = options.count("stacks");
        int alone = options.count("alone");
        String of = stacks + " stacks";
        try (CloudFormationLookAlike aws = aws(options)) {
            Deployments together = new Deployments(folder.resolve("together"), aws, "together", stacks);
            say("%s at the same time", of);
            double seconds = together.bySteps(true);
            report.add(of, "at the same time, wall time", seconds, "s");
            report.add(of, "failed", together.failed(), "", Goal.atMost(0));
            report.add(of, "requests that were throttled", aws.throttled(), "");
            report.add(of, "requests", aws.calls().size(), "");
            if (alone > 0) {
                Deployments single = new Deployments(folder.resolve("alone"), aws, "alone", alone);
                say("%d stacks one after the other", alone);
                double eachOther = single.bySteps(false);
                report.add(alone + " stacks", "one after the other, wall time", eachOther, "s");
                report.add(alone + " stacks", "failed", single.failed(), "", Goal.atMost(0));
                report.add(
                        "a stack",
                        "so many times faster at the same time than one after the other",
                        eachOther / alone / (seconds / stacks),
                        "");
            }
        }
    }

    private static void againstAws(Options options, Path folder, Report report) throws Exception {
        String version = CommandLine.version();
        if (version == null) {
            System.out.println("Not measured against aws: there is no command aws on the path."
                    + " It comes with: pip install awscli");
            return;
        }
        System.out.println("against " + version);
        int rounds = options.count("rounds");
        int stacks = options.count("deployments");
        double[] steps = new double[rounds];
        double[] commands = new double[rounds];
        double[] ratios = new double[rounds];
        int failed = 0;
        for (int i = 0; i < rounds; i++) {
            try (CloudFormationLookAlike aws = aws(options)) {
                Deployments ours = new Deployments(folder.resolve("steps-" + i), aws, "steps", stacks);
                steps[i] = ours.bySteps(true);
                Deployments theirs = new Deployments(folder.resolve("aws-" + i), aws, "aws", stacks);
                commands[i] = theirs.byCommands();
                ratios[i] = commands[i] / steps[i];
                failed += ours.failed();
                say(
                        "round %d: cfnDeploy %.1f s, aws cloudformation deploy %.1f s, of which %d failed",
                        i + 1, steps[i], commands[i], theirs.failed());
            }
        }
        String of = stacks + " stacks, median of " + rounds;
        report.add(of, "cfnDeploy, at the same time", median(steps), "s");
        report.add(of, "aws cloudformation deploy, at the same time", median(commands), "s");
        report.add(of, "so many times as long as cfnDeploy", median(ratios), "");
        report.add(of, "failed cfnDeploy", failed, "", Goal.atMost(0));
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static void say(String format, Object... arguments) {
        System.err.printf("  " + format + "%n", arguments);
    }
}

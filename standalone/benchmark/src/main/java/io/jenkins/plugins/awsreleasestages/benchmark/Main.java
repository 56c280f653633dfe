package io.jenkins.plugins.awsreleasestages.benchmark;

import io.jenkins.plugins.awsreleasestages.benchmark.artifacts.ArtifactsBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.audit.AuditBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.cloudformation.CloudFormationBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.codebuild.CodeBuildBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.gates.GatesBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.rules.RulesBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.sources.SourcesBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.stages.StagesBenchmark;
import java.time.LocalDate;
import java.util.List;

/** {@code standalone/bench NAME [--check] [options]}. */
public final class Main {

    private static final List<Benchmark> BENCHMARKS = List.of(
            new CodeBuildBenchmark(),
            new CloudFormationBenchmark(),
            new GatesBenchmark(),
            new RulesBenchmark(),
            new AuditBenchmark(),
            new SourcesBenchmark(),
            new ArtifactsBenchmark(),
            new StagesBenchmark());

    private Main() {}

    public static void main(String... arguments) throws Exception {
        List<String> words = List.of(arguments);
        Benchmark benchmark = BENCHMARKS.stream()
                .filter(one -> !words.isEmpty() && one.name().equals(words.get(0)))
                .findFirst()
                .orElse(null);
        if (benchmark == null) {
            refuse("Which benchmark?");
            return;
        }
        Options options;
        try {
            options = Options.parse(benchmark, words.subList(1, words.size()));
        } catch (Options.WrongUsage e) {
            refuse(e.getMessage());
            return;
        }
        System.out.println(benchmark.name() + ", " + LocalDate.now() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version());
        Report report = benchmark.run(options);
        System.out.print(report);
        System.exit(options.check() && !report.met() ? 1 : 0);
    }

    private static void refuse(String why) {
        System.err.println(why);
        System.err.println("usage: bench NAME [options] [--check]");
        for (Benchmark benchmark : BENCHMARKS) {
            System.err.printf("%n  %s: %s%n", benchmark.name(), benchmark.about());
            benchmark
                    .options()
                    .forEach((name, option) ->
                            System.err.printf("    --%-12s %s (%s)%n", name, option.about(), plain(option.standard())));
            benchmark
                    .choices()
                    .forEach((name, possible) ->
                            System.err.printf("    --%-12s %s%n", name, String.join(" or ", possible)));
        }
        System.err.printf("%n  --check: exit status 1 where a goal is not met%n");
        System.exit(2);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}

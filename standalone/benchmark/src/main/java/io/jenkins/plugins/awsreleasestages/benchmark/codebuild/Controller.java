package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.BuildScript;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The controller's process: the plugin's own code on its own threads, with a {@link Step} for each build. */
final class Controller {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Path home;
    private final AwsConnection aws;
    private final List<Step> steps = new ArrayList<>();

    private Controller(Path home, URI endpoint) {
        this.home = home;
        this.aws = new AwsConnection(Map.of("", endpoint), null);
    }

    /** Arguments: where the steps are saved, where AWS is. */
    public static void main(String... arguments) throws IOException {
        Controller controller = new Controller(Path.of(arguments[0]), URI.create(arguments[1]));
        ChildProcess.serve(controller::answer);
    }

    private String answer(List<String> words) throws Exception {
        return switch (words.get(0)) {
            case "start" ->
                start(
                        Integer.parseInt(words.get(1)),
                        Double.parseDouble(words.get(2)),
                        Double.parseDouble(words.get(3)),
                        BuildScript.lasting(0).logging(Integer.parseInt(words.get(4)), Integer.parseInt(words.get(5))));
            case "resume" -> resume();
            case "settled" -> settled();
            case "only-left" -> onlyLeft(Integer.parseInt(words.get(1)));
            case "forget-peak" -> forgetPeak();
            case "threads" -> String.valueOf(ManagementFactory.getThreadMXBean().getPeakThreadCount());
            case "heap" -> String.valueOf(heap());
            case "ended" -> ended();
            case "failures" -> failures();
            case "lost" -> lost();
            case "logged" -> sum(Step::loggedBytes);
            case "logging-nanos" -> sum(Step::loggingNanos);
            default -> throw new IllegalArgumentException(words.toString());
        };
    }

    private String sum(ToLongFunction<Step> figure) {
        return String.valueOf(steps.stream().mapToLong(figure).sum());
    }

    AwsSession session() {
        return AwsSessions.get(
                new BaseCredentials.Keys(
                        "benchmark", StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key"))),
                SessionRequest.plain(CodeBuildBenchmark.REGION, "benchmark"),
                aws);
    }

    BuildLooks looks() {
        return ActionThreads.get()
                .shared(BuildLooks.class, scheduler -> new BuildLooks(scheduler, new Paces(scheduler)));
    }

    Path file(int number) {
        return home.resolve(String.valueOf(number));
    }

    /** @param first in so many seconds the first build ends, in {@code last} the last, evenly spread */
    private String start(int many, double first, double last, BuildScript script) {
        Instant now = Instant.now();
        for (int i = 0; i < many; i++) {
            double seconds = first + (last - first) * i / many;
            Step step = Step.create(this, steps.size(), now.plusMillis((long) (seconds * 1000)), script);
            steps.add(step);
            step.go();
        }
        return "started";
    }

    /** @return milliseconds from reading the saved steps until all were looked at */
    private String resume() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (Stream<Path> files = Files.list(home)) {
            List<Path> saved = files.filter(
                            file -> file.getFileName().toString().matches("\\d+"))
                    .toList();
            for (Path file : saved) {
                steps.add(Step.read(this, file));
            }
        }
        steps.forEach(Step::go);
        settled();
        return String.valueOf((System.nanoTime() - begin) / 1_000_000);
    }

    /** Until all builds were started and looked at. @return how many they are */
    private String settled() throws InterruptedException {
        await(step -> step.lookedAt() || step.hasEnded());
        return String.valueOf(steps.size());
    }

    /** Until all but the first ones have ended. These are forgotten, also on disk, as those of finished runs. */
    private String onlyLeft(int first) throws InterruptedException, IOException {
        List<Step> others = steps.subList(first, steps.size());
        for (Step step : others) {
            await(step, Step::hasEnded);
            step.delete();
        }
        others.clear();
        return String.valueOf(first);
    }

    /** @return the milliseconds between each build's end and its step's end */
    private String ended() throws InterruptedException {
        await(Step::hasEnded);
        return steps.stream()
                .map(step -> String.valueOf(step.delay().toMillis()))
                .collect(Collectors.joining(" "));
    }

    private String failures() {
        steps.stream().filter(Step::hasFailed).limit(5).forEach(step -> System.err.println("  failed: " + step));
        return String.valueOf(steps.stream().filter(Step::hasFailed).count());
    }

    private String lost() {
        steps.stream().filter(step -> step.lost() > 0).limit(5).forEach(step -> System.err.println("  lost: " + step));
        return sum(Step::lost);
    }

    private void await(Predicate<Step> what) throws InterruptedException {
        for (Step step : steps) {
            await(step, what);
        }
    }

    private static void await(Step step, Predicate<Step> what) throws InterruptedException {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!what.test(step)) {
            if (Instant.now().isAfter(patience)) {
                throw new IllegalStateException("Still waiting for step " + step);
            }
            Thread.sleep(5);
        }
    }

    private static String forgetPeak() {
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        return "forgotten";
    }

    /** What is in use once everything that is garbage is gone, in bytes. */
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            // At once: the others go on and leave new garbage.
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            Thread.sleep(100);
        }
        return least;
    }
}

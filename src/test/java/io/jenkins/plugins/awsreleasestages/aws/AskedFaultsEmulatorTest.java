package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.AlarmLooks;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.MetricQuestion;
import io.jenkins.plugins.awsreleasestages.aws.ecr.ImageScan;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.EveryFault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ecr.EcrClient;

/** Every cell of the table of what gates ask in docs/faults.md, but for SNS's, which TopicEmulatorTest has. */
@Timeout(60)
class AskedFaultsEmulatorTest {

    private static final String AS_IF_NOTHING = "as if nothing";
    private static final String REPOSITORY = "asked-faults";
    private static final String ELSEWHERE = "Publish";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    /** How a call is asked for; and how the sentence of its failure begins. */
    private record Asking(String operation, String title) {}

    private static final Map<String, Asking> CALLS = calls();

    private static Map<String, Asking> calls() {
        Map<String, Asking> calls = new LinkedHashMap<>();
        calls.put("DescribeAlarms", new Asking("MONITORING.DescribeAlarms", "Looking at CloudWatch alarms"));
        calls.put("GetMetricData", new Asking("MONITORING.GetMetricData", "Asking CloudWatch for m = Sum A B"));
        calls.put(
                "DescribeImageScanFindings",
                new Asking("ECR.DescribeImageScanFindings", "Looking at the scan of image " + REPOSITORY + ":1.7"));
        return calls;
    }

    record Cell(String call, EveryFault fault, String expected) {}

    private final FakeTime time = new FakeTime();
    private final AlarmLooks alarms = new AlarmLooks(time, new Paces(time));
    private FaultProxy proxy;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        Duration before = AwsSession.callTimeout;
        AwsSession.callTimeout = Duration.ofSeconds(2);
        session = Driven.session(proxy.endpoint(), Duration.ofSeconds(2));
        session.cloudWatch();
        session.ecr();
        AwsSession.callTimeout = before;
        try (EcrClient ecr = AWS.at(EcrClient.builder()).build()) {
            ecr.createRepository(r -> r.repositoryName(REPOSITORY));
            ecr.putImage(
                    r -> r.repositoryName(REPOSITORY).imageTag("1.7").imageManifest("""
                    {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                     "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1,
                     "digest": "sha256:%s"}, "layers": []}""".formatted("a".repeat(64))));
        }
    }

    @AfterEach
    void close() {
        proxy.close();
        try (EcrClient ecr = AWS.at(EcrClient.builder()).build()) {
            ecr.deleteRepository(r -> r.repositoryName(REPOSITORY).force(true));
        }
    }

    private void ask(String call) {
        switch (call) {
            case "DescribeAlarms" -> {
                CompletableFuture<?> answer = alarms.ask(session, List.of("asked-faults"));
                time.pass(Duration.ofMinutes(2));
                answer.join();
            }
            case "GetMetricData" -> new MetricQuestion(List.of("m = Sum A B"), null, 60).ask(session, Instant.now());
            default -> new ImageScan(REPOSITORY + ":1.7").ask(session);
        }
    }

    private static List<List<String>> table() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/faults.md"))) {
            folder = folder.getParent();
        }
        return Files.readAllLines(folder.resolve("docs/faults.md")).stream()
                .dropWhile(line -> !line.startsWith("## What gates and notices ask"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    static List<Cell> cells() throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (List<String> row : table().subList(2, table().size())) {
            for (EveryFault fault : EveryFault.values()) {
                cells.add(new Cell(row.get(0), fault, row.get(1 + fault.ordinal())));
            }
        }
        cells.removeIf(cell -> cell.call().equals(ELSEWHERE));
        return cells;
    }

    @Test
    void thePageHasEveryCallAndEveryFault() throws IOException {
        assertThat(table().get(0).subList(1, table().get(0).size()))
                .containsExactlyElementsOf(Arrays.stream(EveryFault.values())
                        .map(EveryFault::column)
                        .toList());
        assertThat(cells().stream().map(Cell::call).distinct()).containsExactlyElementsOf(CALLS.keySet());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void itIsAsThePageSays(Cell cell) {
        Asking asking = CALLS.get(cell.call());
        cell.fault().once(proxy, asking.operation());
        Throwable thrown = catchThrowable(() -> ask(cell.call()));
        if (cell.expected().equals(AS_IF_NOTHING)) {
            assertThat(thrown).isNull();
            assertThat(proxy.count(asking.operation())).isEqualTo(2);
            return;
        }
        assertThat(cell.expected()).isEqualTo("said");
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        assertThat(cause)
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.sentence())
                                .startsWith(asking.title() + cell.fault().words()));
        int calls = proxy.count(asking.operation());
        ask(cell.call());
        assertThat(proxy.count(asking.operation())).as("the next look finds it").isEqualTo(calls + 1);
    }
}

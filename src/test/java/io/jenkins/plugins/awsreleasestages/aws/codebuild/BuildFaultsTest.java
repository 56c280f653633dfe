package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** Every cell of the table in docs/faults.md. */
@Timeout(60)
class BuildFaultsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    /** One cell: how a call goes wrong, and what a user then sees. */
    record Cell(String call, String fault, String expected) {
        boolean isBatch() {
            return call.contains("BuildBatch");
        }

        @Override
        public String toString() {
            return call + " " + fault + ": " + expected;
        }
    }

    private static final List<String> CALLS = List.of(
            "StartBuild",
            "ListBuildsForProject",
            "BatchGetBuilds",
            "GetLogEvents",
            "StopBuild",
            "StartBuildBatch",
            "ListBuildBatchesForProject",
            "BatchGetBuildBatches",
            "StopBuildBatch");

    /** How each fault is made, the first time the call is made; those that stay, each time. */
    private static final Map<String, BiConsumer<Fault, Cell>> FAULTS = faults();

    private static Map<String, BiConsumer<Fault, Cell>> faults() {
        Map<String, BiConsumer<Fault, Cell>> faults = new LinkedHashMap<>();
        faults.put("throttled", (fault, cell) -> fault.first(1).throttle());
        faults.put("error 500", (fault, cell) -> fault.first(1).failInternally());
        faults.put("never arrives", (fault, cell) -> fault.first(1).resetBeforeForwarding());
        faults.put("answer lost", (fault, cell) -> fault.first(1).resetAfterForwarding());
        faults.put("no answer", (fault, cell) -> fault.first(1).hang());
        faults.put("token expired", (fault, cell) -> fault.first(1).expireToken());
        faults.put("access denied", (fault, cell) -> fault.denyAccess());
        faults.put("not found", BuildFaultsTest::notFound);
        return faults;
    }

    private static void notFound(Fault fault, Cell cell) {
        if (cell.call().startsWith("BatchGet")) {
            AWS.settings("{\"buildVisibleAfter\": 1}");
            return;
        }
        Fault which = cell.call().equals("GetLogEvents") ? fault.first(2) : fault;
        which.fail(400, "ResourceNotFoundException", "It does not exist.");
    }

    private final String project = "faults-" + UUID.randomUUID();
    private FaultProxy proxy;
    private CodeBuildClient codeBuild;
    private AwsSession session;

    @BeforeEach
    void open() {
        AWS.settings("{\"logDelay\": 0.1}");
        proxy = AWS.proxy();
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
        session = Driven.session(proxy.endpoint(), Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        AWS.settings("{\"logDelay\": 1, \"buildVisibleAfter\": 0}");
        codeBuild.close();
        proxy.close();
    }

    static List<Cell> cells() throws IOException {
        List<Cell> cells = new ArrayList<>();
        List<List<String>> table = table();
        List<String> heading = table.get(0);
        for (List<String> row : table.subList(2, table.size())) {
            for (int column = 1; column < heading.size(); column++) {
                cells.add(new Cell(row.get(0), heading.get(column), row.get(column)));
            }
        }
        return cells;
    }

    private static List<List<String>> table() throws IOException {
        return Files.readAllLines(page()).stream()
                .dropWhile(line -> !line.startsWith("| call |"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/faults.md"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/faults.md");
    }

    @Test
    void thePageHasEveryCallAndEveryFault() throws IOException {
        List<List<String>> table = table();
        assertThat(table.get(0).subList(1, table.get(0).size())).containsExactlyElementsOf(FAULTS.keySet());
        assertThat(table.subList(2, table.size()).stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(CALLS);
        assertThat(cells()).hasSize(CALLS.size() * FAULTS.size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void cell(Cell cell) {
        boolean listing = cell.call().startsWith("List");
        if (listing) {
            proxy.on(cell.isBatch() ? "CodeBuild.StartBuildBatch" : "CodeBuild.StartBuild")
                    .nth(1)
                    .resetAfterForwarding();
        }
        String service = cell.call().equals("GetLogEvents") ? "Logs." : "CodeBuild.";
        FAULTS.get(cell.fault()).accept(proxy.on(service + cell.call()), cell);
        if (cell.isBatch()) {
            check(cell, batch(), BatchState.create(token(), Instant.now()));
        } else {
            check(cell, build(), BuildState.create(token(), Instant.now()));
        }
        assertThat(proxy.count(service + cell.call())).isPositive();
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }

    private BuildRequest request(double seconds) {
        return BuildRequest.of(project)
                .withVariables(
                        BuildRequest.Source.PLAINTEXT,
                        Map.of("EMULATOR_SECONDS", String.valueOf(seconds), "EMULATOR_BATCH", "one"));
    }

    private double seconds = 0.5;

    private Function<Scheduler, Action<BuildState, BuildAnswer>> build() {
        return scheduler ->
                new BuildAction(project, () -> session, () -> request(seconds), new BuildLooks(scheduler), build -> {});
    }

    private Function<Scheduler, Action<BatchState, BatchAnswer>> batch() {
        return scheduler -> new BatchAction(project, () -> session, () -> request(seconds), new BuildLooks(scheduler));
    }

    private <S extends Serializable, A> void check(Cell cell, Function<Scheduler, Action<S, A>> action, S state) {
        boolean stopping = cell.call().startsWith("Stop");
        seconds = stopping ? cell.expected().equals("stopped") ? 30 : 3 : 0.5;
        Driven<S, A> driven = stopping
                ? Driven.stopped(
                        action, state, (now, log) -> String.join("\n", log).contains(" started: "))
                : Driven.run(action, state);
        String log = String.join("\n", driven.log);
        switch (cell.expected()) {
            case "as if nothing" -> {
                assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
                assertThat(started(cell)).hasSize(1);
            }
            case "refused" -> {
                assertThat(driven.failure()).contains("AWS says: ");
                assertThat(started(cell)).isEmpty();
            }
            case "left alone" -> assertThat(driven.failure()).contains("AccessDenied", "goes on in CodeBuild");
            case "without log" -> {
                assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
                assertThat(log).containsOnlyOnce("without its log being shown");
            }
            case "stopped" -> {
                assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
                assertThat(String.valueOf(driven.data())).contains("status=STOPPED");
            }
            case "not stopped" -> {
                assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
                assertThat(log).contains("Stopping CodeBuild b", "failed: AWS says: ");
            }
            default -> throw new AssertionError("What is '" + cell.expected() + "'?");
        }
    }

    private List<String> started(Cell cell) {
        return cell.isBatch()
                ? codeBuild
                        .listBuildBatchesForProject(r -> r.projectName(project))
                        .ids()
                : codeBuild.listBuildsForProject(r -> r.projectName(project)).ids();
    }
}

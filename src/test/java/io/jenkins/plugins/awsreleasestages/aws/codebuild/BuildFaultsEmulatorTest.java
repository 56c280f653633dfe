package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.CallerIdentity;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.emulator.IdentityTokens;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Every cell of the table in docs/faults.md. */
@Timeout(60)
class BuildFaultsEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private final SkippedTime time = new SkippedTime(AWS::letPass);

    private static final Set<String> PACKAGES =
            Set.of(AwsSession.class.getPackageName(), BuildAction.class.getPackageName());

    /** Methods of clients that send nothing. */
    private static final Set<String> NO_CALLS = Set.of("builder", "close");

    /** What is done while a call goes wrong. */
    private enum Doing {
        BUILD,
        BATCH,
        /** Whose log is in S3 only. */
        LOGGING_TO_S3,
        /** As a role. */
        WITH_ROLE,
        /** As a role for which an identity token is exchanged. */
        WITH_TOKEN,
        ASKING_WHO_ONE_IS,
        /** Of a build that has ended. */
        READING_REPORTS
    }

    private record Call(String service, Doing doing) {}

    private static final String ISSUER = "https://jenkins.example.org/faults";

    /** One cell: how a call goes wrong, and what a user then sees. */
    record Cell(String call, String fault, String expected) {
        private Doing doing() {
            return CALLS.get(call).doing();
        }

        boolean isBatch() {
            return doing() == Doing.BATCH;
        }

        /** As the proxy calls it. */
        String operation() {
            return CALLS.get(call).service() + "." + call;
        }

        @Override
        public String toString() {
            return call + " " + fault + ": " + expected;
        }
    }

    private static final Map<String, Call> CALLS = calls();

    private static Map<String, Call> calls() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("StartBuild", new Call("CodeBuild", Doing.BUILD));
        calls.put("ListBuildsForProject", new Call("CodeBuild", Doing.BUILD));
        calls.put("BatchGetBuilds", new Call("CodeBuild", Doing.BUILD));
        calls.put("GetLogEvents", new Call("Logs", Doing.BUILD));
        calls.put("GetObject", new Call("S3", Doing.LOGGING_TO_S3));
        calls.put("StopBuild", new Call("CodeBuild", Doing.BUILD));
        calls.put("StartBuildBatch", new Call("CodeBuild", Doing.BATCH));
        calls.put("ListBuildBatchesForProject", new Call("CodeBuild", Doing.BATCH));
        calls.put("BatchGetBuildBatches", new Call("CodeBuild", Doing.BATCH));
        calls.put("StopBuildBatch", new Call("CodeBuild", Doing.BATCH));
        calls.put("BatchGetReports", new Call("CodeBuild", Doing.READING_REPORTS));
        calls.put("DescribeTestCases", new Call("CodeBuild", Doing.READING_REPORTS));
        calls.put("AssumeRole", new Call("STS", Doing.WITH_ROLE));
        calls.put("AssumeRoleWithWebIdentity", new Call("STS", Doing.WITH_TOKEN));
        calls.put("GetCallerIdentity", new Call("STS", Doing.ASKING_WHO_ONE_IS));
        return calls;
    }

    /** How each fault is made, the first time the call is made; those that stay, each time. */
    private static final Map<String, BiConsumer<Fault, Cell>> FAULTS = faults();

    private static Map<String, BiConsumer<Fault, Cell>> faults() {
        Map<String, BiConsumer<Fault, Cell>> faults = new LinkedHashMap<>();
        faults.put("throttled", (fault, cell) -> fault.first(1).throttle());
        faults.put("error 500", (fault, cell) -> fault.first(1).failInternally());
        faults.put("never arrives", (fault, cell) -> fault.first(1).resetBeforeForwarding());
        faults.put("answer lost", (fault, cell) -> fault.first(1).resetAfterForwarding());
        faults.put("no answer", (fault, cell) -> fault.first(1).hang());
        faults.put("token expired", BuildFaultsEmulatorTest::tokenExpired);
        faults.put("access denied", (fault, cell) -> fault.denyAccess());
        faults.put("not found", BuildFaultsEmulatorTest::notFound);
        return faults;
    }

    private static void notFound(Fault fault, Cell cell) {
        if (cell.call().startsWith("BatchGetBuild")) {
            AWS.settings("{\"buildVisibleAfter\": 10}");
        } else if (cell.call().equals("GetObject")) {
            fault.first(2).fail(404, "NoSuchKey", "The specified key does not exist.");
        } else if (cell.call().equals("AssumeRoleWithWebIdentity")) {
            fault.fail(400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for " + ISSUER);
        } else if (cell.call().equals("AssumeRole")) {
            // Of a role that does not exist, STS says what it says of one that may not be assumed.
            fault.denyAccess();
        } else {
            Fault which = cell.call().equals("GetLogEvents") ? fault.first(2) : fault;
            which.fail(400, "ResourceNotFoundException", "It does not exist.");
        }
    }

    private static void tokenExpired(Fault fault, Cell cell) {
        if (cell.doing() == Doing.WITH_TOKEN) {
            fault.first(1).fail(400, "ExpiredTokenException", "Token expired: current date/time 2 must be before 1");
        } else if (cell.doing() == Doing.ASKING_WHO_ONE_IS) {
            fault.expireToken();
        } else {
            fault.first(1).expireToken();
        }
    }

    private final String project = "faults-" + UUID.randomUUID();
    private FaultProxy proxy;
    private CodeBuildClient codeBuild;
    private Supplier<AwsSession> sessions;

    @BeforeEach
    void open() throws Exception {
        AWS.settings("{\"logDelay\": 1}");
        proxy = AWS.proxy();
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
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
                .containsExactlyElementsOf(CALLS.keySet());
        assertThat(cells()).hasSize(CALLS.size() * FAULTS.size());
    }

    /** What the SDK's own providers of credentials call is not seen here: the two ways to assume a role. */
    @Test
    void thePageHasEveryCallThatIsMade() {
        Set<String> made = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        // Of these packages alone: to resolve what all those below them use takes many seconds.
                        .withImportOption(location -> PACKAGES.stream()
                                .anyMatch(name ->
                                        location.matches(Pattern.compile(".*/" + name.replace('.', '/') + "/[^/]*"))))
                        .importPackages(PACKAGES)
                        .stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getTargetOwner().isAssignableTo(SdkClient.class))
                        .map(call -> call.getTarget().getName().replace("AsBytes", ""))
                        .filter(name -> !NO_CALLS.contains(name))
                        .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
                        .collect(Collectors.toSet());
        assertThat(made).hasSize(CALLS.size() - 2).isSubsetOf(CALLS.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void cell(Cell cell) throws Exception {
        prepare(cell.doing());
        boolean listing = cell.call().startsWith("List");
        if (listing) {
            proxy.on(cell.isBatch() ? "CodeBuild.StartBuildBatch" : "CodeBuild.StartBuild")
                    .nth(1)
                    .resetAfterForwarding();
        }
        FAULTS.get(cell.fault()).accept(proxy.on(cell.operation()), cell);
        if (cell.doing() == Doing.ASKING_WHO_ONE_IS) {
            checkIdentity(cell);
        } else if (cell.doing() == Doing.READING_REPORTS) {
            checkReports(cell);
        } else if (cell.isBatch()) {
            check(cell, batch(), BatchAction.State.create(token(), time.instant()));
        } else {
            check(cell, build(), BuildAction.State.create(token(), time.instant()));
        }
        assertThat(proxy.count(cell.operation())).isPositive();
    }

    private void prepare(Doing doing) throws Exception {
        if (doing == Doing.LOGGING_TO_S3) {
            try (S3Client s3 = AWS.at(S3Client.builder().forcePathStyle(true)).build()) {
                EmulatedProject.createLoggingToS3(codeBuild, s3, project);
            }
        } else {
            EmulatedProject.create(codeBuild, project);
        }
        BaseCredentials base = doing == Doing.WITH_TOKEN
                ? new BaseCredentials.WebIdentity(project, BuildFaultsEmulatorTest::identityToken)
                : Driven.keys();
        SessionRequest request = request(doing);
        sessions = () -> Driven.session(proxy.endpoint(), Duration.ofSeconds(2), base, request);
    }

    private SessionRequest request(Doing doing) throws Exception {
        SessionRequest plain = SessionRequest.plain(Emulator.REGION, "jenkins-shop-1");
        if (doing == Doing.WITH_TOKEN) {
            String provider = EmulatedRole.identityProvider(AWS.endpoint(), ISSUER, "sts.amazonaws.com");
            EmulatedRole.create(
                    AWS.endpoint(),
                    project,
                    EmulatedRole.statement("{\"Federated\":\"" + provider + "\"}", "sts:AssumeRoleWithWebIdentity"));
        } else if (doing == Doing.WITH_ROLE || doing == Doing.ASKING_WHO_ONE_IS) {
            EmulatedRole.create(AWS.endpoint(), project);
        } else {
            return plain;
        }
        return plain.assuming(RoleHop.of(EmulatedRole.arn(project)));
    }

    private static String identityToken() {
        return IdentityTokens.token(
                ISSUER, "sts.amazonaws.com", "job/shop", Instant.now().plusSeconds(60));
    }

    private void checkReports(Cell cell) {
        BuildRequest request = BuildRequest.of(project)
                .withVariables(
                        BuildRequest.Source.PLAINTEXT,
                        Map.of(
                                "EMULATOR_SECONDS",
                                "3",
                                "EMULATOR_REPORTS",
                                "{\"unit\": [[\"CartTest\", \"adds\", \"SUCCEEDED\", \"\"]]}"));
        BuildAction.State built = time.run(
                        WithLooks.of(
                                sessions,
                                looks -> new BuildAction(project, sessions, () -> request, looks, build -> {})),
                        BuildAction.State.create(token(), time.instant()))
                .data();
        List<Map<String, String>> recorded = new ArrayList<>();
        ReportsAction reading = new ReportsAction(sessions, (xml, well) -> {
            recorded.add(xml);
            return List.of();
        });
        Driven<ReportsAction.State, ReportsAction.Answer> driven =
                time.run(reading, ReportsAction.State.create(built, true, time.instant()));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        switch (cell.expected()) {
            case "as if nothing" ->
                assertThat(recorded)
                        .singleElement()
                        .satisfies(xml -> assertThat(xml.values())
                                .singleElement()
                                .asString()
                                .contains("CartTest"));
            case "without reports" -> {
                assertThat(recorded).isEmpty();
                assertThat(driven.log)
                        .singleElement()
                        .asString()
                        .contains("The test reports were left out: ", "AWS says: ");
            }
            default -> throw new AssertionError("What is '" + cell.expected() + "'?");
        }
    }

    private void checkIdentity(Cell cell) {
        List<CallerIdentity> identities = sessions.get().identify();
        switch (cell.expected()) {
            case "as if nothing" -> {
                assertThat(identities).hasSize(2);
                assertThat(identities).extracting(CallerIdentity::problem).containsOnlyNulls();
            }
            case "said" ->
                assertThat(identities)
                        .singleElement()
                        .extracting(CallerIdentity::problem)
                        .asString()
                        .contains("AWS says: ");
            default -> throw new AssertionError("What is '" + cell.expected() + "'?");
        }
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

    private double seconds = 5;

    private Function<Scheduler, Driven.Paced<BuildAction.State, BuildAction.Answer>> build() {
        return WithLooks.of(
                sessions, looks -> new BuildAction(project, sessions, () -> request(seconds), looks, build -> {}));
    }

    private Function<Scheduler, Driven.Paced<BatchAction.State, BatchAction.Answer>> batch() {
        return WithLooks.of(sessions, looks -> new BatchAction(project, sessions, () -> request(seconds), looks));
    }

    private <S, A> void check(Cell cell, Function<Scheduler, Driven.Paced<S, A>> action, S state) {
        boolean stopping = cell.call().startsWith("Stop");
        seconds = stopping ? cell.expected().equals("stopped") ? 300 : 30 : 5;
        Driven<S, A> driven = stopping
                ? time.stopped(
                        action, state, (now, log) -> String.join("\n", log).contains(" started: "))
                : time.run(action, state);
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

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.Phase;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.s3.S3Client;

/** Builds in the emulator, through a network that fails: what a user would see. */
@Timeout(60)
class BuildActionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private final SkippedTime time = new SkippedTime(AWS::letPass);

    private static final String START = "CodeBuild.StartBuild";
    private static final String LOOK = "CodeBuild.BatchGetBuilds";
    private static final String LIST = "CodeBuild.ListBuildsForProject";
    private static final String LOG = "Logs.GetLogEvents";

    private String project = "project-" + UUID.randomUUID();
    private final Map<String, String> variables = new HashMap<>();
    private FaultProxy proxy;
    private CodeBuildClient codeBuild;
    private Function<Scheduler, Driven.Paced<BuildAction.State, BuildAction.Answer>> action;

    @BeforeEach
    void open() {
        AWS.settings("{\"logDelay\": 3}");
        proxy = AWS.proxy();
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
        AwsSession session = Driven.session(proxy.endpoint());
        action = WithLooks.of(() -> session, looks -> action(project, looks, session));
    }

    @AfterEach
    void close() {
        // All tests share one account: what a test leaves running counts against the next one's limit.
        builds().stream()
                .filter(id -> codeBuild.batchGetBuilds(r -> r.ids(id)).builds().stream()
                        .anyMatch(build -> !build.buildComplete()))
                .forEach(id -> codeBuild.stopBuild(r -> r.id(id)));
        AWS.settings("{\"logDelay\": 1, \"accountLimit\": null}");
        codeBuild.close();
        proxy.close();
    }

    /** A new build, with these variables. */
    private BuildAction.State request(String... env) {
        variables.clear();
        variables.put("EMULATOR_SECONDS", "6");
        for (int i = 0; i < env.length; i += 2) {
            variables.put(env[i], env[i + 1]);
        }
        return BuildAction.State.create(UUID.randomUUID().toString(), time.instant());
    }

    private BuildAction action(String name, BuildLooks looks, AwsSession session) {
        return new BuildAction(
                name,
                () -> session,
                () -> BuildRequest.of(name).withVariables(BuildRequest.Source.PLAINTEXT, variables),
                looks,
                build -> {});
    }

    private List<String> builds() {
        return codeBuild.listBuildsForProject(r -> r.projectName(project)).ids();
    }

    @Test
    void everyLineOfTheLogInOrderUpToTheLateOnes() {
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request("EMULATOR_LINES", "300"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        String log = String.join("\n", driven.log);
        assertThat(log).contains("Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED");
        assertThat(driven.data().number()).isEqualTo(1);
        assertThat(driven.log.get(driven.log.size() - 1))
                .isEqualTo("CodeBuild build " + builds().get(0) + " SUCCEEDED");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"packed, at the end", "live", "plain", "plain live"})
    void aLogThatIsInS3OnlyIsReadFromThereToTheLateLines(String how) {
        project = "s3-" + UUID.randomUUID();
        try (S3Client s3 = AWS.at(S3Client.builder().forcePathStyle(true)).build()) {
            EmulatedProject.createLoggingToS3(codeBuild, s3, project);
        }
        String said = String.join("\n", Collections.nCopies(100, "gr\u00fc\u00df dich, \u4e16\u754c"));
        Driven<BuildAction.State, BuildAction.Answer> driven =
                time.run(action, request("EMULATOR_LOG", said, "EMULATOR_S3_LOG", how, "EMULATOR_SECONDS", "20"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.stream().filter(line -> line.endsWith("gr\u00fc\u00df dich, \u4e16\u754c")))
                .hasSize(100);
        assertThat(driven.log.get(driven.log.size() - 2)).contains("Phase complete: UPLOAD_ARTIFACTS");
        assertThat(proxy.count(LOG)).isZero();
    }

    private Driven<BuildAction.State, BuildAction.Answer> showing(LogMode mode, String... env) {
        BuildAction.State state = request(env);
        AwsSession session = Driven.session(proxy.endpoint());
        return time.run(
                WithLooks.of(
                        () -> session,
                        looks -> new BuildAction(
                                project,
                                () -> session,
                                () -> BuildRequest.of(project).withVariables(BuildRequest.Source.PLAINTEXT, variables),
                                looks,
                                mode,
                                build -> {})),
                state);
    }

    @Test
    void ofTheTailTheLastLinesAreShownAtTheEnd() {
        Driven<BuildAction.State, BuildAction.Answer> driven = showing(LogMode.TAIL, "EMULATOR_LINES", "1000");
        assertThat(driven.log.stream().filter(line -> line.startsWith("[Container]")))
                .hasSize(200);
        assertThat(driven.log.get(driven.log.size() - 2)).contains("Phase complete: UPLOAD_ARTIFACTS");
    }

    @Test
    void withoutALogNothingIsReadAndAFailureStillSaysTheCommand() {
        Driven<BuildAction.State, BuildAction.Answer> driven = showing(LogMode.NONE, "EMULATOR_RESULT", "FAILED");
        assertThat(driven.failure()).contains("command 'npm test' ended with exit status 1");
        assertThat(driven.log).noneMatch(line -> line.startsWith("[Container]"));
        assertThat(proxy.count(LOG)).isZero();
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                Arguments.of("throttled", (Consumer<Fault>) Fault::throttle),
                Arguments.of("failed inside AWS", (Consumer<Fault>) Fault::failInternally),
                Arguments.of("never arrived", (Consumer<Fault>) Fault::resetBeforeForwarding),
                Arguments.of("answer lost", (Consumer<Fault>) Fault::resetAfterForwarding),
                Arguments.of("token expired", (Consumer<Fault>) Fault::expireToken));
    }

    @ParameterizedTest(name = "start {0}")
    @MethodSource("passing")
    void aStartThatGoesWrongStartsOneBuild(String name, Consumer<Fault> fault) {
        fault.accept(proxy.on(START).nth(1));
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(builds()).hasSize(1);
        assertThat(driven.log).anyMatch(line -> line.contains("Trying again"));
    }

    @ParameterizedTest(name = "looks {0}")
    @MethodSource("passing")
    void looksThatGoWrongDecideNothingAndLoseNoLine(String name, Consumer<Fault> fault) {
        fault.accept(proxy.on(LOOK).first(2));
        fault.accept(proxy.on(LOG).first(2));
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(builds()).hasSize(1);
        assertThat(String.join("\n", driven.log))
                .contains("Running on CodeBuild")
                .contains("Phase complete: UPLOAD_ARTIFACTS");
    }

    @Test
    void aLostAnswerIsLookedForAndNotSentAgain() {
        proxy.on(START).nth(1).resetAfterForwarding();
        time.run(action, request());
        assertThat(proxy.count(START)).isEqualTo(1);
        assertThat(proxy.count(LIST)).isEqualTo(1);
    }

    @Test
    void withoutTheRightToListTheTokenAloneKeepsItOne() {
        proxy.on(START).nth(1).resetAfterForwarding();
        proxy.on(LIST).denyAccess();
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aCrashAfterAnySavedStateStartsNoSecondBuild() {
        Driven<BuildAction.State, BuildAction.Answer> first = time.run(action, request());
        for (ActionState<BuildAction.State> saved : first.saved) {
            Driven<BuildAction.State, BuildAction.Answer> again = time.resume(action, saved);
            assertThat(again.outcome).isEqualTo(new Outcome.Succeeded());
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void noRightToStartIsSaidInAwssWords() {
        proxy.on(START).denyAccess();
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.failure())
                .startsWith("Starting a build of CodeBuild project " + project + " failed: AWS says: ")
                .contains("AccessDenied");
        assertThat(builds()).isEmpty();
    }

    @Test
    void noRightToLookSaysWhatGoesOn() {
        proxy.on(LOOK).denyAccess();
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.failure()).contains("AccessDenied").contains("goes on in CodeBuild");
    }

    @Test
    void anUnknownProjectIsSaidAndNothingIsStarted() {
        AwsSession session = Driven.session(proxy.endpoint());
        Driven<BuildAction.State, BuildAction.Answer> driven =
                time.run(WithLooks.of(() -> session, looks -> action("nope", looks, session)), request());
        assertThat(driven.failure()).contains("ResourceNotFoundException").contains("nope");
    }

    @Test
    void atTheAccountsLimitItWaitsItsTurn() {
        codeBuild.startBuild(r -> r.projectName(project)
                .environmentVariablesOverride(EnvironmentVariable.builder()
                        .name("EMULATOR_SECONDS")
                        .value("15")
                        .build()));
        AWS.settings("{\"accountLimit\": 1}");
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(action, request());
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log).anyMatch(line -> line.contains("at its limit of concurrent builds"));
    }

    @Test
    void abortedMeansStopped() {
        Driven<BuildAction.State, BuildAction.Answer> driven = time.stopped(
                action,
                request("EMULATOR_SECONDS", "600"),
                (state, log) -> state.phase() == Phase.RUNNING && state.data().arn() != null);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.data().status()).isEqualTo("STOPPED");
        assertThat(proxy.count("CodeBuild.StopBuild")).isEqualTo(1);
    }

    /** As after a crash between the start's sending and its answer. How old a token is, the machine's clock says. */
    private ActionState<BuildAction.State> interrupted(String token, Instant since) {
        BuildAction.State state = BuildAction.State.create(token, since);
        return new ActionState<>(
                Phase.STARTING, state, time.instant().plusSeconds(600), true, false, null, false, false, null, 0);
    }

    private void start(String token, String seconds) {
        codeBuild.startBuild(r -> r.projectName(project)
                .environmentVariablesOverride(
                        EnvironmentVariable.builder()
                                .name("EMULATOR_SECONDS")
                                .value(seconds)
                                .build(),
                        EnvironmentVariable.builder()
                                .name(BuildRequest.TOKEN_VARIABLE)
                                .value(token)
                                .build()));
    }

    @Test
    void longAfterTheTokensEndTheBuildIsFoundBehindTwoHundredLaterOnes() {
        request();
        start("mine", "2");
        for (int i = 0; i < 201; i++) {
            start("other-" + i, "2");
        }
        Driven<BuildAction.State, BuildAction.Answer> driven =
                time.resume(action, interrupted("mine", Instant.now().minusSeconds(90 * 60)));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().number()).isEqualTo(1);
        assertThat(proxy.count(LIST)).isEqualTo(3);
        assertThat(proxy.count(START)).isZero();
    }

    @Test
    void buildsFromBeforeTheTokenAreNotSearched() {
        request();
        for (int i = 0; i < 101; i++) {
            start("other-" + i, "2");
        }
        Driven<BuildAction.State, BuildAction.Answer> driven =
                time.resume(action, interrupted("mine", time.instant().plusSeconds(30 * 60)));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(proxy.count(LIST)).isEqualTo(1);
        assertThat(proxy.count(START)).isEqualTo(1);
    }

    @Test
    void withoutTheRightToListAnOldTokenStartsNothingAndSaysWhatToDo() {
        request();
        proxy.on(LIST).denyAccess();
        Driven<BuildAction.State, BuildAction.Answer> driven =
                time.resume(action, interrupted("mine", Instant.now().minusSeconds(6 * 60)));
        assertThat(driven.failure())
                .contains("so none is started")
                .contains("AWS_RELEASE_STAGES_TOKEN=mine")
                .contains("codebuild:ListBuildsForProject");
        assertThat(proxy.count(START)).isZero();
    }

    @Test
    void startedAndNotWaitedForIsOverAtOnce() {
        AwsSession session = Driven.session(proxy.endpoint());
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(
                WithLooks.of(
                        () -> session,
                        looks -> new StartOnly<>(action(project, looks, session), state -> state.arn() != null)),
                request("EMULATOR_SECONDS", "600"));
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().status()).isEqualTo("IN_PROGRESS");
        assertThat(driven.data().arn()).contains(project);
        assertThat(driven.log).anyMatch(line -> line.contains("started: https://"));
        assertThat(builds()).hasSize(1);
    }

    private Driven<BuildAction.State, BuildAction.Answer> attached(String id, boolean stops, boolean stopped) {
        AwsSession session = Driven.session(proxy.endpoint());
        Function<Scheduler, Driven.Paced<BuildAction.State, BuildAction.Answer>> attached = WithLooks.of(
                () -> session, looks -> new AttachedBuild(action(project, looks, session), () -> session, stops));
        BuildAction.State state = BuildAction.State.attached(id, Instant.now().minusSeconds(31));
        return stopped
                ? time.stopped(attached, state, (now, log) -> now.data().arn() != null)
                : time.run(attached, state);
    }

    @Test
    void aBuildStartedElsewhereIsFollowedToItsEnd() {
        start("elsewhere", "6");
        Driven<BuildAction.State, BuildAction.Answer> driven = attached(builds().get(0), false, false);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(String.join("\n", driven.log)).contains("Phase complete: UPLOAD_ARTIFACTS");
        assertThat(proxy.count(START)).isZero();
    }

    @Test
    void noLongerWaitingLeavesTheBuildAlone() {
        start("elsewhere", "600");
        Driven<BuildAction.State, BuildAction.Answer> driven = attached(builds().get(0), false, true);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.log).anyMatch(line -> line.contains("goes on in CodeBuild"));
        assertThat(proxy.count("CodeBuild.StopBuild")).isZero();
    }

    @Test
    void noLongerWaitingStopsTheBuildOnRequest() {
        start("elsewhere", "600");
        Driven<BuildAction.State, BuildAction.Answer> driven = attached(builds().get(0), true, true);
        assertThat(driven.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
        assertThat(driven.data().status()).isEqualTo("STOPPED");
    }

    @Test
    void waitingForABuildThatIsNotThereSaysSo() {
        assertThat(attached(project + ":nope", false, false).failure())
                .isEqualTo("CodeBuild does not know build " + project + ":nope in this account and region.");
    }

    @Test
    void fiftyBuildsAreLookedAtTogether() {
        AwsSession session = Driven.session(proxy.endpoint());
        int calls = 50;
        List<String> ids = Stream.generate(() -> codeBuild
                        .startBuild(r -> r.projectName(project))
                        .build()
                        .id())
                .limit(calls)
                .toList();
        var loop = new io.jenkins.plugins.awsreleasestages.engine.LoopScheduler();
        BuildLooks looks = new BuildLooks(loop, new Paces(loop));
        List<String> seen = new java.util.ArrayList<>();
        ids.forEach(id -> looks.ask(session, id, Duration.ofSeconds(3)).thenAccept(build -> seen.add(build.id())));
        try {
            loop.runUntil(() -> seen.size() == calls);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(proxy.count(LOOK)).isEqualTo(1);
    }
}

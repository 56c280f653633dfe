package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** One build for one gate, whatever happens to the calls. */
@OnStandIns
@Timeout(60)
class CodeBuildCheckEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final Instant NOW = Instant.now();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String project = "check-" + UUID.randomUUID();
    private final FakeTime time = new FakeTime();
    private final BuildAction.State fresh =
            BuildAction.State.create(UUID.randomUUID().toString(), NOW);
    private final Map<String, String> kept = new LinkedHashMap<>();
    private AwsSession session;
    private String result = "SUCCEEDED";

    @BeforeEach
    void connect() {
        session = Driven.session(reached.proxy().endpoint());
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            EmulatedProject.create(codeBuild, project);
        }
    }

    private BuildAction build() {
        Map<String, String> variables = Map.of("EMULATOR_SECONDS", "0", "EMULATOR_RESULT", result);
        return new BuildAction(
                project,
                () -> session,
                () -> BuildRequest.of(project).withVariables(BuildRequest.Source.PLAINTEXT, variables),
                new BuildLooks(time, new Paces(time)),
                LogMode.NONE,
                begun -> {});
    }

    private ConditionAnswer begun() {
        return CodeBuildCheckRule.begun(build(), fresh, kept, NOW);
    }

    private ConditionAnswer looked() {
        CompletableFuture<ConditionAnswer> answer = build().look(fresh.withId(kept.get("id")), NOW)
                .thenApply(seen -> CodeBuildCheckRule.answer(seen, kept, NOW))
                .toCompletableFuture();
        time.pass(Duration.ofSeconds(20));
        assertThat(answer).isDone();
        return answer.join();
    }

    private List<String> builds() {
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            return codeBuild.listBuildsForProject(r -> r.projectName(project)).ids();
        }
    }

    @Test
    void whatSucceedsLetsTheReleaseGoOnAndIsKept() {
        assertThat(begun().why()).isEqualTo("build " + kept.get("id") + " was started");
        ConditionAnswer answer = looked();
        assertThat(answer.verdict()).isEqualTo(Verdict.PASS);
        assertThat(answer.why()).startsWith("build " + kept.get("id") + " has succeeded: https://");
        assertThat(answer.kept()).containsEntry("passed", answer.why());
        assertThat(builds()).containsExactly(kept.get("id"));
    }

    @Test
    void whatFailsFailsItWithTheFirstCause() {
        result = "FAILED";
        begun();
        assertThat(looked().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(looked().why())
                .contains("CodeBuild build " + kept.get("id") + " FAILED in phase BUILD: command ", " See https://");
    }

    @Test
    void aStartThatGoesWrongStartsOneBuildInTheEnd() {
        List<Consumer<Fault>> faults = List.of(
                Fault::throttle,
                Fault::failInternally,
                Fault::resetBeforeForwarding,
                Fault::resetAfterForwarding,
                Fault::expireToken,
                Fault::denyAccess);
        for (Consumer<Fault> fault : faults) {
            for (String call : List.of("CodeBuild.StartBuild", "CodeBuild.ListBuildsForProject")) {
                reached.proxy().reset();
                fault.accept(reached.proxy().on(call));
                try {
                    begun();
                } catch (RemoteFailure e) {
                    assertThat(e.getMessage()).contains(project);
                    assertThat(kept).as("what is not known to have begun").isEmpty();
                }
                // As where what was to be saved is lost.
                kept.clear();
            }
        }
        reached.proxy().reset();
        begun();
        assertThat(builds()).containsExactly(kept.get("id"));
    }

    @Test
    void aLookThatGoesWrongIsNoAnswerAtAll() {
        begun();
        reached.proxy().on("CodeBuild.BatchGetBuilds").denyAccess();
        assertThatThrownBy(this::looked).hasRootCauseInstanceOf(Exception.class).hasMessageContaining("AccessDenied");
        assertThat(kept).containsOnlyKeys("id");
        reached.proxy().reset();
        assertThat(looked().passes()).isTrue();
    }

    @Test
    void whatRunsIsLookedAtEveryFifteenSeconds() {
        Look<BuildAction.State> runs = Look.goesOn(fresh.withId("it:1"), List.of(), Duration.ZERO);
        assertThat(CodeBuildCheckRule.answer(runs, kept, NOW))
                .isEqualTo(ConditionAnswer.waiting("build it:1 runs", null).again(NOW.plusSeconds(15)));
    }

    @Test
    void whatIsWrongIsSaidAllAtOnce() {
        CodeBuildCheckRule wrong = new CodeBuildCheckRule("a b");
        wrong.setSourceVersion(" ");
        wrong.setVariables(List.of("TICKET", "no name"));
        wrong.setEnv(List.of("TICKET=OPS-1", "1=2"));
        assertThat(ReleaseRule.problems(List.of(wrong)))
                .containsExactlyInAnyOrder(
                        "conditions: codeBuildCheck: project: 'a b' is not a name for a CodeBuild project.",
                        "conditions: codeBuildCheck: sourceVersion: is blank, as an unset variable is. Leave it out, or give it"
                                + " a value.",
                        "conditions: codeBuildCheck: variables: 'no name' is not a name for a variable.",
                        "conditions: codeBuildCheck: env: '1' is not a name for a variable.",
                        "conditions: codeBuildCheck: env: 'TICKET' is one of variables, too.");
        assertThat(ReleaseRule.problems(List.of(new CodeBuildCheckRule(null))))
                .containsExactly("conditions: codeBuildCheck: project: the name of a CodeBuild project is missing.");
    }

    @Test
    void itIsTheSameAfterItWasSaved() {
        CodeBuildCheckRule rule = new CodeBuildCheckRule("acceptance");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
        rule.setSourceVersion("main");
        rule.setVariables(List.of("TICKET", "IMAGE"));
        rule.setEnv(List.of("TARGET=a, b = \"c\"", "EMPTY="));
        rule.setRegion("eu-west-1");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
    }
}

package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** The test reports of a build, through a network that fails. */
@Timeout(60)
class ReportsActionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = Emulator.ahead();

    private final SkippedTime time = new SkippedTime(AWS::letPass);

    private static final String CASES = "CodeBuild.DescribeTestCases";

    private final String project = "reports-" + UUID.randomUUID();
    private final List<Map<String, String>> recorded = new ArrayList<>();
    private final List<Boolean> unstable = new ArrayList<>();
    private FaultProxy proxy;
    private AwsSession session;
    private CodeBuildClient codeBuild;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
    }

    @AfterEach
    void close() {
        AWS.settings("{\"reportDelay\": 0}");
        codeBuild.close();
        proxy.close();
    }

    /** A build that has ended, with these reports as outputs.py says them. */
    private BuildAction.State built(String reports) {
        Driven<BuildAction.State, BuildAction.Answer> driven = time.run(
                WithLooks.of(
                        () -> session,
                        looks -> new BuildAction(
                                project,
                                () -> session,
                                () -> BuildRequest.of(project)
                                        .withVariables(
                                                BuildRequest.Source.PLAINTEXT,
                                                Map.of("EMULATOR_SECONDS", "3", "EMULATOR_REPORTS", reports)),
                                looks,
                                build -> {})),
                BuildAction.State.create(UUID.randomUUID().toString(), time.instant()));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        return driven.data();
    }

    private Driven<ReportsAction.State, ReportsAction.Answer> read(BuildAction.State build, boolean allWell) {
        return time.run(
                new ReportsAction(() -> session, (xml, buildSucceeded) -> {
                    recorded.add(xml);
                    unstable.add(buildSucceeded);
                    return List.of();
                }),
                ReportsAction.State.create(build, allWell, time.instant()));
    }

    private static String many(int tests) {
        return IntStream.range(0, tests)
                .mapToObj(n -> "[\"shop.CartTest\", \"case" + n + "\", \"" + (n == 150 ? "FAILED" : "SUCCEEDED")
                        + "\", \"because <" + n + ">\"]")
                .collect(Collectors.joining(", ", "{\"unit\": [", "], \"coverage\": 81.25}"));
    }

    @Test
    void everyTestOfEveryPageOnceThoughCallsFail() {
        BuildAction.State build = built(many(250));
        proxy.on("CodeBuild.BatchGetReports").nth(1).throttle();
        proxy.on(CASES).nth(2).resetAfterForwarding();
        proxy.on(CASES).nth(4).failInternally();
        Driven<ReportsAction.State, ReportsAction.Answer> driven = read(build, true);
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(recorded).hasSize(1);
        String xml = recorded.get(0).values().iterator().next();
        assertThat(xml.split("<testcase ", -1)).hasSize(251);
        assertThat(xml)
                .contains("tests=\"250\"", "failures=\"1\"", "classname=\"shop.CartTest\"", "because &lt;150&gt;");
        assertThat(unstable).containsExactly(true);
        assertThat(driven.log)
                .anyMatch(line -> line.contains("Test report " + project + "-unit: 250 tests, 1 failed, 0 skipped"))
                .anyMatch(line -> line.contains("Code coverage report") && line.contains("81.3 % of the lines"));
    }

    @Test
    void afterAFailedBuildTheFailureStaysAndTheTestsAreThere() {
        Driven<ReportsAction.State, ReportsAction.Answer> driven =
                read(built("{\"unit\": [[\"a.B\", \"c\", \"FAILED\", \"no\"]]}"), false);
        assertThat(driven.outcome).as("the build's failure is the first").isEqualTo(new Outcome.Succeeded());
        assertThat(recorded).hasSize(1);
        assertThat(unstable).containsExactly(false);
    }

    @Test
    void aReportThatIsStillMadeIsWaitedFor() {
        BuildAction.State build = built("{\"unit\": [[\"a.B\", \"c\", \"SUCCEEDED\", \"\"]]}");
        AWS.settings("{\"reportDelay\": 30}");
        Driven<ReportsAction.State, ReportsAction.Answer> driven = read(build, true);
        assertThat(driven.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(proxy.count("CodeBuild.BatchGetReports")).isGreaterThan(1);
        assertThat(recorded).hasSize(1);
    }

    @Test
    void withoutTheRightTheReportsAreLeftAndItIsSaidWhy() {
        BuildAction.State build = built("{\"unit\": [[\"a.B\", \"c\", \"SUCCEEDED\", \"\"]]}");
        proxy.on(CASES).denyAccess();
        Driven<ReportsAction.State, ReportsAction.Answer> driven = read(build, true);
        assertThat(driven.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(String.join("\n", driven.log)).contains("left out", "codebuild:DescribeTestCases");
        assertThat(recorded).isEmpty();
    }
}

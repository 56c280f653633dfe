package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** Builds that take many times as long as the session that watches them. */
class ShortSessionEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final String name = "short-" + UUID.randomUUID();
    private final String role = EmulatedRole.arn(name);
    private FaultProxy proxy;
    private CodeBuildClient codeBuild;

    @BeforeEach
    void open() throws Exception {
        proxy = AWS.proxy();
        System.setProperty("aws.endpointUrl", proxy.endpoint().toString());
        EmulatedRole.create(AWS.endpoint(), name);
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, name);
    }

    @AfterEach
    void close() {
        AWS.settings("{\"sessionSeconds\": null}");
        System.clearProperty("aws.endpointUrl");
        codeBuild.close();
        proxy.close();
    }

    private void nothingIsNoticed(int buildSeconds, int sessionSeconds) {
        AWS.settings("{\"sessionSeconds\": " + sessionSeconds + "}");
        String base = UUID.randomUUID().toString();
        Supplier<AwsSession> sessions = () -> AwsSessions.get(
                new BaseCredentials.Keys(base, Emulator.CREDENTIALS),
                SessionRequest.plain(Emulator.REGION, "jenkins-shop-1").assuming(RoleHop.of(role)));
        BuildRequest request = BuildRequest.of(name)
                .withVariables(
                        BuildRequest.Source.PLAINTEXT,
                        Map.of("EMULATOR_SECONDS", String.valueOf(buildSeconds), "EMULATOR_LINES", "200"));
        Driven<BuildAction.State, BuildAction.Answer> driven = Driven.run(
                WithLooks.of(sessions, looks -> new BuildAction(name, sessions, () -> request, looks, build -> {})),
                BuildAction.State.create(UUID.randomUUID().toString(), Instant.now()));
        System.out.println("A build of " + buildSeconds + " s with sessions of " + sessionSeconds + " s: "
                + proxy.count("STS.AssumeRole") + " sessions, " + proxy.count("CodeBuild.BatchGetBuilds") + " looks");
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.log.stream().filter(line -> line.endsWith(" of 200"))).hasSize(200);
        assertThat(driven.log).noneMatch(line -> line.contains("Trying again"));
        assertThat(proxy.count("STS.AssumeRole")).isGreaterThanOrEqualTo(buildSeconds / sessionSeconds);
        assertThat(codeBuild.listBuildsForProject(r -> r.projectName(name)).ids())
                .hasSize(1);
    }

    @Test
    @Timeout(60)
    void aSessionThatEndsEveryTwoSecondsIsNotNoticed() {
        nothingIsNoticed(8, 2);
    }

    @Test
    @Timeout(300)
    void aSessionThatEndsEveryFifteenSecondsIsNotNoticedInThreeMinutes() {
        boolean wanted = System.getProperty("long") != null;
        String reason = "It takes three minutes: say -Dlong to have it run.";
        if (!wanted) {
            System.out.println("Left out: " + reason);
        }
        Assumptions.assumeTrue(wanted, reason);
        nothingIsNoticed(180, 15);
    }
}

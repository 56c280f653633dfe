package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code awsRole} does when it begins: assuming a role through a network that fails. */
@Timeout(120)
class AwsSessionsEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String ASSUME = "STS.AssumeRole";

    private final String name = "role-" + UUID.randomUUID();
    private final String arn = EmulatedRole.arn(name);
    private FaultProxy proxy;

    @BeforeEach
    void open() throws Exception {
        proxy = AWS.proxy();
        System.setProperty("aws.endpointUrl", proxy.endpoint().toString());
        EmulatedRole.create(AWS.endpoint(), name);
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrl");
        proxy.close();
    }

    private AwsSession session(String role) {
        return AwsSessions.get(
                new BaseCredentials.Keys(UUID.randomUUID().toString(), Emulator.CREDENTIALS),
                SessionRequest.plain(Emulator.REGION, "jenkins-shop-1").assuming(RoleHop.of(role)));
    }

    @Test
    void aRoleIsAssumedOnceForManyCalls() {
        AwsSession session = session(arn);
        session.verify("Assuming " + arn);
        session.verify("Assuming " + arn);
        assertThat(proxy.count(ASSUME)).isEqualTo(1);
    }

    @Test
    void aForgottenSessionIsAssumedAnew() {
        AwsSession session = session(arn);
        session.verify("Assuming " + arn);
        session.forget();
        session(arn).verify("Assuming " + arn);
        assertThat(proxy.count(ASSUME)).isEqualTo(2);
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                Arguments.of("throttled", (Consumer<Fault>) Fault::throttle),
                Arguments.of("failed inside AWS", (Consumer<Fault>) Fault::failInternally),
                Arguments.of("never arrived", (Consumer<Fault>) Fault::resetBeforeForwarding),
                Arguments.of("answer lost", (Consumer<Fault>) Fault::resetAfterForwarding));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void oneBadMomentIsNotNoticed(String what, Consumer<Fault> fault) {
        fault.accept(proxy.on(ASSUME).nth(1));
        session(arn).verify("Assuming " + arn);
        assertThat(proxy.count(ASSUME)).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void anOutageIsSaidToBePassing(String what, Consumer<Fault> fault) {
        fault.accept(proxy.on(ASSUME));
        assertThatThrownBy(() -> session(arn).verify("Assuming " + arn))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.passing()).isTrue())
                .hasMessageContaining("Assuming " + arn);
    }

    @Test
    void aRoleThatCannotBeAssumedIsSaidInAwssWords() {
        String none = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/none";
        assertThatThrownBy(() -> session(none).verify("Assuming " + none))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.passing()).isFalse())
                .hasMessageContaining(
                        "Assuming " + none + " failed: the role " + none + " could not be assumed. AWS says: User: ")
                .hasMessageContaining("is not authorized to perform: sts:AssumeRole on resource: " + none);
        assertThat(proxy.count(ASSUME)).isEqualTo(1);
    }

    @Test
    void baseCredentialsThatHaveExpiredAreSaid() {
        proxy.on(ASSUME).expireToken();
        assertThatThrownBy(() -> session(arn).verify("Assuming " + arn)).hasMessageContaining("ExpiredToken");
    }

    @Test
    void theSessionsOfManyRunsNeedNoThreadsOfTheirOwn() {
        BaseCredentials base = new BaseCredentials.Keys(UUID.randomUUID().toString(), Emulator.CREDENTIALS);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int run = 1; run <= 10; run++) {
            SessionRequest request =
                    SessionRequest.plain(Emulator.REGION, "jenkins-shop-" + run).assuming(RoleHop.of(arn));
            AwsSession session = AwsSessions.get(base, request);
            session.codeBuild().listProjects();
            session.cloudFormation().listStacks();
        }
        assertThat(proxy.count(ASSUME)).isEqualTo(10);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("sdk-") || name.startsWith("aws-release-stages-")))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void runsWithoutARoleShareASession() {
        BaseCredentials base = new BaseCredentials.Keys(UUID.randomUUID().toString(), Emulator.CREDENTIALS);
        AwsSession first = AwsSessions.get(base, SessionRequest.plain(Emulator.REGION, "jenkins-shop-1"));
        assertThat(AwsSessions.get(base, SessionRequest.plain(Emulator.REGION, "jenkins-shop-2")))
                .isSameAs(first);
    }

    @Test
    void aSessionThatWasClosedWhileSomebodyHeldItGoesOn() {
        AwsSession session = session(arn);
        session.codeBuild().listProjects();
        AwsSessions.closeAll();
        session.codeBuild().listProjects();
        session.cloudFormation().listStacks();
        assertThat(proxy.count(ASSUME)).isEqualTo(1);
        AWS.settings("{\"sessionSeconds\": 1}");
        try {
            AwsSession brief = session(arn);
            AwsSessions.closeAll();
            brief.codeBuild().listProjects();
            brief.codeBuild().listProjects();
        } finally {
            AWS.settings("{\"sessionSeconds\": null}");
        }
        assertThat(proxy.count(ASSUME)).isGreaterThan(1);
    }
}

package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.OtherIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A command inside {@code awsRole} is the role, whoever the machine, its user or the script have made of it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SomebodyElseTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String role = "shell-" + UUID.randomUUID();
    private OtherIdentity other;

    @BeforeEach
    void open() throws Exception {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        EmulatedRole.create(AWS.endpoint(), role);
        other = OtherIdentity.in(folder);
        Trial.credentials(folder.resolve("home"), "ci");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrl");
    }

    private String role(String body) {
        return "awsRole(role: '" + EmulatedRole.arn(role) + "', credentialsId: 'ci', region: 'eu-west-1') { " + body
                + " }\n";
    }

    /** With an SDK, and where there is one with the AWS CLI. */
    private String who(String place) {
        return "sh '''set +x\n" + other.ask(EmulatedAccount.python(), AWS.endpoint(), place) + "'''\n";
    }

    private String theRole(String place) {
        return place + ": arn:aws:sts::" + Emulator.ACCOUNT + ":assumed-role/" + role;
    }

    @Test
    void theMachineAndItsUserAreOthers() throws Exception {
        Trial trial = new Trial(
                folder,
                "node { " + who("before") + role(who("inside a node")) + who("after") + " }\n"
                        + role("node { " + who("around a node") + " }"));
        Map<String, String> machine = new HashMap<>();
        other.everyWay().forEach(machine::putAll);
        machine.put("HOME", other.home().toString());
        Process process = trial.spawn(machine, "--endpoint", AWS.endpoint().toString());
        assertThat(process.waitFor()).isZero();
        String log = Files.readString(trial.output());
        assertThat(log)
                .contains(theRole("inside a node"), theRole("around a node"))
                .contains("before: somebody else", "after: somebody else")
                .doesNotContain("node: somebody else");
    }

    @Test
    void soHaveTheBlocksAround() throws Exception {
        StringBuilder script = new StringBuilder();
        List<Map<String, String>> ways = other.everyWay();
        for (int i = 0; i < ways.size(); i++) {
            String inside = role("node { " + who("outside " + i + " around") + " }") + "node { "
                    + role(who("outside " + i + " inside")) + " }\n";
            script.append(OtherIdentity.withEnv(ways.get(i), inside));
        }
        Trial.Ended ended = Trial.run(folder, script.toString());
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).doesNotContain("somebody else");
        for (int i = 0; i < ways.size(); i++) {
            assertThat(ended.out()).contains(theRole("outside " + i + " around"), theRole("outside " + i + " inside"));
        }
    }

    @Test
    void whatIsSaidInsideTheBlockCountsOrFailsAloud() throws Exception {
        String script = "node { "
                + role(OtherIdentity.withEnv(other.keys(), who("keys"))
                        + OtherIdentity.withEnv(other.config(), who("config"))
                        + OtherIdentity.withEnv(other.credentials(), who("credentials"))
                        + OtherIdentity.withEnv(other.profile(), who("profile"))
                        + OtherIdentity.withEnv(other.container(), who("container")))
                + " }";
        Trial.Ended ended = Trial.run(folder, script);
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("keys: somebody else", "config: somebody else", "credentials: somebody else")
                .contains("profile: failed", theRole("container"));
    }
}

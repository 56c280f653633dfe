package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real SDK, botocore, inside {@code awsRole}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ShellRoleTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String WHO = "import boto3; print('I am ' + boto3.client('sts').get_caller_identity()['Arn'])";

    @TempDir
    Path temporary;

    private Path folder;
    private final String role = "shell-" + UUID.randomUUID();

    @BeforeEach
    void open() throws Exception {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        EmulatedRole.create(AWS.endpoint(), role);
        folder = Files.createDirectories(temporary.resolve("it's a folder"));
        Trial.credentials(folder.resolve("home"), "ci");
    }

    @AfterEach
    void close() {
        AWS.settings("{\"sessionSeconds\": null}");
        System.clearProperty("aws.endpointUrl");
    }

    private String block(String more, String body) {
        return "awsRole(role: 'arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + role
                + "', credentialsId: 'ci', region: 'eu-west-1'" + more + ") {\n" + body + "\n}\n";
    }

    private static String sh(String script) {
        return "withEnv(['AWS_ENDPOINT_URL=" + AWS.endpoint() + "']) { sh '''set +x\n" + script + "''' }";
    }

    private static String who() {
        return sh("\"" + EmulatedAccount.python() + "\" -c \"" + WHO + "\"\n");
    }

    private String identity() {
        return "I am arn:aws:sts::" + Emulator.ACCOUNT + ":assumed-role/" + role;
    }

    private List<Path> left() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().contains("@tmp/aws-")).toList();
        }
    }

    private void nothingIsLeft() throws Exception {
        assertThat(left()).isEmpty();
        assertThat(SecretSearch.below(folder, file -> file.endsWith("home/credentials")))
                .isEmpty();
    }

    @Test
    void anSdkInsideIsTheRoleAroundANodeAndInsideOne() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                block("", "node { " + who() + " }") + "node { " + block("", who()) + "\n"
                        + sh("echo config=${AWS_CONFIG_FILE:-none}\n") + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out().split(identity(), -1)).hasSize(3);
        assertThat(ended.out()).contains("config=none");
        nothingIsLeft();
    }

    @Test
    void aRoleThatAllowsNoSessionTagsIsAssumedWithoutAndTheLogSaysSoOnce() throws Exception {
        String untagged = "untagged-" + UUID.randomUUID();
        EmulatedRole.create(AWS.endpoint(), untagged, EmulatedRole.statement("\"*\"", "sts:AssumeRole"));
        String remark = "The role " + EmulatedRole.arn(untagged) + " is assumed without session tags: AWS says: User: ";
        Trial.Ended ended = Trial.run(
                folder, "node { " + block("", who() + "\n" + who()).replace("role/" + role, "role/" + untagged) + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).containsOnlyOnce(remark).contains("assumed-role/" + untagged);
        nothingIsLeft();
    }

    @Test
    void theFilesAreTheUsersAlone() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                "node { "
                        + block(
                                "",
                                sh("D=$(dirname \"$AWS_CONFIG_FILE\")\nls -ld \"$D\" | cut -c1-10\n"
                                        + "ls -l \"$D\" | tail -n +2 | cut -c1-10 | sort -u\n"))
                        + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("drwx------").contains("-rw-------").doesNotContain("-rw-r");
        nothingIsLeft();
    }

    @Test
    void whatTheBlockHandsOutIsHiddenInTheLog() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, "node { " + block("", sh("cat \"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"\n")) + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("\"SecretAccessKey\": \"****\"", "\"SessionToken\": \"****\"")
                .doesNotContain(SecretSearch.MARK);
        nothingIsLeft();
    }

    @Test
    void toolsThatReadVariablesOnlyGetThem() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, "node { " + block(", exportKeys: true", sh("env | grep ^AWS_ | sort\n") + "\n" + who()) + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("AWS_ACCESS_KEY_ID=ASIA", "AWS_SECRET_ACCESS_KEY=****", "AWS_SESSION_TOKEN=****", identity())
                .doesNotContain(SecretSearch.MARK)
                .doesNotContain("AWS_CONFIG_FILE=");
        nothingIsLeft();
    }

    @Test
    void theInnermostBlockCounts() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                "node { awsRole(credentialsId: 'ci', region: 'us-west-2') { " + block("", who())
                        + sh("echo region=$AWS_REGION\n") + " } }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains(identity(), "region=us-west-2");
        nothingIsLeft();
    }

    @Test
    void aBlockThatFailsLeavesNothingEither() throws Exception {
        Trial.Ended ended = Trial.run(folder, "node { " + block("", who() + "\n" + sh("exit 3\n")) + " }");
        assertThat(ended.status()).isNotZero();
        assertThat(ended.out()).contains(identity(), "exit code 3");
        nothingIsLeft();
    }

    /** One process that lives through three sessions and more, and asks again and again. */
    @Test
    void aCommandOutlivesItsSession() throws Exception {
        AWS.settings("{\"sessionSeconds\": 15}");
        Path script = folder.resolve("loop.py");
        Files.writeString(script, """
                import time
                import boto3

                sts = boto3.client("sts")
                end = time.time() + 50
                calls = 0
                while time.time() < end:
                    sts.get_caller_identity()
                    calls += 1
                    time.sleep(0.5)
                print("said", calls >= 50, "calls well")
                """);
        Trial.Ended ended = Trial.run(
                folder,
                "node { "
                        + block(
                                "",
                                sh("\"" + EmulatedAccount.python() + "\" \""
                                        + script.toString().replace("'", "\\'") + "\"\n"))
                        + " }");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("said True calls well").doesNotContain("could not be renewed");
        nothingIsLeft();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * What tests of a role in a real Jenkins share: the emulated account, with a role and a user who may assume it, behind a
 * proxy that counts and breaks calls.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class EmulatedRoleJenkinsTest {

    @RegisterExtension
    protected static final Emulator AWS = new Emulator();

    @RegisterExtension
    protected final JenkinsSessionExtension session = new JenkinsSessionExtension();

    protected FaultProxy proxy;

    protected static final String ROLE = EmulatedRole.arn("shell");

    /** What the AWS CLI does: it runs the command of the config file. */
    protected static final String ASK =
            "eval \"$(sed -n \"s/^credential_process = //p\" \"$AWS_CONFIG_FILE\")\" | grep -q ASIA && echo I have \"a session\"\n";

    @BeforeEach
    void openAccount() throws Exception {
        // Another test's would still be at hand, and last longer.
        AwsSessions.closeAll();
        proxy = AWS.proxy();
        System.setProperty("aws.endpointUrl", proxy.endpoint().toString());
        createRole();
    }

    @AfterEach
    void closeAccount() {
        AWS.settings("{\"sessionSeconds\": null}");
        System.clearProperty("aws.endpointUrl");
        proxy.close();
    }

    /** Every session from now on ends so soon. */
    void sessionsLast(int seconds) {
        AWS.settings("{\"sessionSeconds\": " + seconds + "}");
    }

    void createRole() throws Exception {
        createRole("shell");
    }

    protected static void createRole(String name) throws Exception {
        EmulatedRole.create(AWS.endpoint(), name);
    }

    void deleteRole() throws Exception {
        EmulatedRole.delete(AWS.endpoint(), "shell");
    }

    /** The user's keys, as Jenkins credentials {@code ci}. */
    protected static void addCredentials() throws Exception {
        SystemCredentials.addAwsKeys("ci");
    }

    /** {@code owner} may configure the folder, {@code reader} may look at all there is. */
    protected static void secure(JenkinsRule j, Folder folder) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("owner", "reader")
                .grant(Item.CONFIGURE)
                .onFolders(folder)
                .to("owner"));
    }

    /** Until a command has left a trace. */
    static void await(Path trace) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!Files.exists(trace)) {
            assertThat(System.nanoTime()).as("%s in time", trace).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The folders with credentials for the shell below another. */
    protected static List<Path> shellFolders(Path root) throws Exception {
        return SecretSearch.everything(root).stream()
                .filter(path -> path.toString().contains("@tmp/aws-"))
                .toList();
    }

    /** The credentials' own store holds the key, encrypted; so there is no exception. */
    protected static void assertNothingIsLeft(Path root) throws Exception {
        assertThat(shellFolders(root)).isEmpty();
        assertThat(SecretSearch.below(root, file -> false)).isEmpty();
    }
}

package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlTextArea;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Another system is asked by a Jenkins: with whose credentials, and only where an administrator allows it. */
class HttpCheckJenkinsTest {

    private static final String JOBS_TOKEN = SecretSearch.MARK + "-of-the-job";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final AtomicReference<String> authorization = new AtomicReference<>();

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/OPS-17", exchange -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{\"status\":\"approved\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String host() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static StringCredentialsImpl token(String id, String token) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(token));
    }

    private static void addToken(Folder team) throws Exception {
        DomainCredentials all = new DomainCredentials(Domain.global(), List.of(token("jira", JOBS_TOKEN)));
        team.addProperty(new FolderCredentialsProperty(new DomainCredentials[] {all}));
    }

    private static CredentialsStore global(JenkinsRule j) {
        return CredentialsProvider.lookupStores(j.jenkins).iterator().next();
    }

    private WorkflowJob job(Folder parent, String credentials) throws Exception {
        WorkflowJob job = parent.createProject(WorkflowJob.class, "gate");
        job.setDefinition(new CpsFlowDefinition(
                "withEnv(['TICKET=OPS-17']) { releaseGate conditions: [httpCheck(url: '" + host() + "/${TICKET}',"
                        + " json: 'status', value: 'approved', credentialsId: '" + credentials + "')] }",
                true));
        return job;
    }

    @Test
    void aJobsCheckHasTheCredentialsOfTheJobAndTheLogHasThemNot() throws Throwable {
        session.then(j -> {
            AllowedHosts.get().setAllowedHosts(List.of(host()));
            Folder team = j.createProject(Folder.class, "team");
            addToken(team);
            WorkflowRun run = j.buildAndAssertSuccess(job(team, "jira"));
            assertThat(authorization).hasValue("Bearer " + JOBS_TOKEN);
            assertThat(JenkinsRule.getLog(run)).doesNotContain(JOBS_TOKEN);
            assertThat(Files.readString(run.getRootDir().toPath().resolve("build.xml")))
                    .doesNotContain(JOBS_TOKEN);
        });
    }

    @Test
    void aUserAndAPasswordAreSentAsSuch() throws Throwable {
        session.then(j -> {
            AllowedHosts.get().setAllowedHosts(List.of(host()));
            global(j)
                    .addCredentials(
                            Domain.global(),
                            new UsernamePasswordCredentialsImpl(
                                    CredentialsScope.GLOBAL, "snow", "", "robot", SecretSearch.MARK));
            j.buildAndAssertSuccess(job(j.createProject(Folder.class, "team"), "snow"));
            String both =
                    Base64.getEncoder().encodeToString(("robot:" + SecretSearch.MARK).getBytes(StandardCharsets.UTF_8));
            assertThat(authorization).hasValue("Basic " + both);
        });
    }

    @Test
    void aPolicysCheckTakesNoCredentialsThatAFolderHasPutInItsPlace() throws Throwable {
        session.then(j -> {
            AllowedHosts.get().setAllowedHosts(List.of(host()));
            global(j).addCredentials(Domain.global(), token("jira", SecretSearch.MARK));
            Folder team = j.createProject(Folder.class, "team");
            addToken(team);
            HttpCheckRule check = new HttpCheckRule(host() + "/${TICKET}", "status", "approved");
            check.setCredentialsId("jira");
            PolicyDefinition policy = new PolicyDefinition("Tickets");
            policy.setStages(List.of("Production"));
            policy.setConditions(List.of(check));
            ReleasePolicies.get().setPolicies(List.of(policy));
            WorkflowJob job = team.createProject(WorkflowJob.class, "gate");
            job.setDefinition(new CpsFlowDefinition(
                    "withEnv(['TICKET=OPS-17']) { releaseStage('Production') { echo 'in' } }", true));
            j.buildAndAssertSuccess(job);
            assertThat(authorization).hasValue("Bearer " + SecretSearch.MARK);
        });
    }

    @Test
    void aHostThatNobodyHasAllowedIsNotAskedAndTheGateSaysWhatToDo() throws Throwable {
        session.then(j -> {
            WorkflowRun run = job(j.createProject(Folder.class, "team"), "any")
                    .scheduleBuild2(0)
                    .waitForStart();
            j.waitForMessage("there are no credentials with the id 'any' that may be used here", run);
            run.doStop();
            j.waitForCompletion(run);
            WorkflowJob open = j.createProject(WorkflowJob.class, "open");
            open.setDefinition(new CpsFlowDefinition(
                    "releaseGate conditions: [httpCheck(url: '" + host() + "/OPS-17', json: 'status', value: 'x')]",
                    true));
            WorkflowRun waiting = open.scheduleBuild2(0).waitForStart();
            j.waitForMessage("an administrator has to allow the host", waiting);
            assertThat(authorization).hasValue(null);
            waiting.doStop();
            j.waitForCompletion(waiting);
        });
    }

    @Test
    void theHostsAreSetInTheFormAndInYamlAndAreThereAfterARestart() throws Throwable {
        session.then(j -> {
            HtmlForm form = j.createWebClient().goTo("configure").getFormByName("config");
            HtmlTextArea hosts = form.getTextAreaByName("_.allowedHosts");
            hosts.setText("jira.example.org\n*.service-now.com");
            j.submit(form);
        });
        session.then(j -> {
            assertThat(AllowedHosts.get().getAllowedHosts()).containsExactly("jira.example.org", "*.service-now.com");
            Path yaml = folder.resolve("jenkins.yaml");
            Files.writeString(yaml, """
                    unclassified:
                      releaseRules:
                        allowedHosts:
                          - http://status.internal:8080
                    """);
            ConfigurationAsCode.get().configure(yaml.toString());
            assertThat(AllowedHosts.get().getAllowedHosts()).containsExactly("http://status.internal:8080");
        });
    }
}
